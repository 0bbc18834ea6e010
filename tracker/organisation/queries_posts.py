"""Posts and recognised unions for pages."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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
from tracker.organisation.queries_bands import grade_column
from tracker.organisation.queries_figures import STANDING
from tracker.organisation.rules import PostState
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class PostRow:
    """A line of the list. ``people`` is None where the reader may not read the people themselves."""

    reference: str
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


SORTS: dict[str, Any] = {
    "number": Post.number,
    "title": PostPeriod.title,
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


class Held(StrEnum):
    """How many people hold a single post, for the filter."""

    NOBODY = "held by nobody"
    ONE = "held by one person"
    SHARED = "shared by several"


@dataclass(frozen=True)
class Posts:
    """Every post that a list finds; FTE of those that stand."""

    number: int
    standing: int
    fte: float


def _totals(query: AnySelect) -> Posts:
    """One statement."""
    stands = sa.case((PostPeriod.state.in_(STANDING), 1), else_=0)
    sums = query.order_by(None).with_only_columns(
        sa.func.count(), sa.func.sum(stands), sa.func.sum(stands * PostPeriod.fte)
    )
    number, standing, fte = db.session.execute(sums).one()
    return Posts(number, int(standing or 0), round(fte or 0.0, 2))


def posts_page(
    viewer: Viewer,
    listing: Listing,
    today: date,
    *,
    day: date,
    unit_id: int | None = None,
    state: PostState | None = None,
    held: Held | None = None,
    employer: str = "",
) -> tuple[Page[PostRow], Posts]:
    """One page of posts as they stood on the day, and all in figures. Two statements.

    Who holds a post is told, also by the filter, only to those who may read the people.
    """
    above = sa.orm.aliased(Post)
    exact = viewer.may(Permission.PERSON_READ)
    grade = grade_column(viewer, Post.employer_id, PostPeriod.grade, day)
    holders = (
        sa.select(sa.func.count())
        .select_from(Posting)
        .where(Posting.post_id == Post.id, valid_on(Posting, day))
        .correlate(Post)
        .scalar_subquery()
    )
    people: sa.ColumnElement[Any] = holders if exact else sa.null()
    query: AnySelect = (
        visible_posts(viewer, today)
        .join(PostPeriod, PostPeriod.post_id == Post.id)
        .join(Unit, Unit.id == PostPeriod.unit_id)
        .outerjoin(UnitPeriod, sa.and_(UnitPeriod.unit_id == Unit.id, valid_on(UnitPeriod, day)))
        .outerjoin(above, above.id == PostPeriod.reports_to_id)
        .where(valid_on(PostPeriod, day))
        .with_only_columns(
            Post.reference,
            Post.number,
            Post.is_group,
            PostPeriod.title,
            grade,
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
    if held is not None and exact:
        wanted = {Held.NOBODY: holders == 0, Held.ONE: holders == 1, Held.SHARED: holders > 1}[held]
        query = query.where(~Post.is_group, wanted)
    if employer:
        query = query.where(Post.employer_id.in_(employer_named(employer)))
    posts = _totals(query)
    sorts = {**SORTS, "grade": grade}
    return paginate(query, listing, sorts, Post.id, PostRow, total=lambda: posts.number), posts


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
