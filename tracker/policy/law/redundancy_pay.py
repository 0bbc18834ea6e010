"""Statutory redundancy pay, and service with other bodies (rules IN-03 and IN-04)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tracker.policy.calendar.spans import complete_years, last_day_of_weeks_after
from tracker.policy.law.counting import Kind
from tracker.policy.law.findings import Finding, Grade, MissingFactError, day, graded, need
from tracker.policy.law.money import pence, pounds
from tracker.policy.law.parameters import Regime, RuleBook

GB = Regime.GREAT_BRITAIN


@dataclass(frozen=True)
class Service:
    """Complete years, and whether they are enough."""

    years: int
    eligible: bool


@graded("IN-03")
def service_for_pay(
    law: RuleBook, started: date | None, relevant_on: date | None, kind: Kind = Kind.EMPLOYEE
) -> Finding[Service]:
    """Complete years from the first day to the relevant date, both included, and whether pay is due."""
    if kind is not Kind.EMPLOYEE:
        return Finding(
            "IN-03", Grade.INFO, f"No redundancy pay: {kind}", Service(0, False), code="not_employee"
        )
    first, last = need(started, "the day employment began"), need(relevant_on, "the relevant date")
    if last < first:
        raise MissingFactError(f"the day employment began ({day(first)} is after {day(last)})")
    least = law.at(GB, "redundancy_pay_service_years", last)
    years = complete_years(first, last)
    return Finding(
        "IN-03",
        Grade.INFO,
        f"{years} complete years; {least.number} are needed",
        Service(years, years >= least.number),
        steps=(f"From {day(first)} to {day(last)}, both included",),
        sources=(least,),
        dates=(("employment began", first), ("relevant date", last)),
    )


@dataclass(frozen=True)
class Pay:
    """Weeks in halves, the week's pay that counts, and the amount in pence."""

    half_weeks: int
    counted_week: Fraction
    amount: int

    @property
    def weeks(self) -> Fraction:
        """Weeks of pay."""
        return Fraction(self.half_weeks, 2)


@graded("IN-03")
def redundancy_pay(
    law: RuleBook,
    age: int | None,
    years: int | None,
    gross_week: Fraction | None,
    relevant_on: date | None,
    cap: int | None = None,
    regime: Regime = GB,
) -> Finding[Pay]:
    """The amount for an age at the relevant date and complete years. ``cap`` overrides the book's."""
    old, served = need(age, "the age at the relevant date"), need(years, "the complete years of service")
    week = need(gross_week, "gross pay for a week")
    if not 15 <= old <= 120 or not 0 <= served <= 80 or week < 0:
        raise MissingFactError("an age, years of service and pay that can be right")
    if relevant_on is None and cap is None:
        raise MissingFactError("the relevant date")
    limit = week_pay_cap(law, relevant_on, regime).known if cap is None else cap
    on = relevant_on or date.max
    scale, most = law.at(GB, "redundancy_pay_half_weeks", on), law.at(GB, "redundancy_pay_most_years", on)
    least = law.at(GB, "redundancy_pay_service_years", on)
    counted = min(served, most.number) if served >= least.number else 0
    halves = sum(
        next(row["half_weeks"] for row in scale.rows if old - back <= row["up_to_age"])
        for back in range(counted)
    )
    counted_week = min(week, Fraction(limit))
    amount = pence(counted_week * halves / 2)
    return Finding(
        "IN-03",
        Grade.INFO,
        f"{pounds(amount)}: {halves / 2:g} weeks of {pounds(pence(counted_week))}",
        Pay(halves, counted_week, amount),
        steps=(
            f"{counted} of {served} complete years count, back from age {old}",
            f"A week's pay of {pounds(pence(week))} counts as {pounds(pence(counted_week))}",
        ),
        sources=(scale, most, least),
    )


