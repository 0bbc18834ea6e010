"""Lists of programmes and changes as pages show them: columns, not whole rows."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.changes.models import Change, Programme, SavingsTarget
from tracker.changes.queries import visible_changes, visible_programmes
from tracker.changes.rules import ChangeState, ChangeType, ProgrammeState
from tracker.database import AnySelect, db
from tracker.organisation.models import Employer, Establishment
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_sites import site_name
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class ChangeRow:
    """A change in a list."""

    reference: str
    title: str
    programme: str
    type: ChangeType
    state: ChangeState
    announced: date | None
    transition_start: date | None
    published: int | None


CHANGE_SORTS = {
    "created": Change.id,
    "title": sa.func.lower(Change.title),
    "programme": sa.func.lower(Programme.name),
    "type": Change.type,
    "state": sa.case({state: place for place, state in enumerate(ChangeState)}, value=Change.state),
    "announced": sa.func.coalesce(Change.announced, date.max),
    "starts": sa.func.coalesce(Change.transition_start, date.max),
}


def changes_page(viewer: Viewer, listing: Listing, day: date) -> Page[ChangeRow]:
    """One page of changes; search looks in titles, filters are programme, state and type."""
    query: AnySelect = visible_changes(viewer, day).with_only_columns(
        Change.reference,
        Change.title,
        Programme.name,
        Change.type,
        Change.state,
        Change.announced,
        Change.transition_start,
        Change.published_number,
    )
    if listing.q:
        query = query.where(sa.func.lower(Change.title).contains(listing.q.lower(), autoescape=True))
    if listing.value("programme"):
        query = query.where(Programme.reference == listing.value("programme"))
    if listing.value("state") in set(ChangeState):
        query = query.where(Change.state == ChangeState(listing.value("state")))
    if listing.value("type") in set(ChangeType):
        query = query.where(Change.type == ChangeType(listing.value("type")))
    return paginate(query, listing, CHANGE_SORTS, Change.id, ChangeRow)


def programme_choices(viewer: Viewer, day: date) -> list[tuple[str, str]]:
    """Reference and name of each programme the viewer may read."""
    query = visible_programmes(viewer, day).with_only_columns(Programme.reference, Programme.name)
    return [(reference, name) for reference, name in db.session.execute(query)]


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme in a list, with the number of its changes that the viewer may read."""

    reference: str
    name: str
    sponsor: str
    starts: date
    ends: date | None
    state: ProgrammeState
    changes: int


def programmes_page(viewer: Viewer, listing: Listing, day: date) -> Page[ProgrammeRow]:
    """One page of programmes; search looks in names and sponsors, the filter is the state."""
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    count = (
        sa.select(sa.func.count(Change.id))
        .where(Change.programme_id == Programme.id, Change.id.in_(seen))
        .correlate(Programme)
        .scalar_subquery()
    )
    query: AnySelect = visible_programmes(viewer, day).with_only_columns(
        Programme.reference,
        Programme.name,
        Programme.sponsor,
        Programme.starts,
        Programme.ends,
        Programme.state,
        count.label("changes"),
    )
    if listing.q:
        words = (Programme.name, Programme.sponsor)
        query = query.where(
            sa.or_(*(sa.func.lower(each).contains(listing.q.lower(), autoescape=True) for each in words))
        )
    if listing.value("state") in set(ProgrammeState):
        query = query.where(Programme.state == ProgrammeState(listing.value("state")))
    sorts = {
        "name": sa.func.lower(Programme.name),
        "sponsor": sa.func.lower(Programme.sponsor),
        "starts": Programme.starts,
        "state": Programme.state,
        "changes": count,
    }
    return paginate(query, listing, sorts, Programme.id, ProgrammeRow)


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme as the viewer may read it: ``aim`` and ``targets`` are None where they may not.

    ``targets`` are financial year and whole pounds; ``states`` the changes the viewer may read, by state.
    """

    aim: str | None
    targets: tuple[tuple[int, int], ...] | None
    states: tuple[tuple[ChangeState, int], ...]

    @property
    def target_total(self) -> int:
        """All years together."""
        return sum(pounds for _, pounds in self.targets or ())

    @property
    def changes(self) -> int:
        """Changes in all states."""
        return sum(count for _, count in self.states)


def programme_facts(programme: Programme, viewer: Viewer, day: date) -> ProgrammeFacts:
    """Managers and staff get the bare facts of a programme that reaches them, not its aim or its savings."""
    whole = viewer.may(Permission.PROGRAMME_SAVINGS_READ)
    targets = None
    if whole:
        rows = db.session.execute(
            sa.select(SavingsTarget.year, SavingsTarget.pounds)
            .where(SavingsTarget.programme_id == programme.id)
            .order_by(SavingsTarget.year)
        )
        targets = tuple((row.year, row.pounds) for row in rows)
    counts = {
        row[0]: row[1]
        for row in db.session.execute(
            visible_changes(viewer, day)
            .with_only_columns(Change.state, sa.func.count())
            .where(Change.programme_id == programme.id)
            .order_by(None)
            .group_by(Change.state)
        )
    }
    states = tuple((state, counts[state]) for state in ChangeState if state in counts)
    return ProgrammeFacts(programme.aim if whole else None, targets, states)


def employer_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Reference and name of each employer for which the viewer may begin a programme."""
    rows = db.session.execute(
        sa.select(Employer.reference, Employer.name)
        .where(Employer.id.in_(viewer.whole_employer_ids))
        .order_by(Employer.name)
    )
    return [(reference, name) for reference, name in rows]


def employer_id_of(reference: str, viewer: Viewer) -> int:
    """The employer's id; raises ``NoResultFound`` outside the viewer's own."""
    return db.session.scalars(
        sa.select(Employer.id).where(
            Employer.reference == reference, Employer.id.in_(viewer.whole_employer_ids)
        )
    ).one()


def related_choices(change: Change, viewer: Viewer, day: date) -> list[tuple[str, str, int]]:
    """Reference, title and id of the other changes of the same programme."""
    rows = db.session.execute(
        visible_changes(viewer, day)
        .with_only_columns(Change.reference, Change.title, Change.id)
        .where(Change.programme_id == change.programme_id, Change.id != change.id)
        .order_by(None)
        .order_by(sa.func.lower(Change.title), Change.id)
    )
    return [(row.reference, row.title, row.id) for row in rows]


@dataclass(frozen=True)
class Site:
    """A site of an employer, for choosing."""

    id: int
    reference: str
    name: str


def sites(employer_id: int, day: date) -> list[Site]:
    """The employer's sites on the day, by name."""
    rows = db.session.execute(
        sa.select(Establishment.id, Establishment.reference, site_name(day))
        .where(Establishment.employer_id == employer_id, valid_on(Establishment, day))
        .order_by(site_name(day), Establishment.id)
    )
    return [Site(*row) for row in rows]
