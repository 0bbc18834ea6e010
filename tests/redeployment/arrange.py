"""What the tests of this package start from: somebody at risk on the register, a role, and HR."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from tests import factories
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import HowTold, Telling
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.database import db, now, unit_of_work
from tracker.organisation.models import Establishment, Person, Unit
from tracker.organisation.models_absence import ProtectedPeriod
from tracker.organisation.rules_absence import ProtectionSource
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.parameters import rule_book
from tracker.redeployment import queries, services_offers
from tracker.redeployment.models import EntryPlace, RedeploymentEntry, RedeploymentOffer, Vacancy
from tracker.redeployment.services_offers import OfferGiven
from tracker.web.clock import today

TODAY = today()
LAW = rule_book()


@dataclass
class World:
    """One change, one site, and an HR partner of the employer."""

    unit: Unit
    site: Establishment
    change: Change
    hr: Viewer


def world() -> World:
    """A change with nobody in it yet."""
    site = factories.establishment(name=f"County office {factories.number()}")
    unit = factories.unit()
    change = factories.change(units=(unit,), title=f"Merge the offices {factories.number()}")
    return World(unit, site, change, factories.viewer(Role.HR_PARTNER))


def on_register(
    here: World, name: str = "Pat A", person: Person | None = None, **given: Any
) -> RedeploymentEntry:
    """Somebody at risk, and their entry."""
    person = person or factories.person(unit=here.unit, name=name, title="Payroll adviser", grade="Scale 5")
    factories.affected(here.change, person)
    affected = db.session.scalars(
        sa.select(AffectedPerson).where(
            AffectedPerson.person_id == person.id, AffectedPerson.change_id == here.change.id
        )
    ).one()
    values = {
        "entered_on": TODAY,
        "skills": "Runs the monthly payroll",
        "grades": ["Scale 5", "Scale 6"],
        "fte_from": 0.5,
        "fte_to": 1.0,
        **given,
    }
    entry = factories.save(RedeploymentEntry(affected_person_id=affected.id, **values))
    factories.save(EntryPlace(entry_id=entry.id, establishment_id=here.site.id))
    return entry


def person_of(entry: RedeploymentEntry) -> Person:
    """Who the entry is about."""
    return db.session.scalars(
        sa.select(Person)
        .join(AffectedPerson, AffectedPerson.person_id == Person.id)
        .where(AffectedPerson.id == entry.affected_person_id)
    ).one()


def protect(entry: RedeploymentEntry) -> None:
    """Record that the person must be offered a suitable role ahead of others."""
    factories.save(
        ProtectedPeriod(
            person_id=person_of(entry).id,
            until=TODAY + timedelta(days=100),
            source=ProtectionSource.MAPLE_10,
            recorded_on=TODAY,
        )
    )


def vacancy(here: World, **given: Any) -> Vacancy:
    """A role that suits whoever ``on_register`` makes."""
    values = {
        "title": "Pensions adviser",
        "grade": "Scale 5",
        "fte": 1.0,
        "establishment_id": here.site.id,
        "skills": "Payroll and pensions",
        "opens": TODAY,
        **given,
    }
    return factories.save(Vacancy(employer_id=here.unit.employer_id, **values))


def suggested(here: World, entry: RedeploymentEntry, role: Vacancy) -> RedeploymentOffer:
    """A suggestion by HR."""
    with unit_of_work():
        offer = services_offers.suggest(entry, role, by=here.hr, day=TODAY, moment=now())
    return fresh(here, offer)


def fresh(here: World, offer: RedeploymentOffer) -> RedeploymentOffer:
    """The offer as stored now."""
    db.session.expire_all()
    return queries.get_offer(offer.reference, here.hr, TODAY)


def given(**values: Any) -> OfferGiven:
    """An offer made today, of a job that begins in two weeks when the old one ends."""
    return OfferGiven(
        **{
            "offered_on": TODAY,
            "answer_by": TODAY + timedelta(days=7),
            "old_job_ends": TODAY + timedelta(days=14),
            "starts_on": TODAY + timedelta(days=15),
            "different_terms": True,
            "retraining": None,
            "told": Telling(TODAY, HowTold.IN_PERSON, "Chris Example"),
            **values,
        }
    )


def make(
    here: World, offer: RedeploymentOffer, reason: str = "", by: Viewer | None = None, **values: Any
) -> bool:
    """Make an offer."""
    offer = fresh(here, offer)
    with unit_of_work():
        return services_offers.make_offer(
            offer,
            given(**values),
            law=LAW,
            employer_id=here.unit.employer_id,
            out_of_turn_reason=reason,
            seen=None,
            by=by or here.hr,
            day=TODAY,
            moment=now(),
        )


def offered(here: World, entry: RedeploymentEntry, role: Vacancy, **values: Any) -> RedeploymentOffer:
    """An offer that was made."""
    offer = suggested(here, entry, role)
    make(here, offer, **values)
    return fresh(here, offer)


def answer(here: World, offer: RedeploymentOffer, *, accepts: bool, reason: str = "") -> None:
    """The person's answer, recorded by HR."""
    offer = fresh(here, offer)
    with unit_of_work():
        services_offers.answer(
            offer,
            accepts=accepts,
            reason=reason,
            on=TODAY,
            employer_id=here.unit.employer_id,
            seen=None,
            by=here.hr,
            moment=now(),
        )


def began(offer: RedeploymentOffer, days: int = 20) -> None:
    """Move an offer's days back, as if it had been made so long ago."""
    with unit_of_work():
        back = timedelta(days=days)
        offer.starts_on = (offer.starts_on or date.min + back) - back
        offer.trial_ends = offer.trial_ends - back if offer.trial_ends else None
        db.session.flush()
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
