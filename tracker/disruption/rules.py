"""Months in addresses, words for shares, one person's sum: plain values in, plain values out."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tracker.policy.disruption.method import Impact, Method, Phase, Reach, Severity
from tracker.policy.disruption.months import first_day
from tracker.policy.disruption.phases import phase_spans
from tracker.policy.disruption.records import Milestones

YEAR = 12
STEADY = 0.1
"""The part of last year's load by which next year may differ and still be called steady."""

LENGTHS = (12, 24, 36, 48)
"""Months that the heat map can show."""

MONTH = re.compile(r"(\d{4})-(\d{2})")
SHARES = ((Fraction(2, 3), "most of it"), (Fraction(1, 3), "a large part"), (Fraction(1, 10), "a part"))
"""The least share that each word stands for."""

PHASE_WORDS: dict[Phase, str] = {
    Phase.ANNOUNCED: "announced",
    Phase.CONSULTATION: "in consultation",
    Phase.AWAITING: "awaiting the change",
    Phase.TRANSITION: "in transition",
    Phase.SETTLING_1: "settling, first part",
    Phase.SETTLING_2: "settling, second part",
}


def read_month(text: str) -> int | None:
    """``2012-03`` as year x 12 + month - 1; None when it is not a month between 1990 and 2100."""
    found = MONTH.fullmatch(text.strip())
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    return year * 12 + month - 1 if 1990 <= year <= 2100 and 1 <= month <= 12 else None


def month_date(month: int) -> date:
    """The first day of the month."""
    return date(month // 12, month % 12 + 1, 1)


def share_words(part: float, whole: float) -> str:
    """A share of a cell's load in a word: finer shares would let small groups be worked out from the rest."""
    for least, words in SHARES:
        if part >= least * whole:
            return words
    return "a little"


class Trend(StrEnum):
    """Next year against last year."""

    NONE = "none"
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


def trend_of(back: float, ahead: float) -> Trend:
    """Whether the load rises, falls, or stays within a tenth of what it was."""
    if not back and not ahead:
        return Trend.NONE
    if abs(ahead - back) <= STEADY * back:
        return Trend.STEADY
    return Trend.RISING if ahead > back else Trend.FALLING


@dataclass(frozen=True)
class Working:
    """One line of a sum: ``days`` x four weights = ``upheaval_days`` a person; ``weight`` is the phase's."""

    phase: str
    days: int
    impact: Fraction
    severity: Fraction
    reach: Fraction
    weight: Fraction

    @property
    def upheaval_days(self) -> Fraction:
        """What one person carries."""
        return self.days * self.impact * self.severity * self.reach * self.weight


def working(
    dates: Milestones,
    impact: Impact,
    severity: Severity,
    reach: Reach,
    method: Method,
    month: int,
    clip: tuple[date | None, date | None] = (None, None),
) -> list[Working]:
    """The sum for one person under one impact, there for the whole month."""
    start, end = first_day(month), first_day(month + 1)
    start = max(start, clip[0].toordinal()) if clip[0] else start
    end = min(end, clip[1].toordinal() + 1) if clip[1] else end
    return working_between(dates, (impact, severity, reach), method, start, end)


def working_between(
    dates: Milestones, kind: tuple[Impact, Severity, Reach], method: Method, start: int, end: int
) -> list[Working]:
    """The sum for one person under one impact from one day up to another, as ordinals, the last left out."""
    impact, severity, reach = kind
    known = method.severity_when_unknown if severity is Severity.UNKNOWN else severity
    lines = []
    for span in phase_spans(dates, method):
        days = min(span.end, end) - max(span.start, start)
        if days > 0:
            lines.append(
                Working(
                    PHASE_WORDS[span.phase],
                    days,
                    method.impact_weight[impact],
                    method.severity_factor[known],
                    method.reach_factor[reach],
                    method.phase_weight[span.phase],
                )
            )
    return lines
