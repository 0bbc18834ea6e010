"""The register and the vacancies: who comes on and off, what is open. Each is part of a unit of work."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.affected_staff.models import AffectedPerson
from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.redeployment.models import EntryPlace, RedeploymentEntry, RedeploymentOffer, Vacancy
from tracker.redeployment.queries import open_entry_of
from tracker.redeployment.rules import LIVE, MAY_ENTER, Exit, RedeploymentError, VacancyState


@dataclass(frozen=True)
class EntryGiven:
    """What is said of somebody who seeks other work."""

    skills: str
    grades: list[str]
    fte_from: float | None
    fte_to: float | None
    until: date | None
    site_ids: tuple[int, ...]


@dataclass(frozen=True)
class VacancyGiven:
    """What is said of a role."""

    title: str
    grade: str
    fte: float | None
    places: int
    skills: str
    opens: date
    closes: date | None
    establishment_id: int | None
    ring_fenced_change_id: int | None


def enter(affected: AffectedPerson, given: EntryGiven, *, by: Viewer, day: date) -> RedeploymentEntry:
    """Put an affected person on the register."""
    if affected.status not in MAY_ENTER:
        raise RedeploymentError(
            f"Somebody who is {affected.status} does not go on it: it is for those at risk or selected"
        )
    if open_entry_of(affected) is not None:
        raise RedeploymentError("They are on the register already")
    entry = RedeploymentEntry(affected_person_id=affected.id, entered_on=day, grades=given.grades)
    db.session.add(entry)
    _fill(entry, given)
    record(by, "redeployment entry", entry, {"step": "entered"})
    return entry


def edit_entry(entry: RedeploymentEntry, given: EntryGiven, *, seen: int | None, by: Viewer) -> None:
    """Change what somebody seeks."""
    check_version(entry, seen)
    if entry.left_on is not None:
        raise RedeploymentError("They are not on the register any more")
    _fill(entry, given)
    record(by, "redeployment entry", entry, {"step": "edited"})


def _fill(entry: RedeploymentEntry, given: EntryGiven) -> None:
    entry.skills, entry.grades, entry.until = given.skills, given.grades, given.until
    entry.fte_from, entry.fte_to = given.fte_from, given.fte_to
    flag_modified(entry, "grades")  # the version rises when only places changed
    db.session.flush()
    db.session.execute(sa.delete(EntryPlace).where(EntryPlace.entry_id == entry.id))
    db.session.add_all(EntryPlace(entry_id=entry.id, establishment_id=site) for site in given.site_ids)
    db.session.flush()


def leave(
    entry: RedeploymentEntry, because: Exit, *, note: str, on: date, seen: int | None, by: Viewer
) -> None:
    """Take somebody off the register. Offers that still run are answered or lapse first."""
    check_version(entry, seen)
    if entry.left_on is not None:
        raise RedeploymentError("They are not on the register any more")
    running = sa.select(RedeploymentOffer.id).where(
        RedeploymentOffer.entry_id == entry.id, RedeploymentOffer.state.in_(LIVE)
    )
    if db.session.scalar(running.limit(1)) is not None:
        raise RedeploymentError("An offer is still running: let it be answered or lapse first")
    entry.left_on, entry.left_because, entry.left_note = on, because, note
    db.session.flush()
    record(by, "redeployment entry", entry, {"step": "left", "because": because.value})


def open_vacancy(employer_id: int, post_id: int | None, given: VacancyGiven, *, by: Viewer) -> Vacancy:
    """Record a role that can be offered. A vacant post has one vacancy at a time."""
    if post_id is not None:
        known = sa.select(Vacancy.id).where(Vacancy.post_id == post_id, Vacancy.state == VacancyState.OPEN)
        if db.session.scalar(known.limit(1)) is not None:
            raise RedeploymentError("There is an open vacancy for this post already")
    vacancy = Vacancy(employer_id=employer_id, post_id=post_id, **vars(given))
    db.session.add(vacancy)
    db.session.flush()
    record(by, "vacancy", vacancy, {"step": "opened"})
    return vacancy


def edit_vacancy(vacancy: Vacancy, given: VacancyGiven, *, seen: int | None, by: Viewer) -> None:
    """Change what is said of an open role."""
    check_version(vacancy, seen)
    if vacancy.state is not VacancyState.OPEN:
        raise RedeploymentError(f"This role is {vacancy.state}")
    for name, value in vars(given).items():
        setattr(vacancy, name, value)
    db.session.flush()
    record(by, "vacancy", vacancy, {"step": "edited"})


def withdraw_vacancy(vacancy: Vacancy, *, seen: int | None, by: Viewer) -> None:
    """Take a role back. Nobody may be holding an offer of it."""
    check_version(vacancy, seen)
    if vacancy.state is not VacancyState.OPEN:
        raise RedeploymentError(f"This role is {vacancy.state} already")
    running = sa.select(RedeploymentOffer.id).where(
        RedeploymentOffer.vacancy_id == vacancy.id, RedeploymentOffer.state.in_(LIVE)
    )
    if db.session.scalar(running.limit(1)) is not None:
        raise RedeploymentError("Somebody holds an offer of this role: let it be answered or lapse first")
    vacancy.state = VacancyState.WITHDRAWN
    db.session.flush()
    record(by, "vacancy", vacancy, {"step": "withdrawn"})


def record(by: Viewer, kind: str, row: RedeploymentEntry | Vacancy | RedeploymentOffer, facts: Facts) -> None:
    """One entry in the record: words from closed lists, never a reason or a name."""
    permission = (
        Permission.REDEPLOYMENT_OWN if by.may(Permission.REDEPLOYMENT_OWN) else Permission.REDEPLOYMENT_MANAGE
    )
    audit.record(by, permission, kind, row.reference, version=row.version, facts=facts)
