"""What two verdicts make of a commitment, and the rate of those kept: plain values in, plain values out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """What one side says became of it."""

    KEPT = "kept"
    BROKEN = "broken"
    RELEASED = "released"


class Standing(StrEnum):
    """Where a commitment stands. The value is its name on pages."""

    OPEN = "open"
    OVERDUE = "overdue"
    WAITING = "one side has spoken"
    DISPUTED = "sides differ"
    KEPT = "kept"
    KEPT_LATE = "kept late"
    BROKEN = "broken"
    RELEASED = "released"


SETTLED = frozenset({Standing.KEPT, Standing.KEPT_LATE, Standing.BROKEN, Standing.RELEASED})
"""Both sides say the same: nothing is added any more."""


@dataclass(frozen=True)
class Said:
    """What one side said: the verdict, and the day on which it was kept where it was."""

    verdict: Verdict
    kept_on: date | None = None


def standing(due_on: date, employer: Said | None, union: Said | None, day: date) -> Standing:
    """Where a commitment stands on the day.

    It is kept late when the later of the two days named is after the day it was due: the doubt goes to the
    side that waited.
    """
    if employer is None and union is None:
        return Standing.OVERDUE if due_on < day else Standing.OPEN
    if employer is None or union is None:
        return Standing.WAITING
    if employer.verdict is not union.verdict:
        return Standing.DISPUTED
    if employer.verdict is Verdict.BROKEN:
        return Standing.BROKEN
    if employer.verdict is Verdict.RELEASED:
        return Standing.RELEASED
    kept = max((said.kept_on for said in (employer, union) if said.kept_on is not None), default=due_on)
    return Standing.KEPT_LATE if kept > due_on else Standing.KEPT


@dataclass(frozen=True)
class Rate:
    """How many commitments stand how. ``per_cent`` is of those that both sides call kept, late or broken."""

    kept: int
    late: int
    broken: int
    disputed: int
    open: int
    overdue: int

    @property
    def judged(self) -> int:
        """How many the rate is of."""
        return self.kept + self.late + self.broken

    @property
    def per_cent(self) -> int | None:
        """Kept on time, in whole per cent; None while nothing was judged."""
        return round(100 * self.kept / self.judged) if self.judged else None


def rate_of(standings: Iterable[Standing]) -> Rate:
    """The rate over some commitments; released ones count for nothing."""
    count = Counter(standings)
    return Rate(
        kept=count[Standing.KEPT],
        late=count[Standing.KEPT_LATE],
        broken=count[Standing.BROKEN],
        disputed=count[Standing.DISPUTED],
        open=count[Standing.OPEN] + count[Standing.WAITING],
        overdue=count[Standing.OVERDUE],
    )


class SettledError(Exception):
    """Both sides have said the same: the matter is closed."""
