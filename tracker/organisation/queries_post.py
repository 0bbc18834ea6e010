"""One post through time: its particulars, who held it, what reports to it, which changes mean it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import (
    Establishment,
    Person,
    Post,
    Posting,
    PostPeriod,
    Unit,
    UnitPeriod,
)
from tracker.organisation.queries import day_shown, valid_on, visible_people
from tracker.organisation.queries_bands import grade_column
from tracker.organisation.queries_operation_reach import OVER, change, impact, programme
from tracker.organisation.queries_posts import visible_posts
from tracker.organisation.queries_sites import site_name
from tracker.organisation.rules import PostState, live_on
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def get_post(reference: str, viewer: Viewer, today: date) -> Post:
    """The post with that reference, if the viewer may read it; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(visible_posts(viewer, today).where(Post.reference == reference)).one()


@dataclass(frozen=True)
class PostPast:
    """A post's particulars over a period, under the name the unit had when it began."""

    title: str
    grade: str
    fte: float
    state: PostState
    unit: str
    unit_reference: str
    site: str | None
    reports_to: str | None
    reports_to_reference: str | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the period holds the day."""
        return live_on(day, self.valid_from, self.valid_to)


def periods_of(post: Post, viewer: Viewer, day: date) -> list[PostPast]:
    """Every period of the post, newest first, by the names of the day where it holds then. One statement."""
    shown = day_shown(PostPeriod, day)
    above = sa.orm.aliased(Post)
    rows = db.session.execute(
        sa.select(
            PostPeriod.title,
            grade_column(viewer, sa.literal(post.employer_id), PostPeriod.grade, day),
            PostPeriod.fte,
            PostPeriod.state,
            sa.func.coalesce(UnitPeriod.name, Unit.code),
            Unit.reference,
            site_name(shown),
            above.number,
            above.reference,
            PostPeriod.valid_from,
            PostPeriod.valid_to,
        )
        .join(Unit, Unit.id == PostPeriod.unit_id)
        .outerjoin(
            UnitPeriod,
            sa.and_(
                UnitPeriod.unit_id == Unit.id,
                UnitPeriod.valid_from <= shown,
                sa.or_(UnitPeriod.valid_to.is_(None), UnitPeriod.valid_to >= shown),
            ),
        )
        .outerjoin(Establishment, Establishment.id == PostPeriod.establishment_id)
        .outerjoin(above, above.id == PostPeriod.reports_to_id)
        .where(PostPeriod.post_id == post.id)
        .order_by(PostPeriod.valid_from.desc(), PostPeriod.id.desc())
    )
    return [PostPast(*row) for row in rows]


@dataclass(frozen=True)
class Holder:
    """Somebody who held the post over a period."""

    name: str
    reference: str
    fte: float
    valid_from: date
    valid_to: date | None


def holders_of(post: Post, viewer: Viewer, today: date) -> list[Holder] | None:
    """Who held the post when, newest first, as far as the viewer reads them; None where nobody is shown."""
    if not viewer.may(Permission.PERSON_READ):
        return None
    seen = visible_people(viewer, today).with_only_columns(Person.id).order_by(None)
    rows = db.session.execute(
        sa.select(Person.name, Person.reference, Posting.fte, Posting.valid_from, Posting.valid_to)
        .join(Person, Person.id == Posting.person_id)
        .where(Posting.post_id == post.id, Person.id.in_(seen))
        .order_by(Posting.valid_to.is_not(None), Posting.valid_from.desc(), Person.name, Person.id)
        .limit(100)
    )
    return [Holder(*row) for row in rows]


@dataclass(frozen=True)
class Reporting:
    """A post that reports to another."""

    number: str
    reference: str
    title: str


def reporting_to(post: Post, day: date) -> list[Reporting]:
    """Posts that report to it on the day, by title."""
    rows = db.session.execute(
        sa.select(Post.number, Post.reference, PostPeriod.title)
        .join(PostPeriod, PostPeriod.post_id == Post.id)
        .where(PostPeriod.reports_to_id == post.id, valid_on(PostPeriod, day))
        .order_by(PostPeriod.title, Post.number)
    )
    return [Reporting(*row) for row in rows]


@dataclass(frozen=True)
class Meaning:
    """A live change with an impact whose rule means the job."""

    title: str
    reference: str
    state: str


def changes_for(post: Post, now: PostPast, viewer: Viewer) -> list[Meaning]:
    """Live changes of the viewer's programmes whose impacts name the post's job, by title."""
    if not viewer.may(Permission.IMPACT_READ):
        return []
    rows = db.session.execute(
        sa.select(change.c.title, change.c.reference, change.c.state, impact.c.rule)
        .join(programme, programme.c.id == change.c.programme_id)
        .join(impact, impact.c.change_id == change.c.id)
        .where(
            programme.c.employer_id == post.employer_id,
            change.c.state.not_in(OVER),
            impact.c.state.not_in(OVER),
            sa.or_(
                programme.c.employer_id.in_(viewer.whole_employer_ids),
                programme.c.id.in_(viewer.programme_ids),
            ),
        )
        .order_by(change.c.title)
    )
    meant = (row for row in rows if now.title in (row.rule or {}).get("posts", ()))
    return list(dict.fromkeys(Meaning(row.title, row.reference, row.state) for row in meant))
