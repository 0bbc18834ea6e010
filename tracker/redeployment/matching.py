"""Matching from the register: who seeks what, what there is, and who must be offered a role first.

Everything is loaded in a statement or two and judged in memory, also 500 people beside 200 roles.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson
from tracker.changes.models import Change
from tracker.database import db
from tracker.organisation.models import Establishment, Person
from tracker.organisation.queries_protected import protected_on
from tracker.organisation.queries_sites import site_name
from tracker.policy.access.viewer import Viewer
from tracker.redeployment.models import EntryPlace, RedeploymentEntry, RedeploymentOffer, Vacancy
from tracker.redeployment.queries import visible_entries, visible_vacancies
from tracker.redeployment.rules import (
    TAKES_A_PLACE,
    Fit,
    Named,
    Reason,
    Role,
    Seeker,
    VacancyState,
    Verdict,
    explain,
    fit_of,
    grade_key,
    judge,
    must_come_first,
    words_of,
)


@dataclass(frozen=True)
class Candidate:
    """Somebody on the register, ready to be judged."""

    entry_id: int
    reference: str
    person_id: int
    name: str
    job: str
    grades: tuple[str, ...]
    seeker: Seeker


@dataclass(frozen=True)
class Opening:
    """A vacancy, ready to be judged."""

    vacancy_id: int
    reference: str
    title: str
    grade: str
    ring_fence: str
    role: Role


def _entries(where: sa.ColumnElement[bool]) -> list[Candidate]:
    """Entries by name, a row for each place they can reach. One statement."""
    rows = db.session.execute(
        sa.select(
            RedeploymentEntry.id,
            RedeploymentEntry.reference,
            Person.id,
            Person.name,
            AffectedPerson.title,
            AffectedPerson.change_id,
            RedeploymentEntry.grades,
            RedeploymentEntry.fte_from,
            RedeploymentEntry.fte_to,
            RedeploymentEntry.skills,
            EntryPlace.establishment_id,
        )
        .join(AffectedPerson, AffectedPerson.id == RedeploymentEntry.affected_person_id)
        .join(Person, Person.id == AffectedPerson.person_id)
        .outerjoin(EntryPlace, EntryPlace.entry_id == RedeploymentEntry.id)
        .where(where)
        .order_by(Person.name, RedeploymentEntry.id)
    )
    found = []
    for _, group in groupby(rows, key=lambda row: row[0]):
        each = list(group)
        entry, reference, person, name, job, change, grades, fte_from, fte_to, skills, _ = each[0]
        seeker = Seeker(
            change_id=change,
            grades=frozenset(map(grade_key, grades)),
            fte_from=fte_from,
            fte_to=fte_to,
            sites=frozenset(row[10] for row in each if row[10] is not None),
            words=words_of(skills, job),
        )
        found.append(Candidate(entry, reference, person, name, job, tuple(grades), seeker))
    return found


def candidate_of(entry: RedeploymentEntry) -> Candidate:
    """One entry, ready to be judged."""
    return _entries(RedeploymentEntry.id == entry.id)[0]


def on_register(employer_id: int) -> list[Candidate]:
    """Everybody on the employer's register now, whoever asks. One statement."""
    return _entries(sa.and_(Person.employer_id == employer_id, RedeploymentEntry.left_on.is_(None)))


def _openings(query: sa.Select[Vacancy]) -> list[Opening]:
    rows = db.session.execute(
        query.outerjoin(Change, Change.id == Vacancy.ring_fenced_change_id).with_only_columns(
            Vacancy.id,
            Vacancy.reference,
            Vacancy.title,
            Vacancy.grade,
            Vacancy.fte,
            Vacancy.establishment_id,
            Vacancy.skills,
            Vacancy.ring_fenced_change_id,
            Vacancy.opens,
            Vacancy.closes,
            Vacancy.state,
            Change.title,
        )
    )
    return [
        Opening(
            row[0],
            row[1],
            row[2],
            row[3],
            row[11] or "",
            Role(
                grade=grade_key(row[3]),
                fte=row[4],
                site=row[5],
                words=words_of(row[2], row[6]),
                ring_fenced_to=row[7],
                opens=row[8],
                closes=row[9],
                is_open=row[10] is VacancyState.OPEN,
            ),
        )
        for row in rows
    ]


def openings(viewer: Viewer, day: date, employer_id: int | None = None) -> list[Opening]:
    """Open vacancies the viewer may read, those to come too. One statement."""
    query = visible_vacancies(viewer, day).where(Vacancy.state == VacancyState.OPEN)
    return _openings(query if employer_id is None else query.where(Vacancy.employer_id == employer_id))


