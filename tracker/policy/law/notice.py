"""Statutory notice of dismissal (rule IN-02)."""

from datetime import date

from tracker.policy.calendar.spans import DAY, complete_months, last_day_of_weeks_after
from tracker.policy.law.findings import Finding, Grade, MissingFactError, day, graded, need
from tracker.policy.law.parameters import Regime, RuleBook

GB = Regime.GREAT_BRITAIN


@graded("IN-02")
def statutory_notice_weeks(law: RuleBook, started: date | None, given_on: date | None) -> Finding[int]:
    """Weeks of notice by law for service from the first day to the day notice is given, both included."""
    first, last = need(started, "the day employment began"), need(given_on, "the day notice is given")
    if last < first:
        raise MissingFactError(f"the day employment began ({day(first)} is after the notice of {day(last)})")
    scale, most = law.at(GB, "notice_weeks", last), law.at(GB, "notice_most_weeks", last)
    months = complete_months(first, last)
    row = [each for each in scale.rows if each["months"] <= months][-1]
    earned = row["weeks"] + row["weeks_per_year"] * (months // 12)
    weeks = min(earned, most.number)
    return Finding(
        "IN-02",
        Grade.INFO,
        f"{weeks} weeks of statutory notice",
        weeks,
        steps=(
            f"Service from {day(first)} to {day(last)}, both included: {months} complete months",
            f"That is {months // 12} complete years",
            f"Weeks earned: {earned}; the most is {most.number}",
        ),
        sources=(scale, most),
        dates=(("employment began", first), ("notice given", last)),
    )


@graded("IN-02")
def notice_weeks(law: RuleBook, statutory_weeks: int | None, contract_weeks: int | None) -> Finding[int]:
    """The longer of the statutory notice and that of the contract."""
    by_law = need(statutory_weeks, "the weeks of statutory notice")
    by_contract = need(contract_weeks, "the weeks of notice in the contract")
    return Finding(
        "IN-02",
        Grade.INFO,
        f"{max(by_law, by_contract)} weeks of notice",
        max(by_law, by_contract),
        steps=(f"By law {by_law} weeks, by contract {by_contract} weeks: the longer holds",),
    )


@graded("IN-02")
def notice_end(given_on: date | None, weeks: int | None) -> Finding[date]:
    """The last day of the notice. The day on which it is given is not counted."""
    given, number = need(given_on, "the day notice is given"), need(weeks, "the weeks of notice")
    if not 0 <= number <= 104:
        raise MissingFactError(f"the weeks of notice ({number} cannot be right)")
    ends = last_day_of_weeks_after(given, number)
    return Finding(
        "IN-02",
        Grade.INFO,
        f"The notice ends on {day(ends)}",
        ends,
        steps=(f"The first day counted is {day(given + DAY)}", f"{number} weeks are {7 * number} days"),
        dates=(("notice given", given), ("first day counted", given + DAY)),
    )
