"""Who must be offered suitable work ahead of others after pregnancy or parental leave (rule IN-06)."""

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.policy.calendar.spans import add_months
from tracker.policy.law.findings import Finding, Grade, day, graded, need
from tracker.policy.law.parameters import Period, Regime, RuleBook

GB = Regime.GREAT_BRITAIN


@dataclass(frozen=True)
class ParentFacts:
    """What the rule asks. The product keeps only the resulting date and its source, never these."""

    pregnancy_told_on: date | None = None
    pregnancy_ended: date | None = None
    entitled_to_leave: bool | None = None
    on_leave: bool | None = None
    maternity_leave_ended: date | None = None
    child_born: date | None = None
    birth_told: bool | None = None
    expected_week: date | None = None
    adoption_leave_ended: date | None = None
    placed: date | None = None
    shared_leave_weeks: int | None = None
    shared_leave_began: date | None = None
    took_other_leave: bool | None = None


@dataclass(frozen=True)
class Priority:
    """Until when, the last day included; None while it lasts (pregnancy or leave), as ``holds`` says."""

    until: date | None
    anchor: str
    holds: bool | None


@graded("IN-06")
def priority(law: RuleBook, facts: ParentFacts, on: date | None = None) -> Finding[Priority]:
    """The priority that the facts give, and whether it holds on the day where one is named."""
    for answer in (_after_loss, _on_leave, _after_leave, _after_shared_leave, _in_pregnancy):
        found = answer(law, facts)
        if found is not None:
            until, anchor, why, sources = found
            break
    else:
        need(None, "a pregnancy, birth, placement or leave with its date")
        raise AssertionError
    if anchor == "none":
        holds: bool | None = False
    elif until is None:
        holds = True
    else:
        holds = None if on is None else on <= until
    return Finding(
        "IN-06",
        Grade.INFO,
        f"Priority until {day(until)}" if until and anchor != "none" else why,
        Priority(until, anchor, holds),
        steps=(why,),
        sources=sources,
        dates=(("checked on", on),) if on else (),
    )


Answer = tuple[date | None, str, str, tuple[Period, ...]] | None


def _after_loss(law: RuleBook, facts: ParentFacts) -> Answer:
    if facts.pregnancy_ended is None or facts.entitled_to_leave:
        return None
    told = need(facts.pregnancy_told_on, "the day the employer was told of the pregnancy")
    need(facts.entitled_to_leave, "whether there is a right to maternity leave")
    begins = law.at(GB, "priority_from_pregnancy", told)
    if not begins.holds:
        return None, "none", f"Told on {day(told)}, before the rule began", (begins,)
    weeks = law.at(GB, "priority_weeks_after_loss", facts.pregnancy_ended)
    until = facts.pregnancy_ended + timedelta(weeks=weeks.number)
    return until, "pregnancy_ended", f"{weeks.number} weeks after {day(facts.pregnancy_ended)}", (weeks,)


def _on_leave(law: RuleBook, facts: ParentFacts) -> Answer:
    return (None, "leave", "Priority through the whole of the leave", ()) if facts.on_leave else None


def _after_leave(law: RuleBook, facts: ParentFacts) -> Answer:
    ended = facts.maternity_leave_ended or facts.adoption_leave_ended
    if ended is None:
        return None
    months = law.at(GB, "priority_months_after", ended)
    if not months.number:
        return None, "none", f"Leave ended on {day(ended)}, before the rule began", (months,)
    if facts.maternity_leave_ended is None:
        placed = need(facts.placed, "the day of the placement")
        return (*_months_from(placed, "placement", months), (months,))
    if need(facts.birth_told, "whether the employer was told the day of birth"):
        born = need(facts.child_born, "the day of birth")
        return (*_months_from(born, "birth_date", months), (months,))
    week = need(facts.expected_week, "the first day of the expected week of childbirth")
    return (*_months_from(week, "ewc_first_day", months), (months,))


def _after_shared_leave(law: RuleBook, facts: ParentFacts) -> Answer:
    if facts.shared_leave_weeks is None and facts.shared_leave_began is None:
        return None
    weeks = need(facts.shared_leave_weeks, "the unbroken weeks of shared parental leave")
    began = need(facts.shared_leave_began, "the first day of shared parental leave")
    least = law.at(GB, "priority_shared_leave_least_weeks", began)
    months = law.at(GB, "priority_months_after", began)
    if weeks < least.number:
        return None, "none", f"{weeks} unbroken weeks; {least.number} are needed", (least,)
    if not months.number:
        return None, "none", f"Shared leave began on {day(began)}, before the rule began", (months,)
    if need(facts.took_other_leave, "whether maternity or adoption leave was also taken"):
        return None, "none", "Maternity or adoption leave was also taken: that decides", (least,)
    born = need(facts.child_born or facts.placed, "the day of birth or placement")
    return (*_months_from(born, "birth_date" if facts.child_born else "placement", months), (least, months))


def _in_pregnancy(law: RuleBook, facts: ParentFacts) -> Answer:
    if facts.pregnancy_told_on is None:
        return None
    begins = law.at(GB, "priority_from_pregnancy", facts.pregnancy_told_on)
    if not begins.holds:
        return None, "none", f"Told on {day(facts.pregnancy_told_on)}, before the rule began", (begins,)
    return None, "pregnancy", "Priority from the day the employer was told of the pregnancy", (begins,)


def _months_from(anchor: date, name: str, months: Period) -> tuple[date, str, str]:
    until = add_months(anchor, months.number)
    return until, name, f"{months.number} months from {day(anchor)}; the last day is still protected"


@graded("IN-06")
def must_offer(has_priority: bool | None, suitable_vacancies: int | None) -> Finding[bool]:
    """Whether a suitable vacancy must be offered. Without one, the person may still be made redundant."""
    held = need(has_priority, "whether priority holds")
    vacancies = need(suitable_vacancies, "the number of suitable vacancies")
    offer = held and vacancies > 0
    return Finding(
        "IN-06",
        Grade.WARN if offer else Grade.INFO,
        "A suitable vacancy must be offered ahead of others" if offer else "Nothing has to be offered",
        offer,
        code="must_offer" if offer else "",
        steps=("Priority is not immunity: without a suitable vacancy redundancy remains possible",),
    )
