"""Figures of units: headcount beside FTE, agency workers apart, people by kind and posts by state."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import AnySelect, db
from tracker.organisation.models import Employer, Person, Post, Posting, PostPeriod, Unit
from tracker.organisation.queries import valid_on, visible_employers
from tracker.organisation.rules import Contract, PostState, StaffKind
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

STANDING = (PostState.LIVE, PostState.VACANT, PostState.TO_BE_DELETED)
"""States of a post that is counted: a proposed post is not there yet, a deleted one no longer."""

KINDS: tuple[tuple[StaffKind, str], ...] = (
    (StaffKind.POLICE_OFFICER, "officers"),
    (StaffKind.PCSO, "pcsos"),
    (StaffKind.POLICE_STAFF, "police_staff"),
    (StaffKind.OTHER, "other"),
)


@dataclass(frozen=True)
class Figures:
    """Headcount beside FTE; ``people`` are without agency workers. None where the reader is not shown it.

    ``posts`` are those standing; ``vacant`` and ``to_be_deleted`` are among them, ``proposed`` is not.
    """

    people: int | None = None
    people_fte: float | None = None
    agency: int | None = None
    agency_fte: float | None = None
    officers: int | None = None
    officers_fte: float | None = None
    pcsos: int | None = None
    pcsos_fte: float | None = None
    police_staff: int | None = None
    police_staff_fte: float | None = None
    other: int | None = None
    other_fte: float | None = None
    posts: int | None = None
    posts_fte: float | None = None
    vacant: int | None = None
    to_be_deleted: int | None = None
    proposed: int | None = None

    def plus(self, more: "Figures") -> "Figures":
        """Both together."""
        return Figures(
            *(
                None if mine is None or theirs is None else round(mine + theirs, 2)
                for mine, theirs in zip(_values(self), _values(more), strict=True)
            )
        )

    @property
    def kinds(self) -> list[tuple[str, int, float]]:
        """People by kind, agency workers last; kinds that nobody is of are left out."""
        named = [(kind.value, name) for kind, name in KINDS] + [("agency worker", "agency")]
        return [
            (words, getattr(self, name), getattr(self, f"{name}_fte") or 0.0)
            for words, name in named
            if getattr(self, name)
        ]


NAMES = tuple(field.name for field in fields(Figures))
NOTHING = Figures(**dict.fromkeys(NAMES, 0))


def _values(figures: Figures) -> tuple[Any, ...]:
    return tuple(getattr(figures, name) for name in NAMES)


def figures_by_unit(unit_ids: list[int], viewer: Viewer, day: date) -> dict[int, Figures]:
    """Figures of each unit alone. Two statements.

    A union reads names of units and posts alone. Heads are public inside the employer; FTE of people can tell
    one person's hours, and a kind of staff or contract one person's, so they are for who reads the people.
    """
    if not viewer.may(Permission.ORGANISATION_READ) or viewer.role is Role.UNION_REPRESENTATIVE:
        return dict.fromkeys(unit_ids, Figures())
    employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
    found = {unit_id: dict.fromkeys(NAMES, 0.0) for unit_id in unit_ids}
    _count_people(found, employers, day)
    _count_posts(found, employers, day)
    exact = viewer.may(Permission.PERSON_READ)
    return {unit_id: _figures(counts, exact=exact) for unit_id, counts in found.items()}


def _figures(counts: dict[str, float], *, exact: bool) -> Figures:
    shown: dict[str, Any] = {
        name: round(value, 2) if name.endswith("_fte") else int(value) for name, value in counts.items()
    }
    if not exact:
        hidden = {name for name in NAMES[1:] if not name.startswith("posts")}
        hidden -= {"vacant", "to_be_deleted", "proposed"}
        shown |= dict.fromkeys(hidden)
    return Figures(**shown)


def _count_people(found: dict[int, dict[str, float]], employers: AnySelect, day: date) -> None:
    agency = Person.contract == Contract.AGENCY
    rows = db.session.execute(
        sa.select(
            Posting.unit_id,
            Person.kind,
            agency,
            sa.func.count(Posting.person_id.distinct()),
            sa.func.coalesce(sa.func.sum(Posting.fte), 0.0),
        )
        .join(Unit, Unit.id == Posting.unit_id)
        .join(Person, Person.id == Posting.person_id)
        .where(Unit.employer_id.in_(employers), valid_on(Posting, day))
        .group_by(Posting.unit_id, Person.kind, agency)
    )
    names = dict(KINDS)
    for unit_id, kind, is_agency, heads, fte in rows:
        if unit_id in found:
            for name in ("agency",) if is_agency else ("people", names[kind]):
                found[unit_id][name] += heads
                found[unit_id][f"{name}_fte"] += fte


def _count_posts(found: dict[int, dict[str, float]], employers: AnySelect, day: date) -> None:
    rows = db.session.execute(
        sa.select(
            PostPeriod.unit_id,
            PostPeriod.state,
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(PostPeriod.fte), 0.0),
        )
        .join(Post, Post.id == PostPeriod.post_id)
        .where(Post.employer_id.in_(employers), valid_on(PostPeriod, day))
        .group_by(PostPeriod.unit_id, PostPeriod.state)
    )
    states = {
        PostState.VACANT: "vacant",
        PostState.TO_BE_DELETED: "to_be_deleted",
        PostState.PROPOSED: "proposed",
    }
    for unit_id, state, number, fte in rows:
        if unit_id not in found:
            continue
        if state in STANDING:
            found[unit_id]["posts"] += number
            found[unit_id]["posts_fte"] += fte
        if state in states:
            found[unit_id][states[state]] += number
