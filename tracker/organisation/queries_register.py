"""The register of one employer on one day, loaded whole to compare a file with."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import AnySelect, db
from tracker.organisation.models import (
    BargainingGroup,
    Establishment,
    Person,
    Post,
    Posting,
    PostPeriod,
    Unit,
    UnitPeriod,
)
from tracker.organisation.queries import valid_on
from tracker.organisation.register_check.register import PLAIN, Entry, Register, RegisterUnit
from tracker.organisation.rules import ImportKind

POSTING_COLUMNS = (
    Posting.unit_id,
    Posting.establishment_id,
    Posting.post_id,
    Posting.bargaining_group_id,
    Posting.title,
    Posting.grade,
    Posting.fte,
)
POST_COLUMNS = (
    PostPeriod.unit_id,
    PostPeriod.establishment_id,
    PostPeriod.title,
    PostPeriod.grade,
    PostPeriod.fte,
    PostPeriod.state,
    PostPeriod.reports_to_id,
    PostPeriod.bargaining_group_id,
)


def load_register(employer_id: int, kind: ImportKind, as_of: date) -> Register:
    """Everything a file of this kind is compared with. Eight statements whatever the size."""
    register = Register(kind, as_of)
    register.units = _units(employer_id, as_of)
    register.sites = _names(Establishment, employer_id, as_of)
    register.groups = _names(BargainingGroup, employer_id, as_of)
    register.posts = {
        row.id: row.number
        for row in _rows(
            sa.select(Post.id, Post.number).where(Post.employer_id == employer_id, ~Post.is_group)
        )
    }
    register.others = _occupied(employer_id, kind, as_of)
    if kind is ImportKind.PEOPLE:
        entries = _people(employer_id, as_of)
    else:
        entries = _posts(employer_id, as_of, is_group=kind is ImportKind.POST_GROUPS)
    dated = 5 + len(PLAIN[kind])
    register.entries = {
        row[0]: Entry(row[0], row[1], row[2], row[3], row[4], tuple(row[5:dated]), tuple(row[dated:]))
        for row in _rows(entries)
    }
    register.latest = _latest(employer_id, kind)
    return register


def _rows(query: AnySelect) -> Sequence[Any]:
    return db.session.execute(query).all()


def _people(employer_id: int, as_of: date) -> AnySelect:
    return (
        sa.select(
            Person.staff_number,
            Person.id,
            Posting.id,
            Posting.valid_from,
            Person.service_end,
            Person.name,
            Person.kind,
            Person.contract,
            Person.service_start,
            *POSTING_COLUMNS,
        )
        .outerjoin(Posting, sa.and_(Posting.person_id == Person.id, valid_on(Posting, as_of)))
        .where(Person.employer_id == employer_id)
        .order_by(Person.id)
    )


def _posts(employer_id: int, as_of: date, *, is_group: bool) -> AnySelect:
    return (
        sa.select(
            Post.number,
            Post.id,
            PostPeriod.id,
            PostPeriod.valid_from,
            sa.null(),
            *POST_COLUMNS,
        )
        .outerjoin(PostPeriod, sa.and_(PostPeriod.post_id == Post.id, valid_on(PostPeriod, as_of)))
        .where(Post.employer_id == employer_id, Post.is_group == is_group)
        .order_by(Post.id)
    )


def _units(employer_id: int, as_of: date) -> dict[int, RegisterUnit]:
    rows = _rows(
        sa.select(
            Unit.id,
            Unit.code,
            sa.func.coalesce(UnitPeriod.name, Unit.code),
            UnitPeriod.parent_id,
            UnitPeriod.establishment_id,
            UnitPeriod.id,
            UnitPeriod.valid_from,
        )
        .outerjoin(UnitPeriod, sa.and_(UnitPeriod.unit_id == Unit.id, valid_on(UnitPeriod, as_of)))
        .where(Unit.employer_id == employer_id)
        .order_by(Unit.id)
    )
    return {row[0]: RegisterUnit(*row) for row in rows}


def _names(model: Any, employer_id: int, as_of: date) -> dict[int, str]:
    open_then = sa.or_(model.valid_to.is_(None), model.valid_to >= as_of)
    rows = _rows(sa.select(model.id, model.name).where(model.employer_id == employer_id, open_then))
    return {row.id: row.name for row in rows}


def _occupied(employer_id: int, kind: ImportKind, as_of: date) -> dict[int, int]:
    """How much of what other files bring stands in each unit on the day."""
    found: Counter[int] = Counter()
    if kind is not ImportKind.PEOPLE:
        count = (
            sa.select(Posting.unit_id, sa.func.count())
            .join(Unit, Unit.id == Posting.unit_id)
            .where(Unit.employer_id == employer_id, valid_on(Posting, as_of))
            .group_by(Posting.unit_id)
        )
        found.update(dict(_rows(count)))
    posts = (
        sa.select(PostPeriod.unit_id, sa.func.count())
        .join(Post, Post.id == PostPeriod.post_id)
        .where(Post.employer_id == employer_id, valid_on(PostPeriod, as_of))
        .group_by(PostPeriod.unit_id)
    )
    if kind is not ImportKind.PEOPLE:
        posts = posts.where(Post.is_group == (kind is ImportKind.POSTS))
    found.update(dict(_rows(posts)))
    return dict(found)


def _latest(employer_id: int, kind: ImportKind) -> date | None:
    """The first day of the newest period among units and what files of this kind bring."""
    units = sa.select(sa.func.max(UnitPeriod.valid_from)).join(Unit, Unit.id == UnitPeriod.unit_id)
    units = units.where(Unit.employer_id == employer_id)
    if kind is ImportKind.PEOPLE:
        entries = sa.select(sa.func.max(Posting.valid_from)).join(Person, Person.id == Posting.person_id)
        entries = entries.where(Person.employer_id == employer_id)
    else:
        entries = sa.select(sa.func.max(PostPeriod.valid_from)).join(Post, Post.id == PostPeriod.post_id)
        entries = entries.where(
            Post.employer_id == employer_id, Post.is_group == (kind is ImportKind.POST_GROUPS)
        )
    days = db.session.execute(sa.select(units.scalar_subquery(), entries.scalar_subquery())).one()
    return max((day for day in days if day is not None), default=None)
