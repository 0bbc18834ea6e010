"""Fair consultation, the equality duty, and requests to be informed (rules FC-01, EQ-01 and IC-01)."""

from datetime import date

from tracker.policy.law.findings import Finding, Grade, day, graded, need, need_count
from tracker.policy.law.parameters import Regime, RuleBook

GB = Regime.GREAT_BRITAIN


@graded("FC-01")
def formative_stage(
    decided_on: date | None, opened_on: date | None, closed_on: date | None = None, options: int | None = None
) -> Finding[bool]:
    """G1: no decision before the consultation closes. Without a decision nothing has been pre-empted."""
    opened = need(opened_on, "the day the consultation opened")
    if decided_on is None:
        return Finding("FC-01", Grade.INFO, "No decision is recorded", True)
    end = closed_on or opened
    early = decided_on < end or (closed_on is None and decided_on == opened)
    single = options is not None and options < 2
    return Finding(
        "FC-01",
        Grade.BREACH if early else Grade.WARN if single else Grade.INFO,
        f"Decided on {day(decided_on)}, {'before' if early else 'after'} the consultation",
        not early,
        code="decided_before_close" if early else "one_option" if single else "",
        dates=(("decision", decided_on), ("opened", opened)),
    )


@graded("FC-01")
def sufficient_reasons(documents: int | None, options: int | None) -> Finding[bool]:
    """G2: reasons, options, costs and impact are given so that an intelligent answer is possible."""
    papers = need_count(documents, "the documents given")
    choices = need_count(options, "the options described")
    good = papers > 0 and choices > 1
    return Finding(
        "FC-01",
        Grade.INFO if good else Grade.BREACH if not papers else Grade.WARN,
        f"{papers} documents, {choices} options described",
        good,
        code="" if good else "too_little_given",
    )


@graded("FC-01")
def adequate_time(law: RuleBook, opened_on: date | None, closes_on: date | None) -> Finding[int]:
    """G3: the days open. A product default warns below a number; no law sets one."""
    opened, closes = need(opened_on, "the day it opens"), need(closes_on, "the day it closes")
    least = law.at(GB, "short_consultation_warning_days", opened)
    days = (closes - opened).days + 1
    return Finding(
        "FC-01",
        Grade.WARN if days < least.number else Grade.INFO,
        f"Open for {days} days; fewer than {least.number} are flagged",
        days,
        code="short" if days < least.number else "",
        sources=(least,),
        dates=(("opens", opened), ("closes", closes)),
    )


@graded("FC-01")
def conscientious_consideration(
    responses: int | None, considered: int | None, decided: bool | None
) -> Finding[int]:
    """G4: every response has a recorded consideration before the decision; the value is how many have not."""
    all_of_them = need_count(responses, "the number of responses")
    seen = need_count(considered, "the number of responses considered")
    left = max(0, all_of_them - seen)
    taken = need(decided, "whether a decision is recorded")
    grade = Grade.INFO if not left else Grade.BREACH if taken else Grade.WARN
    return Finding(
        "FC-01",
        grade,
        f"{left} of {all_of_them} responses have no recorded consideration",
        left,
        code="unconsidered" if left else "",
    )


@graded("EQ-01")
def equality_assessment(
    law: RuleBook,
    assessed_on: date | None,
    decided_on: date | None,
    changed_on: date | None = None,
    refreshed_on: date | None = None,
) -> Finding[bool]:
    """Whether the equality assessment is before the decision, and after the last change of the proposal."""
    decided = need(decided_on, "the day of the decision")
    duty = law.at(GB, "equality_duty", decided)
    latest = max((on for on in (assessed_on, refreshed_on) if on is not None), default=None)
    dates = (("decision", decided),)
    if not duty.holds:
        return Finding("EQ-01", Grade.INFO, "Before the general equality duty", True, sources=(duty,))
    if assessed_on is None:
        return Finding(
            "EQ-01", Grade.BREACH, "No equality assessment is recorded", False,
            code="assessment_missing", sources=(duty,), dates=dates,
        )  # fmt: skip
    if assessed_on > decided:
        return Finding(
            "EQ-01", Grade.BREACH, f"Assessed on {day(assessed_on)}, after the decision of {day(decided)}",
            False, code="assessment_after_decision", sources=(duty,), dates=dates,
        )  # fmt: skip
    if changed_on is not None and latest is not None and latest < changed_on:
        return Finding(
            "EQ-01", Grade.WARN, f"The proposal changed on {day(changed_on)}: assess it again",
            False, code="refresh_assessment", sources=(duty,), dates=dates,
        )  # fmt: skip
    return Finding("EQ-01", Grade.INFO, "Assessed before the decision", True, sources=(duty,), dates=dates)


@graded("IC-01")
def request_signatures(law: RuleBook, employees: int | None, on: date | None) -> Finding[int | None]:
    """Signatures needed to ask for information and consultation arrangements; None below the size."""
    number = need_count(employees, "the number of employees")
    asked = need(on, "the day of the request")
    size = law.at(GB, "ice_employer_least", asked)
    share = law.at(GB, "ice_request_percent", asked)
    bounds = law.at(GB, "ice_request_bounds", asked)
    if number < size.number:
        return Finding(
            "IC-01", Grade.INFO, "The regulations do not apply", None, code="too_small", sources=(size,)
        )
    wanted = -(-number * share.number // 100)
    needed = min(max(wanted, bounds.rows[0]["least"]), bounds.rows[0]["most"])
    return Finding(
        "IC-01",
        Grade.INFO,
        f"{needed} signatures are needed",
        needed,
        steps=(f"{share.number} percent of {number} is {wanted}, held between the least and the most",),
        sources=(size, share, bounds),
        dates=(("request", asked),),
    )
