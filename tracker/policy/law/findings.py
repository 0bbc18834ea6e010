"""What the law engine answers: a grade, the answer, each step of the sum, the sources and the dates used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Generic, ParamSpec, TypeVar

from tracker.policy.law.parameters import NotHeldError, Period

V = TypeVar("V")
P = ParamSpec("P")

NOT_ADVICE = "This is a sum from the dates and facts recorded here. It is not legal advice."


class Grade(StrEnum):
    """How a result is to be read. None of them says that something is lawful."""

    INFO = "info"
    WARN = "warn"
    BREACH = "breach"
    UNKNOWN = "unknown"


_ORDER = (Grade.INFO, Grade.WARN, Grade.UNKNOWN, Grade.BREACH)


def worst(grades: list[Grade]) -> Grade:
    """The gravest of the grades. Not knowing is graver than a warning, as a breach may be behind it."""
    return max(grades, key=_ORDER.index, default=Grade.INFO)


@dataclass(frozen=True)
class Finding(Generic[V]):
    """One result. ``value`` is None where a fact was missing; ``code`` names the message for programs."""

    rule: str
    grade: Grade
    message: str
    value: V | None = None
    code: str = ""
    steps: tuple[str, ...] = ()
    sources: tuple[Period, ...] = ()
    dates: tuple[tuple[str, date], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def known(self) -> V:
        """The answer, where the caller has made sure that there is one."""
        if self.value is None:
            raise ValueError(f"{self.rule} has no answer: {self.message}")
        return self.value


class MissingFactError(Exception):
    """A fact that the rule needs is not recorded, or is absurd; the message names it."""


def need(value: V | None, fact: str) -> V:
    """The value; where there is none, the rule's result is unknown and names the fact."""
    if value is None:
        raise MissingFactError(fact)
    return value


def need_count(value: int | None, fact: str) -> int:
    """A number of people: nought or more, and no more than could be."""
    number = need(value, fact)
    if not 0 <= number <= 10_000_000:
        raise MissingFactError(f"{fact} ({number} cannot be right)")
    return number


def graded(rule: str) -> Callable[[Callable[P, Finding[V]]], Callable[P, Finding[V]]]:
    """Turns a missing fact, or a date before the law that is held, into a result that says so."""

    def decorate(function: Callable[P, Finding[V]]) -> Callable[P, Finding[V]]:
        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> Finding[V]:
            try:
                return function(*args, **kwargs)
            except MissingFactError as error:
                fact = str(error)
                return Finding(
                    rule, Grade.UNKNOWN, f"Not known: {fact}", code="missing_fact", missing=(fact,)
                )
            except NotHeldError as error:
                return Finding(
                    rule, Grade.UNKNOWN, str(error), code="law_not_held", missing=(error.parameter,)
                )

        return answer

    return decorate


def day(on: date) -> str:
    """A date as the steps write it."""
    return f"{on.day} {on:%B %Y}"
