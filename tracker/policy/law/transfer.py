"""Transfers of undertakings: whether, what to tell, whom to consult, and by when (rules TU-01 to TU-08)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tracker.policy.calendar.spans import last_day_of_months_beginning_with
from tracker.policy.law.day_counts import Readings, latest_before
from tracker.policy.law.findings import Finding, Grade, MissingFactError, day, graded, need, need_count
from tracker.policy.law.money import pence, pounds
from tracker.policy.law.parameters import Regime, RuleBook
from tracker.policy.law.protective_award import Limit, Money

GB = Regime.GREAT_BRITAIN


class Move(StrEnum):
    """What happens to the work."""

    BUSINESS = "a business or part of one moves and keeps its identity"
    OUTSOURCED = "work goes to a contractor"
    RETENDERED = "work goes from one contractor to another"
    INSOURCED = "work comes back in house"
    ADMINISTRATIVE = "public bodies reorganise, or move administrative functions between them"


@dataclass(frozen=True)
class TransferFacts:
    """What decides whether there is a transfer."""

    move: Move | None
    organised_grouping: bool | None = None
    single_short_task: bool | None = None
    mainly_goods: bool | None = None


@graded("TU-01")
def relevant_transfer(facts: TransferFacts) -> Finding[str]:
    """The limb under which it is a transfer, an empty one where it is not."""
    move = need(facts.move, "what happens to the work")
    if move is Move.ADMINISTRATIVE:
        return Finding(
            "TU-01",
            Grade.WARN,
            "Not a transfer under regulation 3(5): check for a statutory transfer scheme or policy",
            "",
            code="administrative_reorganisation",
        )
    if move is Move.BUSINESS:
        return Finding(
            "TU-01", Grade.WARN, "A business transfer: inform, and consult on measures", "business"
        )
    if facts.mainly_goods:
        return Finding("TU-01", Grade.INFO, "Not a transfer: mainly the supply of goods", "", code="goods")
    if facts.single_short_task:
        return Finding("TU-01", Grade.INFO, "Not a transfer: one short task", "", code="short_task")
    if facts.organised_grouping is False:
        return Finding(
            "TU-01", Grade.INFO, "Not a transfer: no organised grouping of employees for the work", "",
            code="no_grouping",
        )  # fmt: skip
    need(facts.organised_grouping, "whether an organised grouping of employees does the work")
    need(facts.mainly_goods, "whether it is mainly the supply of goods")
    need(facts.single_short_task, "whether it is one short task")
    return Finding(
        "TU-01",
        Grade.WARN,
        "A service provision change: inform, and consult on measures",
        "service_provision_change",
        steps=(move,),
    )


@dataclass(frozen=True)
class Liability:
    """When employee liability information is due, in both readings, and the days before the transfer."""

    days: int
    latest: Readings


@graded("TU-07")
def liability_information_due(law: RuleBook, transfer_on: date | None) -> Finding[Liability]:
    """The latest day for employee liability information."""
    on = need(transfer_on, "the day of the transfer")
    days = law.at(GB, "eli_days", on)
    latest = latest_before(on, days.number, "day for employee liability information")
    return Finding(
        "TU-07",
        Grade.INFO,
        latest.message,
        Liability(days.number, latest.known),
        steps=latest.steps,
        sources=(days,),
        dates=(("transfer", on),),
    )


@graded("TU-07")
def liability_information_age(law: RuleBook, as_at: date | None, given_on: date | None) -> Finding[int]:
    """How many days old the information was when it was given."""
    taken, given = need(as_at, "the day the information is of"), need(given_on, "the day it was given")
    if given < taken:
        raise MissingFactError(f"the day the information is of ({day(taken)} is after {day(given)})")
    oldest = law.at(GB, "eli_oldest_days", given)
    age = (given - taken).days
    old = age > oldest.number
    return Finding(
        "TU-07",
        Grade.BREACH if old else Grade.INFO,
        f"The information was {age} days old; at most {oldest.number} are allowed",
        age,
        code="information_too_old" if old else "",
        sources=(oldest,),
        dates=(("as at", taken), ("given", given)),
    )


@graded("TU-07")
def liability_information_award(law: RuleBook, employees: int | None, on: date) -> Finding[int]:
    """Least compensation for employees without the information, in pounds."""
    number = need_count(employees, "the number of employees without the information")
    floor = law.at(GB, "eli_least_pounds", on)
    return Finding(
        "TU-07",
        Grade.WARN if number else Grade.INFO,
        f"At least £{number * floor.number:,}",
        number * floor.number,
        steps=(f"{number} × £{floor.number}",),
        sources=(floor,),
    )


@graded("TU-05")
def direct_consultation(
    law: RuleBook,
    transfer_on: date | None,
    headcount: int | None,
    transferring: int | None,
    existing_reps: bool | None,
    election_invited: bool | None,
) -> Finding[bool]:
    """Whether employees may be consulted directly instead of representatives."""
    on = need(transfer_on, "the day of the transfer")
    test = law.at(GB, "direct_consultation", on)
    [row] = test.rows
    whole = need_count(headcount, "the number of people employed")
    moving = need_count(transferring, "the number transferring")
    small = whole < row["employer_below"] or moving < row["transferring_below"]
    if small and not existing_reps and not election_invited:
        need(existing_reps, "whether there are appropriate representatives, such as a recognised union")
        need(election_invited, "whether an election was invited")
    allowed = small and existing_reps is False and election_invited is False
    return Finding(
        "TU-05",
        Grade.INFO,
        "Employees may be consulted directly" if allowed else "Representatives must be consulted",
        allowed,
        steps=(
            f"{whole} employed (fewer than {row['employer_below']} allows it)",
            f"{moving} transferring (fewer than {row['transferring_below']} allows it)",
            "Representatives in place, or an election invited, rule it out",
        ),
        sources=(test,),
        dates=(("transfer", on),),
    )


@graded("TU-04")
def consult_on_measures(measures: Collection[str] | None) -> Finding[bool]:
    """Whether there is consultation beside information: only where this employer envisages measures."""
    envisaged = need(measures, "the measures envisaged, or that there are none")
    return Finding(
        "TU-04",
        Grade.WARN if envisaged else Grade.INFO,
        "Consult with a view to agreement, and give reasons for each rejection"
        if envisaged
        else "Inform, and state that there are no measures",
        bool(envisaged),
        steps=tuple(envisaged),
    )


@graded("TU-03")
def information_in_time(days_before: int | None) -> Finding[int]:
    """There is no fixed number of days: it must be long enough for consultation. Always a judgement."""
    days = need(days_before, "the days between information and transfer")
    return Finding(
        "TU-03",
        Grade.WARN,
        f"{days} days: the test is long enough before the transfer to allow consultation",
        days,
        code="judgement",
    )


@graded("TU-08")
def transfer_award(
    law: RuleBook, employees: int | None, gross_week: Fraction | None, on: date, weeks: int | None = None
) -> Finding[Money]:
    """The most that failing to inform or consult could cost; both employers are liable together."""
    number = need_count(employees, "the number of affected employees")
    week = need(gross_week, "gross pay for a week")
    most = law.at(GB, "transfer_award_most_weeks", on)
    length = min(weeks, most.number) if weeks is not None else most.number
    found = Money(pence(week * length), pence(week * length * number))
    return Finding(
        "TU-08",
        Grade.WARN,
        f"Up to {pounds(found.total)}; both employers are liable together",
        found,
        steps=(f"{number} × {length} weeks × {pounds(pence(week))}; the statutory cap does not apply",),
        sources=(most,),
    )


@graded("TU-08")
def transfer_time_limit(law: RuleBook, completed_on: date | None) -> Finding[Limit]:
    """The last day to claim after a completed transfer."""
    on = need(completed_on, "the day the transfer was completed")
    months = law.at(GB, "transfer_limit_months", on)
    last = last_day_of_months_beginning_with(on, months.number)
    return Finding(
        "TU-08",
        Grade.INFO,
        f"A claim may be made until {day(last)}",
        Limit(months.number, last, months),
        steps=(f"{months.number} months beginning with {day(on)}",),
        sources=(months,),
        dates=(("transfer completed", on),),
    )


@graded("TU-02")
def objection(objects: bool | None) -> Finding[bool]:
    """Whether someone transfers. One who objects does not, and is not dismissed either."""
    does = need(objects, "whether the employee objects")
    return Finding(
        "TU-02",
        Grade.WARN if does else Grade.INFO,
        "Does not transfer and is not treated as dismissed" if does else "Transfers",
        not does,
    )
