"""Reads of programmes and changes; every list and lookup starts from a ``visible_`` query."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from tracker.accounts.models import Account
from tracker.changes.models import Change, ChangeSite, ChangeStep, ChangeUnit, ChangeVersion, Programme
from tracker.changes.rules import UNPUBLISHED, ChangeState, ProgrammeState, VersionState
from tracker.database import UtcDateTime, db
from tracker.organisation.models import Establishment, Unit, UnitPeriod
from tracker.organisation.queries import employers_of_unions, subtree_ids, valid_on
from tracker.organisation.queries_sites import site_name
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

affected = sa.table(
    "affected_person",
    sa.column("change_id"),
    sa.column("person_id"),
    sa.column("unit_id"),
    sa.column("first_told_on"),
)
"""The table of a package above this one, by name: whoever knows that a change affects them may read it."""


Columns: TypeAlias = sa.Select[*tuple[Any, ...]]


def visible_programmes(viewer: Viewer, day: date) -> sa.Select[Programme]:
    """Programmes in the viewer's scope: granted, recognised, or with a change that reaches the viewer."""
    query = sa.select(Programme).order_by(Programme.name, Programme.id)
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        return query.where(
            sa.or_(
                Programme.employer_id.in_(viewer.whole_employer_ids), Programme.id.in_(viewer.programme_ids)
            )
        )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        begun = sa.or_(
            Programme.state != ProgrammeState.DRAFT,
            Programme.id.in_(sa.select(Change.programme_id).where(Change.published_number.is_not(None))),
        )
        return query.where(Programme.employer_id.in_(employers_of_unions(viewer.union_ids)), begun)
    if viewer.role in (Role.MANAGER, Role.STAFF):
        return query.where(Programme.id.in_(sa.select(Change.programme_id).where(_reaches(viewer, day))))
    return query.where(sa.false())


def visible_changes(viewer: Viewer, day: date) -> sa.Select[Change]:
    """Changes the viewer may read, with their programme, newest first; drafts only for those who may."""
    query = (
        sa.select(Change)
        .join(Change.programme)
        .options(contains_eager(Change.programme))
        .order_by(Change.created_at.desc(), Change.id.desc())
    )
    if not viewer.may(Permission.CHANGE_DRAFT_READ):
        query = query.where(Change.published_number.is_not(None))
    if viewer.role in (Role.MANAGER, Role.STAFF):
        return query.where(_reaches(viewer, day))
    seen = visible_programmes(viewer, day).with_only_columns(Programme.id).order_by(None)
    return query.where(Change.programme_id.in_(seen))


def _reaches(viewer: Viewer, day: date) -> sa.ColumnElement[bool]:
    """Published changes that touch a manager's units or people, or that staff were told affect them."""
    published = Change.published_number.is_not(None)
    if viewer.role is Role.STAFF:
        mine = sa.select(affected.c.change_id).where(
            affected.c.person_id == (viewer.person_id or 0), affected.c.first_told_on.is_not(None)
        )
        return sa.and_(published, Change.id.in_(mine))
    below = sa.select(subtree_ids(viewer.unit_ids, day).c.id)
    touched = sa.select(ChangeUnit.change_id).where(
        sa.or_(ChangeUnit.unit_id.in_(below), ChangeUnit.unit_id.in_(ancestors(viewer, day)))
    )
    peopled = sa.select(affected.c.change_id).where(affected.c.unit_id.in_(below))
    return sa.and_(published, sa.or_(Change.id.in_(touched), Change.id.in_(peopled)))


def ancestors(viewer: Viewer, day: date) -> sa.Select[int]:
    """Ids of the units above a manager's own: a change of the whole department touches its teams."""
    start = (
        sa.select(UnitPeriod.parent_id.label("id"))
        .where(
            UnitPeriod.unit_id.in_(viewer.unit_ids),
            UnitPeriod.parent_id.is_not(None),
            valid_on(UnitPeriod, day),
        )
        .cte(recursive=True)
    )
    up = (
        sa.select(UnitPeriod.parent_id)
        .join(start, UnitPeriod.unit_id == start.c.id)
        .where(UnitPeriod.parent_id.is_not(None), valid_on(UnitPeriod, day))
    )
    return sa.select(start.union(up).c.id)


