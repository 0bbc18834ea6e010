"""The clocks of one change, or of a plan: what is due by when, each with its sum. Plain values in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.policy.law.collective import Duty, collective_duty
from tracker.policy.law.day_counts import earliest_after, latest_before, lead
from tracker.policy.law.fair_process import equality_assessment
from tracker.policy.law.findings import Finding, Grade, day
from tracker.policy.law.hr1 import hr1_filing
from tracker.policy.law.parameters import NotHeldError, Regime, RuleBook
from tracker.policy.law.protective_award import most_protected_days
from tracker.policy.law.sequence import decision_order, notice_order
from tracker.policy.law.transfer import liability_information_due


@dataclass(frozen=True)
class Dates:
    """The days of a change that the clocks read, each None while it is not known."""

    proposed_on: date | None = None
    information_given_on: date | None = None
    hr1_received_on: date | None = None
    consultation_completed_on: date | None = None
    first_notice_on: date | None = None
    first_dismissal_on: date | None = None
    last_dismissal_on: date | None = None
    transfer_on: date | None = None
    liability_information_on: date | None = None
    equality_assessed_on: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """A thing that is due, not possible before, or checked. ``on`` is its day where it is one."""

    name: str
    finding: Finding[Any]
    on: date | None = None
    bare: date | None = None


def clocks(law: RuleBook, regime: Regime, number: int | None, dates: Dates) -> list[Clock]:
    """Every clock of a change whose highest number of counted people at one establishment is given."""
    duty = collective_duty(law, regime, dates.proposed_on, number)
    found = [Clock("Collective consultation", duty)]
    if duty.value is None or duty.value.begins:
        found += _collective(law, regime, duty, dates)
    if dates.first_notice_on is not None:
        found.append(
            Clock(
                "Notice after consultation",
                notice_order(dates.first_notice_on, dates.consultation_completed_on),
            )
        )
    if dates.decided_on is not None:
        found.append(
            Clock("Decision after consultation", decision_order(dates.decided_on, dates.information_given_on))
        )
        assessed = equality_assessment(law, dates.equality_assessed_on, dates.decided_on)
        found.append(Clock("Equality assessment before the decision", assessed))
    if dates.transfer_on is not None:
        found += _transfer(law, dates)
    return found


def _collective(law: RuleBook, regime: Regime, duty: Finding[Duty], dates: Dates) -> list[Clock]:
    days = duty.value.days if duty.value else None
    first = dates.first_dismissal_on
    latest = latest_before(first, days, "start of consultation")
    found = [
        _dated("Latest start of consultation", latest),
        _dated("Earliest first dismissal", earliest_after(dates.information_given_on, days)),
        _dated("HR1 due", latest_before(first, days, "day for form HR1")),
        Clock("Earliest notice of dismissal", *_earliest_notice(dates)),
    ]
    if latest.value is not None:
        found.append(_election(law, latest.value.clear))
    if dates.information_given_on is not None and first is not None:
        found.append(Clock("Consultation long enough before", lead(dates.information_given_on, first, days)))
    if dates.hr1_received_on is not None:
        filing = hr1_filing(law, regime, dates.hr1_received_on, first, dates.first_notice_on, days)
        found.append(Clock("HR1 in time", filing))
    if first is not None:
        found.append(Clock("Most days of a protective award", most_protected_days(law, regime, first)))
    return found


def _dated(name: str, finding: Finding[Any]) -> Clock:
    value = finding.value
    return Clock(name, finding, value.clear if value else None, value.bare if value else None)


def _earliest_notice(dates: Dates) -> tuple[Finding[date], date | None]:
    """Notice waits for the end of consultation and for the form."""
    waits = {
        "the end of consultation": dates.consultation_completed_on,
        "receipt of form HR1": dates.hr1_received_on,
    }
    missing = tuple(name for name, on in waits.items() if on is None)
    known = [on for on in waits.values() if on is not None]
    if missing:
        return Finding("CR-15", Grade.UNKNOWN, f"Not known: {' and '.join(missing)}", missing=missing), None
    earliest = max(known)
    steps = tuple(f"{name}: {day(on)}" for name, on in waits.items() if on is not None)
    return Finding("CR-15", Grade.INFO, f"Not before {day(earliest)}", earliest, steps=steps), earliest


def _election(law: RuleBook, start: date) -> Clock:
    try:
        ahead = law.at(Regime.GREAT_BRITAIN, "election_days", start)
    except NotHeldError as error:
        return Clock("Latest invitation to elect", Finding("CR-11", Grade.UNKNOWN, str(error)))
    by = start - timedelta(days=ahead.number)
    finding = Finding(
        "CR-11",
        Grade.INFO,
        f"Where nobody is recognised for a group, invite it to elect by {day(by)}",
        by,
        steps=(f"{day(start)} − {ahead.number} days to invite, vote and count", ahead.note),
        sources=(ahead,),
    )
    return Clock("Latest invitation to elect", finding, by)


def _transfer(law: RuleBook, dates: Dates) -> list[Clock]:
    due = liability_information_due(law, dates.transfer_on)
    latest = due.value.latest if due.value else None
    found = [
        Clock(
            "Employee liability information due",
            due,
            latest.clear if latest else None,
            latest.bare if latest else None,
        )
    ]
    if dates.liability_information_on is not None and due.value is not None:
        names = ("the liability information", "the transfer")
        given = lead(dates.liability_information_on, dates.transfer_on, due.value.days, names)
        found.append(Clock("Liability information in time", given))
    return found


@dataclass(frozen=True)
class Conflict:
    """A latest start that is over, or that comes before what must precede it."""

    name: str
    why: str


def conflicts(found: Sequence[Clock], dates: Dates, today: date) -> list[Conflict]:
    """What a plan cannot keep: latest days that have passed, or lie before the proposal."""
    done = {
        "Latest start of consultation": dates.information_given_on,
        "Latest invitation to elect": dates.information_given_on,
        "HR1 due": dates.hr1_received_on,
        "Employee liability information due": dates.liability_information_on,
    }
    faults = []
    for clock in found:
        if clock.name not in done or clock.on is None or done[clock.name] is not None:
            continue
        last = clock.bare or clock.on
        if last < today:
            faults.append(Conflict(clock.name, f"{day(last)} has passed, even by the bare count"))
        elif clock.on < today:
            faults.append(
                Conflict(clock.name, f"{day(clock.on)} has passed; {day(last)} is left by the bare count")
            )
        elif dates.proposed_on is not None and last < dates.proposed_on:
            faults.append(
                Conflict(clock.name, f"{day(last)} is before the proposal of {day(dates.proposed_on)}")
            )
    return faults
