"""Changing terms by dismissal, and replacing employees (rules FR-01 to FR-03)."""

from datetime import date
from enum import StrEnum

from tracker.policy.law.findings import Finding, Grade, day, graded, need
from tracker.policy.law.parameters import Period, Regime, RuleBook

GB = Regime.GREAT_BRITAIN


class Variation(StrEnum):
    """What a change of terms alters."""

    PAY = "a payment is reduced or removed"
    PAY_MEASURE = "a measure of work or results that sets pay"
    PENSION = "pension terms"
    HOURS = "the number of hours"
    SHIFT = "the timing or length of shifts"
    TIME_OFF = "less time off"
    OWN_POWER = "a clause that lets the employer make such a change alone"
    PLACE = "the place of work"
    DUTIES = "duties"


RESTRICTED = frozenset(
    {
        Variation.PAY,
        Variation.PAY_MEASURE,
        Variation.PENSION,
        Variation.HOURS,
        Variation.TIME_OFF,
        Variation.OWN_POWER,
    }
)
FAIRNESS = (
    "reason",
    "individual consultation",
    "union consultation",
    "what was offered in return",
)


class Restriction(StrEnum):
    """Whether a variation is restricted."""

    YES = "restricted"
    NO = "not restricted"
    DEPENDS = "depends on regulations"


@graded("FR-01")
def code_applies(law: RuleBook, first_raised: date | None) -> Finding[bool]:
    """Whether the code on dismissal and re-engagement applies, whatever the number of people."""
    on = need(first_raised, "the day the prospect of dismissal was first raised")
    uplift = law.at(GB, "dismiss_and_reengage_code_uplift", on)
    applies = uplift.number > 0
    return Finding(
        "FR-01",
        Grade.WARN if applies else Grade.INFO,
        f"The code {'applies' if applies else 'does not apply'}: first raised on {day(on)}",
        applies,
        sources=(uplift,),
        dates=(("first raised", on),),
    )


@graded("FR-02")
def restricted_variation(
    law: RuleBook, variation: Variation | None, dismissed_on: date | None, defended: bool = False
) -> Finding[Restriction]:
    """Whether dismissal for refusing the variation is automatically unfair."""
    what = need(variation, "what the change of terms alters")
    on = need(dismissed_on, "the day of the dismissal")
    rule = law.at(GB, "restricted_variations", on)
    if not rule.holds or what in (Variation.PLACE, Variation.DUTIES):
        return Finding(
            "FR-02",
            Grade.INFO,
            "The rule is not in force on that day" if not rule.holds else "Ordinary fairness applies",
            Restriction.NO,
            code="ordinary_fairness",
            steps=FAIRNESS,
            sources=(rule,),
            dates=(("dismissal", on),),
        )
    if what is Variation.SHIFT:
        return Finding(
            "FR-02",
            Grade.WARN,
            "Shifts are restricted as regulations will say: day to night and weekday to weekend are expected",
            Restriction.DEPENDS,
            code="depends_on_regulations",
            sources=(rule,),
            dates=(("dismissal", on),),
        )
    return _unfair(rule, on, defended, "s.104I", Restriction.YES)


def _unfair(rule: Period, on: date, defended: bool, section: str, value: Restriction) -> Finding[Restriction]:
    day_open = " (the first day of the rule is announced, not fixed)" if rule.unconfirmed else ""
    return Finding(
        "FR-02",
        Grade.WARN if defended else Grade.BREACH,
        f"Automatically unfair under {section} unless the financial defence is made out{day_open}",
        value,
        code="automatic_unfairness_risk",
        steps=(
            "Defence: to end, prevent or much reduce financial difficulty, and it could not be avoided",
            "Public employers: measured against the sustainability of their statutory functions",
        ),
        sources=(rule,),
        dates=(("dismissal", on),),
    )


@graded("FR-03")
def replacement(
    law: RuleBook,
    by_non_employees: bool | None,
    need_for_work_shrank: bool | None,
    dismissed_on: date | None,
    defended: bool = False,
) -> Finding[Restriction]:
    """Whether dismissal to have people who are not employees do the same work is automatically unfair."""
    on = need(dismissed_on, "the day of the dismissal")
    rule = law.at(GB, "restricted_variations", on)
    replaced = need(by_non_employees, "whether people who are not employees do the work afterwards")
    if not rule.holds or not replaced:
        return Finding("FR-03", Grade.INFO, "Section 104K does not bite", Restriction.NO, sources=(rule,))
    if need(need_for_work_shrank, "whether the need for the work has shrunk"):
        return Finding(
            "FR-03", Grade.INFO, "The need for the work has shrunk", Restriction.NO, sources=(rule,)
        )
    return _unfair(rule, on, defended, "s.104K", Restriction.YES)