def get_change(reference: str, viewer: Viewer, day: date) -> Change:
    """The change with that reference, if the viewer may read it; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(visible_changes(viewer, day).where(Change.reference == reference)).one()


def get_programme(reference: str, viewer: Viewer, day: date) -> Programme:
    """The programme with that reference, if the viewer may read it; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(visible_programmes(viewer, day).where(Programme.reference == reference)).one()


def is_title_taken(title: str, programme: Programme, viewer: Viewer, day: date) -> bool:
    """Whether a change that the viewer may read has the title in the programme, in whatever capitals."""
    same = visible_changes(viewer, day).where(
        Change.programme_id == programme.id, sa.func.lower(Change.title) == title.lower()
    )
    return db.session.scalar(same.with_only_columns(Change.id).order_by(None).limit(1)) is not None


@dataclass(frozen=True)
class UnitName:
    """A unit as it was called on the day."""

    reference: str
    code: str
    name: str


@dataclass(frozen=True)
class RelatedChange:
    """Another change that this one is part of, supersedes, is superseded by, or has as a part."""

    relation: str
    reference: str
    title: str


@dataclass(frozen=True)
class StepRow:
    """A move from one state to another. ``from_state`` is None for the first."""

    from_state: ChangeState | None
    to_state: ChangeState
    reason: str
    on: date
    at: datetime
    by: str


@dataclass(frozen=True)
class VersionRow:
    """A version of the proposal with the names of who wrote and who published it."""

    number: int
    state: VersionState
    title: str
    reason: str
    proposal: str
    written_at: datetime
    written_by_id: int
    written_by: str
    published_at: datetime | None
    published_by: str | None
    salt: str
    commitment: str
    version: int


@dataclass(frozen=True)
class ChangeFacts:
    """What a change's own tables hold and the viewer may read. Newest step and version first."""

    owner: str
    units: tuple[UnitName, ...]
    sites: tuple[str, ...]
    related: tuple[RelatedChange, ...]
    steps: tuple[StepRow, ...]
    versions: tuple[VersionRow, ...]

    @property
    def published(self) -> VersionRow | None:
        """The version everyone in scope reads, None before the first is published."""
        return next((row for row in self.versions if row.state is VersionState.PUBLISHED), None)

    @property
    def draft(self) -> VersionRow | None:
        """The version being written or awaiting approval, None for viewers who read no drafts."""
        return next((row for row in self.versions if row.state in UNPUBLISHED), None)


def change_facts(change: Change, viewer: Viewer, day: date) -> ChangeFacts:
    """Two statements. Whoever reads no drafts gets published versions, and steps since the first of them."""
    drafts = viewer.may(Permission.CHANGE_DRAFT_READ)
    versions = change_versions(change, viewer)
    first = min((row.published_at for row in versions if row.published_at), default=None)
    found: dict[str, list[sa.Row[Any]]] = {}
    for row in db.session.execute(_particulars(change, viewer, day)):
        found.setdefault(row.kind, []).append(row)
    steps = (
        StepRow(ChangeState(r.a) if r.a else None, ChangeState(r.b), r.c, r.on, r.at, r.d)
        for r in sorted(found.get("step", []), key=lambda r: (r.at, r.number), reverse=True)
    )
    return ChangeFacts(
        owner=found["owner"][0].a,
        units=tuple(
            UnitName(r.a, r.b, r.c)
            for r in sorted(found.get("unit", []), key=lambda r: (r.c.casefold(), r.b))
        ),
        sites=tuple(sorted(r.a for r in found.get("site", []))),
        related=tuple(
            RelatedChange(r.c, r.a, r.b) for r in sorted(found.get("related", []), key=lambda r: (r.c, r.b))
        ),
        steps=tuple(step for step in steps if drafts or (first is not None and step.at >= first)),
        versions=tuple(versions),
    )


