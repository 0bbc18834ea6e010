"""What a defective consultation may cost, and until when it may be claimed (rules CR-19, CR-20 and FR-01)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tracker.policy.calendar.spans import last_day_of_months_beginning_with
from tracker.policy.law.findings import Finding, Grade, MissingFactError, day, graded, need, need_count
from tracker.policy.law.money import pence, pounds
from tracker.policy.law.parameters import Period, Regime, RuleBook

GB = Regime.GREAT_BRITAIN


@graded("CR-19")
def most_protected_days(law: RuleBook, regime: Regime, first_dismissal: date | None) -> Finding[int]:
    """Most days of pay that an award may cover."""
    on = need(first_dismissal, "the day the first dismissal takes effect")
    most = law.at(regime, "protective_award_most_days", on)
    return Finding(
        "CR-19",
        Grade.INFO,
        f"An award may cover up to {most.number} days of pay",
        most.number,
        steps=(f"The first dismissal takes effect on {day(on)}",),
        sources=(most,),
        dates=(("first dismissal", on),),
    )


@dataclass(frozen=True)
class Money:
    """An amount for each person and for all, in pence, each rounded once."""

    each: int
    total: int


@graded("CR-19")
def award_exposure(people: int | None, gross_week: Fraction | None, days: int | None) -> Finding[Money]:
    """The most that awards could come to. The statutory cap on a week's pay does not apply."""
    number = need_count(people, "the number of people")
    week = need(gross_week, "gross pay for a week")
    length = need(days, "the days of the award")
    if week < 0 or not 0 <= length <= 366:
        raise MissingFactError("pay and days that can be right")
    exact = week * length / 7
    found = Money(pence(exact), pence(exact * number))
    return Finding(
        "CR-19",
        Grade.WARN if found.total else Grade.INFO,
        f"Up to {pounds(found.total)}",
        found,
        steps=(f"{number} × {pounds(pence(week))} ÷ 7 × {length} days = {pounds(found.total)}",),
    )


@graded("CR-19")
def starting_point(consulted: bool | None, most_days: int | None) -> Finding[int]:
    """Where a tribunal starts without any consultation: at the most, reduced only for mitigation."""
    most = need(most_days, "the most days of an award")
    if need(consulted, "whether there was any consultation"):
        return Finding("CR-19", Grade.INFO, "The gravity of the failure decides", None, code="gravity")
    return Finding(
        "CR-19",
        Grade.WARN,
        f"With no consultation a tribunal starts at {most} days",
        most,
        code="start_at_most",
        steps=("Susie Radin v GMB [2004] EWCA Civ 180: reduced only for mitigating circumstances",),
    )


@graded("CR-19")
def protected_period_start(first_dismissal: date | None, award_on: date | None) -> Finding[date]:
    """The earlier of the first dismissal and the award."""
    known = [on for on in (first_dismissal, award_on) if on is not None]
    if not known:
        raise MissingFactError("the day the first dismissal takes effect")
    start = min(known)
    return Finding("CR-19", Grade.INFO, f"The protected period starts on {day(start)}", start)


@dataclass(frozen=True)
class Uplift:
    """Percent by which an award may rise, and the days it then comes to."""

    percent: int
    days: Fraction | None


@graded("FR-01")
def award_uplift(
    law: RuleBook,
    reengaged: bool | None,
    unreasonable_breach: bool | None,
    award_on: date | None,
    award_days: int | None,
) -> Finding[Uplift]:
    """How far an award may rise for an unreasonable breach of the code on dismissal and re-engagement."""
    applies = need(reengaged, "whether people are dismissed to be re-engaged")
    breached = applies and need(unreasonable_breach, "whether the code was unreasonably breached")
    steps = []
    if award_on is None and award_days is not None:
        award_on = _first_day_of_so_many(law, award_days)
        if award_on:
            steps.append(f"An award of {award_days} days cannot be of dismissals before {day(award_on)}")
    on = need(award_on, "the day of the award")
    linked = law.at(GB, "code_uplift_reaches_protective_awards", on)
    code = law.at(GB, "dismiss_and_reengage_code_uplift", on)
    percent = code.number if breached and linked.holds else 0
    days = None if award_days is None else Fraction(award_days * (100 + percent), 100)
    return Finding(
        "FR-01",
        Grade.WARN if percent else Grade.INFO,
        f"The award may rise by up to {percent} percent",
        Uplift(percent, days),
        steps=tuple(steps),
        sources=(code, linked),
        dates=(("award", on),),
    )


def _first_day_of_so_many(law: RuleBook, days: int) -> date | None:
    periods = law.parameters[GB, "protective_award_most_days"].periods
    return next((period.start for period in periods if period.number >= days), None)


@dataclass(frozen=True)
class Limit:
    """The months of a time limit, and the last day where its beginning is known."""

    months: int
    last_day: date | None
    period: Period


@graded("CR-20")
def award_time_limit(law: RuleBook, last_dismissal: date | None) -> Finding[Limit]:
    """The last day to claim: before the last dismissal, or within so many months beginning with it."""
    on = need(last_dismissal, "the day the last dismissal takes effect")
    months = law.at(GB, "protective_award_limit_months", on)
    last = last_day_of_months_beginning_with(on, months.number)
    return Finding(
        "CR-20",
        Grade.INFO,
        f"A claim may be made until {day(last)}",
        Limit(months.number, last, months),
        code="limit_may_change",
        steps=(f"{months.number} months beginning with {day(on)} end on {day(last)}", months.note),
        sources=(months,),
        dates=(("last dismissal", on),),
    )