def opening_of(vacancy: Vacancy) -> Opening:
    """One vacancy, ready to be judged."""
    return _openings(sa.select(Vacancy).where(Vacancy.id == vacancy.id))[0]


def site_names(employer_id: int, day: date) -> dict[int, str]:
    """What the employer's sites are called on the day, by id."""
    rows = db.session.execute(
        sa.select(Establishment.id, site_name(day)).where(Establishment.employer_id == employer_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Match:
    """One person beside one role, with the reasons. ``first``: must be offered it before others."""

    candidate: Candidate
    opening: Opening
    verdicts: tuple[Verdict, ...]
    day: date
    sites: Mapping[int, str]
    first: bool = False
    who: str = "they"

    @property
    def fit(self) -> Fit:
        """All tests together."""
        return fit_of(self.verdicts)

    @property
    def met(self) -> int:
        """How many tests are met."""
        return self.verdicts.count(Verdict.MET)

    @property
    def unknown(self) -> int:
        """How many are not known."""
        return self.verdicts.count(Verdict.NOT_KNOWN)

    @property
    def reasons(self) -> list[Reason]:
        """The tests in words: put together for those that are shown."""
        grades, opening = self.candidate.grades, self.opening
        named = Named(grades, opening.grade, self.sites, opening.ring_fence, self.who)
        return explain(self.candidate.seeker, self.opening.role, self.day, named)


ORDER = {fit: place for place, fit in enumerate(Fit)}


def matches(
    candidates: Iterable[Candidate],
    roles: Iterable[Opening],
    day: date,
    sites: Mapping[int, str],
    first: frozenset[int] = frozenset(),
    who: str = "they",
) -> list[Match]:
    """Each person beside each role: who must come first, then by how much is met; no test is weighed."""
    roles = list(roles)
    found = [
        Match(one, role, judge(one.seeker, role.role, day), day, sites, one.person_id in first, who)
        for one in candidates
        for role in roles
    ]
    return sorted(
        found,
        key=lambda one: (
            not one.first,
            ORDER[one.fit],
            -one.met,
            one.candidate.name,
            one.opening.title,
            one.opening.vacancy_id,
        ),
    )


def count_fits(candidate: Candidate, roles: Iterable[Opening], day: date) -> int:
    """How many roles have nothing against them."""
    return sum(fit_of(judge(candidate.seeker, one.role, day)) is not Fit.DOES_NOT for one in roles)


def fits_of(entry_ids: list[int], viewer: Viewer, day: date) -> dict[int, int]:
    """For each entry, how many open roles of the viewer's employers have nothing against them."""
    roles = openings(viewer, day)
    return {
        one.entry_id: count_fits(one, roles, day) for one in _entries(RedeploymentEntry.id.in_(entry_ids))
    }


def first_for(vacancy: Vacancy, opening: Opening, candidates: list[Candidate], day: date) -> frozenset[int]:
    """Person ids of those who must be offered the vacancy before anybody else."""
    protected = protected_on([one.person_id for one in candidates], day)
    if not protected:
        return frozenset()
    fits = {
        one.person_id: fit_of(judge(one.seeker, opening.role, day))
        for one in candidates
        if one.person_id in protected
    }
    rows = db.session.execute(
        sa.select(AffectedPerson.person_id, RedeploymentOffer.vacancy_id, RedeploymentOffer.state)
        .join(RedeploymentEntry, RedeploymentEntry.id == RedeploymentOffer.entry_id)
        .join(AffectedPerson, AffectedPerson.id == RedeploymentEntry.affected_person_id)
        .where(AffectedPerson.person_id.in_(list(fits)), RedeploymentOffer.offered_on.is_not(None))
    ).all()
    here = [row[0] for row in rows if row[1] == vacancy.id]
    elsewhere = [row[0] for row in rows if row[1] != vacancy.id and row[2] in TAKES_A_PLACE]
    return frozenset(must_come_first(fits, fits, here, elsewhere))


def visible_ids(viewer: Viewer, day: date) -> frozenset[int]:
    """Ids of the entries that the viewer may read."""
    query = visible_entries(viewer, day).with_only_columns(RedeploymentEntry.id).order_by(None)
    return frozenset(db.session.scalars(query))


def names_of(viewer: Viewer, day: date, person_ids: frozenset[int]) -> list[str]:
    """Names of those of the people whose entry the viewer may read; the others stay without a name."""
    rows = db.session.scalars(
        visible_entries(viewer, day)
        .where(RedeploymentEntry.left_on.is_(None), AffectedPerson.person_id.in_(person_ids))
        .with_only_columns(Person.name)
    )
    return list(rows)