def change_versions(change: Change, viewer: Viewer) -> list[VersionRow]:
    """The versions the viewer may read, newest first. One statement."""
    writer, publisher = aliased(Account), aliased(Account)
    query: Columns = (
        sa.select(
            ChangeVersion.number,
            ChangeVersion.state,
            ChangeVersion.title,
            ChangeVersion.reason,
            ChangeVersion.proposal,
            ChangeVersion.written_at,
            ChangeVersion.written_by_id,
            writer.name,
            ChangeVersion.published_at,
            publisher.name,
            ChangeVersion.salt,
            ChangeVersion.commitment,
            ChangeVersion.version,
        )
        .join(writer, writer.id == ChangeVersion.written_by_id)
        .outerjoin(publisher, publisher.id == ChangeVersion.published_by_id)
        .where(ChangeVersion.change_id == change.id)
        .order_by(ChangeVersion.number.desc())
    )
    if not viewer.may(Permission.CHANGE_DRAFT_READ):
        query = query.where(ChangeVersion.state.not_in(UNPUBLISHED))
    return [VersionRow(*row) for row in db.session.execute(query)]


def _particulars(change: Change, viewer: Viewer, day: date) -> sa.CompoundSelect[Any]:
    """Owner, units, sites, related changes and steps as one statement of like columns."""
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    no_day, no_moment = sa.cast(sa.null(), sa.Date()), sa.cast(sa.null(), UtcDateTime())
    empty = sa.literal("", sa.Text())

    def row(kind: Any, *columns: Any, number: Any, on: Any = no_day, at: Any = no_moment) -> Columns:
        words = [sa.cast(column, sa.Text()) for column in columns] + [empty] * (4 - len(columns))
        labels = zip(("a", "b", "c", "d"), words, strict=True)
        return sa.select(
            sa.literal(kind, sa.Text()).label("kind"),
            sa.cast(number, sa.Integer()).label("number"),
            *(word.label(name) for name, word in labels),
            sa.cast(on, sa.Date()).label("on") if on is no_day else on.label("on"),
            at.label("at"),
        )

    relation = sa.case(
        (Change.id == change.part_of_id, "part of"),
        (Change.id == change.supersedes_id, "supersedes"),
        (Change.supersedes_id == change.id, "superseded by"),
        else_="has as a part",
    )
    return sa.union_all(
        row("owner", Account.name, number=Account.id).where(Account.id == change.owner_id),
        row(
            "unit",
            Unit.reference,
            Unit.code,
            sa.func.coalesce(UnitPeriod.name, Unit.code),
            number=Unit.id,
        )
        .select_from(ChangeUnit)
        .join(Unit, Unit.id == ChangeUnit.unit_id)
        .outerjoin(UnitPeriod, sa.and_(UnitPeriod.unit_id == Unit.id, valid_on(UnitPeriod, day)))
        .where(ChangeUnit.change_id == change.id),
        row("site", site_name(day), number=Establishment.id)
        .join(ChangeSite, ChangeSite.establishment_id == Establishment.id)
        .where(ChangeSite.change_id == change.id),
        row("related", Change.reference, Change.title, relation, number=Change.id).where(
            Change.id.in_(seen),
            sa.or_(
                Change.id.in_([key for key in (change.part_of_id, change.supersedes_id) if key]),
                Change.part_of_id == change.id,
                Change.supersedes_id == change.id,
            ),
        ),
        row(
            "step",
            ChangeStep.from_state,
            ChangeStep.to_state,
            ChangeStep.reason,
            Account.name,
            number=ChangeStep.id,
            on=ChangeStep.on,
            at=ChangeStep.recorded_at,
        )
        .join(Account, Account.id == ChangeStep.recorded_by_id)
        .where(ChangeStep.change_id == change.id),
    )
