"""The redeployment register of the story: who seeks other work, the roles, and offers in every state."""

from datetime import date, timedelta
from typing import Any

from tracker.accounts.models import Account
from tracker.affected_staff.rules import AffectedStatus, HowTold
from tracker.database import new_reference
from tracker.demonstration.accounts import STAFF_ADDRESS
from tracker.demonstration.later_steps import of_change, take_step
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at, weekday
from tracker.organisation.models_absence import ProtectedPeriod
from tracker.organisation.rules_absence import ProtectionSource
from tracker.policy.access.permissions import Permission
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.trial import trial_period
from tracker.redeployment.models import (
    EntryPlace,
    OfferStep,
    RedeploymentEntry,
    RedeploymentOffer,
    Vacancy,
)
from tracker.redeployment.rules import OfferState, VacancyState

CHANGE = "shared-services-redesign"
HR, COLLEAGUE = "hr", "hr-two"
ENTERS = frozenset({AffectedStatus.POTENTIALLY_AFFECTED, AffectedStatus.AFFECTED, AffectedStatus.AT_RISK})


def tell_redeployment(world: World) -> None:
    """Roles first, then those who seek, each with the offer that the story gives them."""
    story = tables("roles.toml")
    roles = {told["key"]: _role(world, told) for told in story["role"]}
    for told, row in zip(story["seeker"], _seekers(world), strict=False):
        entered = min(world.today - timedelta(days=16), world.today)
        if row["status"] is not AffectedStatus.AT_RISK:
            words = "Post proposed for deletion; at-risk letter given in person"
            entered = take_step(world, row, AffectedStatus.AT_RISK, entered, words, HR)
        entry = _entry(world, told, row, entered)
        if told.get("protected"):
            _protect(world, row["person_id"])
        if "offer" in told:
            _offer(world, told, row, entry, roles[told["offer"]], entered)


def _seekers(world: World) -> list[dict[str, Any]]:
    """People whose post is in question and who still serve: whoever signs in as staff comes first."""
    [staff] = [row for row in world.rows.of(Account) if row["email"] == STAFF_ADDRESS]
    known = {row["person_id"] for row in world.rows.of(ProtectedPeriod)}
    found = [
        row
        for row, person in of_change(world, CHANGE)
        if row["status"] in ENTERS
        and person.end is None
        and person.kind == "police staff"
        and row["person_id"] not in known
    ]
    return sorted(found, key=lambda row: (row["person_id"] != staff["person_id"], row["id"]))


def _role(world: World, told: dict[str, Any]) -> int:
    reference = new_reference()
    world.record(HR, Permission.REDEPLOYMENT_MANAGE, "vacancy", reference, facts={"step": "opened"})
    return world.rows.add(
        Vacancy,
        reference=reference,
        version=1,
        employer_id=world.employer,
        post_id=None,
        establishment_id=world.site_ids[told["site"]] if "site" in told else None,
        ring_fenced_change_id=world.change_ids[told["ring_fence"]] if "ring_fence" in told else None,
        title=told["title"],
        grade=told["grade"],
        fte=told["fte"],
        places=told.get("places", 1),
        skills=told["skills"],
        opens=world.day(told["opens"]),
        closes=world.day(told.get("closes")),
        state=VacancyState.OPEN,
    )


def _entry(world: World, told: dict[str, Any], row: dict[str, Any], on: date) -> int:
    reference = new_reference()
    least, most = told.get("hours", (None, None))
    number = world.rows.add(
        RedeploymentEntry,
        reference=reference,
        version=1,
        affected_person_id=row["id"],
        entered_on=on,
        until=None,
        skills=told["skills"],
        grades=told["grades"],
        fte_from=least,
        fte_to=most,
        left_on=None,
        left_because=None,
        left_note="",
    )
    for site in told.get("sites", ()):
        world.rows.add(EntryPlace, entry_id=number, establishment_id=world.site_ids[site])
    world.record(
        HR, Permission.REDEPLOYMENT_MANAGE, "redeployment entry", reference, facts={"step": "entered"}
    )
    return number


def _protect(world: World, person: int) -> None:
    world.rows.add(
        ProtectedPeriod,
        reference=new_reference(),
        version=1,
        person_id=person,
        until=world.today + timedelta(days=200),
        source=ProtectionSource.MAPLE_10,
        recorded_on=world.today - timedelta(days=12),
    )


def _offer(
    world: World, told: dict[str, Any], row: dict[str, Any], entry: int, vacancy: int, entered: date
) -> None:
    """An offer with its days; in a trial they lie further back."""
    state = OfferState(told["state"])
    made = max(weekday(world.today - timedelta(days=14 if state is OfferState.IN_TRIAL else 5)), entered)
    soonest = made + timedelta(days=2 if state is OfferState.IN_TRIAL else 16)
    starts = soonest + timedelta(days=-soonest.weekday() % 7)
    suggestion = state is OfferState.SUGGESTED
    answered = state in (OfferState.IN_TRIAL, OfferState.REFUSED)
    reference = new_reference()
    number = world.rows.add(
        RedeploymentOffer,
        reference=reference,
        version=1,
        entry_id=entry,
        vacancy_id=vacancy,
        state=state,
        suggested_on=made,
        offered_on=None if suggestion else made,
        answer_by=made + timedelta(days=10),
        old_job_ends=starts - timedelta(days=1),
        starts_on=starts,
        different_terms=True,
        trial_ends=trial_period(rule_book(), starts).known.last,
        retraining_agreed_on=None,
        retraining_terms="",
        answered_on=made + timedelta(days=1) if answered else None,
        reason=told.get("reason", "") if state is OfferState.REFUSED else "",
        told_on=None if suggestion else made,
        told_how=None if suggestion else HowTold.IN_PERSON,
        told_by="" if suggestion else "HR partner",
        told_by_id=None,
        out_of_turn_reason=told.get("reason", "") if suggestion else "",
        asked_by_id=world.account_ids[COLLEAGUE] if suggestion else None,
        agreed_by_id=None,
    )
    path = [OfferState.SUGGESTED, *([] if suggestion else [OfferState.OFFERED])]
    for n, step in enumerate([*path, *([state] if answered else [])]):
        on = made + timedelta(days=max(0, n - 1))
        world.rows.add(
            OfferStep,
            offer_id=number,
            state=step,
            note=told.get("reason", "") if step is OfferState.REFUSED else "",
            on=on,
            recorded_at=at(on, 11),
            recorded_by_id=world.account_ids[COLLEAGUE if suggestion else HR],
        )
    facts = {"state": state.value}
    world.record(HR, Permission.REDEPLOYMENT_MANAGE, "redeployment offer", reference, facts=dict(facts))
    if suggestion:
        return
    take_step(world, row, AffectedStatus.OFFERED_ALTERNATIVE, made, "Offered another role", HR)
    if state is OfferState.IN_TRIAL:
        words = "Accepted another role for a trial"
        take_step(world, row, AffectedStatus.IN_TRIAL, made + timedelta(days=1), words, HR)
    elif state is OfferState.REFUSED:
        take_step(world, row, AffectedStatus.AT_RISK, made + timedelta(days=1), "Refused the offer", HR)
