"""Posts and recognised unions for pages."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import AnySelect, db
from tracker.organisation.models import (
    BargainingGroup,
    Employer,
    Post,
    Posting,
    PostPeriod,
    RecognisedUnion,
    Recognition,
    Unit,
    UnitPeriod,
)
from tracker.organisation.queries import (
    employer_named,
    subtree_ids,
    valid_on,
    visible_employers,
    visible_units,
)
from tracker.organisation.rules import PostState
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class PostRow:
    """A line of the list. ``people`` is None where the reader may not read the people themselves."""

    number: str
    is_group: bool
    title: str
    grade: str
    unit: str
    unit_reference: str
    state: PostState
    fte: float
    reports_to: str | None
    people: int | None


SORTS = {
    "number": Post.number,
    "title": PostPeriod.title,
    "grade": PostPeriod.grade,
    "unit": UnitPeriod.name,
    "state": PostPeriod.state,
    "fte": PostPeriod.fte,
}


def visible_posts(viewer: Viewer, today: date) -> sa.Select[Post]:
    """Posts the viewer may read: a manager those standing in their subtree, others the whole employer's."""
    query = sa.select(Post)
    if viewer.role is Role.MANAGER:
        units = visible_units(viewer, today).with_only_columns(Unit.id).order_by(None)
        standing = sa.select(PostPeriod.post_id).where(
            PostPeriod.unit_id.in_(units), valid_on(PostPeriod, today)
        )
        return query.where(Post.id.in_(standing))
    employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
    return query.where(Post.employer_id.in_(employers))


def posts_page(
    viewer: Viewer,
    listing: Listing,
    today: date,
    *,
    day: date,
    unit_id: int | None = None,
    state: PostState | None = None,
    employer: str = "",
) -> Page[PostRow]:
    """One page of posts as they stood on the day. Two statements."""
    above = sa.orm.aliased(Post)
    people: sa.ColumnElement[Any] = sa.null()
    if viewer.may(Permission.PERSON_READ):
        people = (
            sa.select(sa.func.count())
            .select_from(Posting)
            .where(Posting.post_id == Post.id, valid_on(Posting, day))
            .correlate(Post)
            .scalar_subquery()
        )
    query: AnySelect = (
        visible_posts(viewer, today)
        .join(PostPeriod, PostPeriod.post_id == Post.id)
        .join(Unit, Unit.id == PostPeriod.unit_id)
        .outerjoin(UnitPeriod, sa.and_(UnitPeriod.unit_id == Unit.id, valid_on(UnitPeriod, day)))
        .outerjoin(above, above.id == PostPeriod.reports_to_id)
        .where(valid_on(PostPeriod, day))
        .with_only_columns(
            Post.number,
            Post.is_group,
            PostPeriod.title,
            PostPeriod.grade,
            sa.func.coalesce(UnitPeriod.name, Unit.code),
            Unit.reference,
            PostPeriod.state,
            PostPeriod.fte,
            above.number,
            people,
        )
    )
    if listing.q:
        found = (
            Post.number.istartswith(listing.q, autoescape=True),
            PostPeriod.title.icontains(listing.q, autoescape=True),
        )
        query = query.where(sa.or_(*found))
    if unit_id is not None:
        query = query.where(PostPeriod.unit_id.in_(sa.select(subtree_ids([unit_id], day).c.id)))
    if state is not None:
        query = query.where(PostPeriod.state == state)
    if employer:
        query = query.where(Post.employer_id.in_(employer_named(employer)))
    return paginate(query, listing, SORTS, Post.id, PostRow)


@dataclass(frozen=True)
class RecognitionRow:
    """A union recognised for a group of posts."""

    union: str
    short_name: str
    group: str
    employer: str
    valid_from: date
    valid_to: date | None


def recognitions(viewer: Viewer, *, day: date | None) -> list[RecognitionRow]:
    """Who is recognised for what at the viewer's employers: on the day, or ever when it is None."""
    employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
    query: AnySelect = (
        sa.select(
            RecognisedUnion.name,
            RecognisedUnion.short_name,
            BargainingGroup.name,
            Employer.name,
            Recognition.valid_from,
            Recognition.valid_to,
        )
        .join(Recognition, Recognition.union_id == RecognisedUnion.id)
        .join(BargainingGroup, BargainingGroup.id == Recognition.bargaining_group_id)
        .join(Employer, Employer.id == BargainingGroup.employer_id)
        .where(BargainingGroup.employer_id.in_(employers))
        .order_by(Employer.name, RecognisedUnion.name, BargainingGroup.name, Recognition.valid_from)
    )
    if day is not None:
        query = query.where(valid_on(Recognition, day))
    return [RecognitionRow(*row) for row in db.session.execute(query)]