@graded("IN-03")
def week_pay_cap(law: RuleBook, relevant_on: date | None, regime: Regime = GB) -> Finding[int]:
    """Most that a week's pay counts for, in pounds."""
    on = need(relevant_on, "the relevant date")
    cap = law.at(regime, "week_pay_cap", on)
    return Finding(
        "IN-03",
        Grade.INFO,
        f"A week's pay counts up to £{cap.number}",
        cap.number,
        sources=(cap,),
        dates=(("relevant date", on),),
    )


@graded("IN-03")
def most_redundancy_pay(law: RuleBook, relevant_on: date | None, regime: Regime = GB) -> Finding[int]:
    """The statutory maximum in pounds: derived, as published figures have been wrong."""
    cap = week_pay_cap(law, relevant_on, regime)
    limit = need(cap.value, "the cap on a week's pay")
    on = need(relevant_on, "the relevant date")
    years = law.at(GB, "redundancy_pay_most_years", on)
    most = max(row["half_weeks"] for row in law.at(GB, "redundancy_pay_half_weeks", on).rows)
    return Finding(
        "IN-03",
        Grade.INFO,
        f"At most £{limit * years.number * most // 2}",
        limit * years.number * most // 2,
        steps=(f"{years.number} years × {most / 2:g} weeks × £{limit}",),
        sources=(*cap.sources, years),
        dates=cap.dates,
    )


@graded("IN-03")
def relevant_date(
    ended_on: date | None, statutory_weeks: int | None, notice_given: date | None
) -> Finding[date]:
    """The day that picks the cap. Short notice pushes it out to the end of the statutory notice."""
    ended = need(ended_on, "the day employment ended")
    weeks = need(statutory_weeks, "the weeks of statutory notice")
    given = notice_given or ended
    pushed = max(ended, last_day_of_weeks_after(given, weeks))
    return Finding(
        "IN-03",
        Grade.INFO,
        f"The relevant date is {day(pushed)}",
        pushed,
        steps=(f"Statutory notice of {weeks} weeks from {day(given)} ends on {day(pushed)}",),
        dates=(("employment ended", ended),),
    )


@graded("IN-04")
def modification_order_offer(
    law: RuleBook,
    listed: bool | None,
    offered_before_end: bool | None,
    old_job_ends: date | None,
    new_job_starts: date | None,
) -> Finding[bool]:
    """Whether redundancy payment is lost because a listed body took the person on (True: payment is due)."""
    if not need(listed, "whether the new employer is on the list of the Modification Order"):
        return Finding("IN-04", Grade.INFO, "Payment is due: the new employer is not on the list", True)
    offered = need(offered_before_end, "whether the offer was made before the old job ended")
    ends = need(old_job_ends, "the day the old job ends")
    starts = need(new_job_starts, "the day the new job starts")
    weeks = law.at(GB, "modification_order_weeks", ends)
    latest = last_day_of_weeks_after(ends, weeks.number)
    lost = offered and starts <= latest
    return Finding(
        "IN-04",
        Grade.WARN if lost else Grade.INFO,
        "No payment is due and service is unbroken" if lost else "Payment is due",
        not lost,
        code="modification_order" if lost else "",
        steps=(f"The old job ends on {day(ends)}; the new one must begin by {day(latest)}",),
        sources=(weeks,),
        dates=(("old job ends", ends), ("new job starts", starts)),
    )


@graded("IN-04")
def reckonable_years(
    service: Iterable[tuple[bool | None, int | None]], gap_weeks: int | None
) -> Finding[int]:
    """Years with listed bodies, added where employment was unbroken: pairs of listed and years."""
    gap = need(gap_weeks, "the weeks between employments")
    years = 0
    for listed, length in service:
        on_list = need(listed, "whether each body is on the list")
        spent = need(length, "the years with each body")
        years = years + spent if on_list and gap == 0 else spent
    return Finding("IN-04", Grade.INFO, f"{years} reckonable years", years)
