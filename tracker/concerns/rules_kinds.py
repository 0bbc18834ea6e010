"""How concerns are told apart and sorted, on plain values."""

from enum import StrEnum


class ConcernKind(StrEnum):
    """Whose concern it is. Each has fields of its own; the thread and the clock are the same."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"
    POLICY = "policy"


class ConcernCategory(StrEnum):
    """What it is about, so that the same thing said in several units is seen."""

    UNSORTED = "not sorted"
    JOBS = "jobs and redundancy"
    SELECTION = "selection and matching"
    PAY = "pay and grading"
    HOURS = "hours and rotas"
    PLACE = "place of work and travel"
    WORKLOAD = "workload and duties"
    HEALTH = "health, safety and stress"
    EQUALITY = "equality"
    CONSULTING = "information and consultation"
    TRANSFER = "transfer and terms"
    OTHER = "something else"


PATTERN_UNITS = 3
"""Units in which the same category makes a pattern."""


def is_pattern(category: ConcernCategory, units: int) -> bool:
    """Whether a category raised in so many units is worth a card; what nobody sorted never is."""
    return category is not ConcernCategory.UNSORTED and units >= PATTERN_UNITS


class ProposalState(StrEnum):
    """What became of a proposal to raise a concern jointly. Both unions' word is needed."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"


def joint_name(union: str, partner: str | None) -> str:
    """How the union side of a concern is called: one union, or both."""
    return f"{union} and {partner}" if partner else union
