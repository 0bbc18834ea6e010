"""What the forms that edit the register by hand are filled with, and the rows behind what they name."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import Establishment, Person, Post, Posting, PostPeriod, Unit
from tracker.organisation.models_absence import Absence, ProtectedPeriod
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_protected import visible_absences, visible_protected
from tracker.organisation.rules import PostState
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class PostingNow:
    """Where somebody works, by references."""

    unit: str
    title: str
    grade: str
    fte: str
    post: str
    site: str


def posting_now(person: Person, day: date) -> PostingNow:
    """Somebody's posting on the day; empty where they have none."""
    row = db.session.execute(
        sa.select(
            Unit.reference,
            Posting.title,
            Posting.grade,
            Posting.fte,
            Post.number,
            Establishment.reference,
        )
        .join(Unit, Unit.id == Posting.unit_id)
        .outerjoin(Post, Post.id == Posting.post_id)
        .outerjoin(Establishment, Establishment.id == Posting.establishment_id)
        .where(Posting.person_id == person.id, valid_on(Posting, day))
    ).first()
    if row is None:
        return PostingNow("", "", "", "1", "", "")
    return PostingNow(row[0], row[1], row[2], f"{row[3]:g}", row[4] or "", row[5] or "")


@dataclass(frozen=True)
class PostNow:
    """A post's particulars, by references."""

    unit: str
    title: str
    grade: str
    fte: str
    state: PostState


def post_now(post: Post) -> PostNow:
    """The post's newest particulars."""
    row = db.session.execute(
        sa.select(Unit.reference, PostPeriod.title, PostPeriod.grade, PostPeriod.fte, PostPeriod.state)
        .join(Unit, Unit.id == PostPeriod.unit_id)
        .where(PostPeriod.post_id == post.id)
        .order_by(PostPeriod.valid_from.desc())
        .limit(1)
    ).one()
    return PostNow(row[0], row[1], row[2], f"{row[3]:g}", row[4])


def unit_referred(employer_id: int, reference: str) -> Unit | None:
    """The employer's unit with that reference."""
    query = sa.select(Unit).where(Unit.employer_id == employer_id, Unit.reference == reference)
    return db.session.scalar(query)


def site_referred(employer_id: int, reference: str) -> int | None:
    """Id of the employer's site with that reference."""
    query = sa.select(Establishment.id).where(Establishment.employer_id == employer_id)
    return db.session.scalar(query.where(Establishment.reference == reference))


def post_numbered(employer_id: int, number: str) -> int | None:
    """Id of the employer's post with that number."""
    return db.session.scalar(sa.select(Post.id).where(Post.employer_id == employer_id, Post.number == number))


def protection_held(person: Person, viewer: Viewer, day: date) -> ProtectedPeriod | None:
    """What is held of somebody's protection, where the viewer may read it."""
    query = visible_protected(viewer, day).where(ProtectedPeriod.person_id == person.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def absence_held(person: Person, viewer: Viewer, day: date) -> Absence | None:
    """The absence that lasts or is to come, where the viewer may read it: the first of several."""
    query = visible_absences(viewer, day).where(
        Absence.person_id == person.id, sa.or_(Absence.valid_to.is_(None), Absence.valid_to >= day)
    )
    return db.session.scalars(
        query.order_by(Absence.valid_from).limit(1).execution_options(populate_existing=True)
    ).one_or_none()
