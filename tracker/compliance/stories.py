"""One story under the law of two dates: what differs, worked out by the same functions as everything else."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.policy.law.collective import Count, count_people
from tracker.policy.law.counting import Kind, Proposed, Route
from tracker.policy.law.day_counts import latest_before, lead
from tracker.policy.law.findings import Finding
from tracker.policy.law.hr1 import hr1_form_accepts
from tracker.policy.law.information import information_pack
from tracker.policy.law.parameters import Regime, RuleBook
from tracker.policy.law.protective_award import most_protected_days

GB = Regime.GREAT_BRITAIN


@dataclass(frozen=True)
class Plan:
    """A plan at one establishment, as far as the comparison asks."""

    name: str
    proposed_on: date
    consultation_start: date
    first_dismissal: date
    employees: int
    officers: int


PARAGON = (
    Plan(
        "Programme Paragon under the law of 2011",
        date(2011, 10, 3),
        date(2011, 10, 10),
        date(2012, 1, 31),
        employees=150,
        officers=60,
    ),
    Plan(
        "The same plan under the law of 2026",
        date(2026, 10, 5),
        date(2026, 10, 12),
        date(2026, 11, 26),
        employees=150,
        officers=60,
    ),
)
"""Dates of the first follow the public record; the numbers of people are invented."""

AUTUMN_2012 = Plan(
    "The plan of 25 September 2012", date(2012, 9, 25), date(2012, 10, 1), date(2013, 1, 14), 13, 92
)
"""As reported that day: 92 officers' and 13 staff posts. The later dates are those of the demonstration."""


@dataclass(frozen=True)
class Told:
    """A question and its result for each plan."""

    question: str
    answers: tuple[Finding[Any], ...]


def counted(law: RuleBook, plan: Plan) -> Finding[Count]:
    """Who of the plan counts."""
    people = [
        Proposed(Kind.EMPLOYEE, Route.COMPULSORY, plan.employees, plan.first_dismissal),
        Proposed(Kind.POLICE_OFFICER, Route.COMPULSORY, plan.officers, plan.first_dismissal),
    ]
    return count_people(law, GB, plan.proposed_on, people)


def side_by_side(law: RuleBook, plans: tuple[Plan, ...]) -> list[Told]:
    """Each question put to each plan by the law of its own dates."""
    counts = [counted(law, plan) for plan in plans]
    days = [count.value.duty.days if count.value else None for count in counts]
    both = list(zip(plans, days, strict=True))
    return [
        Told("Who counts", tuple(counts)),
        Told(
            "Latest start of consultation",
            tuple(latest_before(plan.first_dismissal, needed, "start") for plan, needed in both),
        ),
        Told(
            "From the start of consultation to the first dismissal",
            tuple(lead(plan.consultation_start, plan.first_dismissal, needed) for plan, needed in both),
        ),
        Told(
            "Form HR1 before the first dismissal",
            tuple(latest_before(plan.first_dismissal, needed, "day for form HR1") for plan, needed in both),
        ),
        Told(
            "How form HR1 is filed",
            tuple(hr1_form_accepts(law, plan.consultation_start, plan.consultation_start) for plan in plans),
        ),
        Told(
            "Items of written information",
            tuple(information_pack(law, GB, plan.consultation_start, {}) for plan in plans),
        ),
        Told(
            "Most days of a protective award",
            tuple(most_protected_days(law, GB, plan.first_dismissal) for plan in plans),
        ),
    ]
