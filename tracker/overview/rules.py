"""The timeline of one change as positions on a drawing 1,000 units wide: plain values in and out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.policy.disruption.method import Method, Phase
from tracker.policy.disruption.phases import is_end_assumed, phase_spans
from tracker.policy.disruption.records import Milestones

WIDTH = 1000
MARGIN = timedelta(days=31)
OPEN_END = timedelta(days=183)
"""How far a phase without an end is drawn beyond today or its start, whichever is later."""

LABELS: dict[Phase, str] = {
    Phase.ANNOUNCED: "Announced",
    Phase.CONSULTATION: "Consultation",
    Phase.AWAITING: "Awaiting",
    Phase.TRANSITION: "Transition",
    Phase.SETTLING_1: "Settling",
    Phase.SETTLING_2: "Settling, second part",
}
SHADES: dict[Phase, str] = {
    Phase.ANNOUNCED: "announced",
    Phase.CONSULTATION: "consultation",
    Phase.AWAITING: "awaiting",
    Phase.TRANSITION: "transition",
    Phase.SETTLING_1: "settling",
    Phase.SETTLING_2: "settling",
}


@dataclass(frozen=True)
class Bar:
    """A phase: from ``first`` to ``last``, both included; ``last`` is None while nobody has set an end."""

    phase: str
    shade: str
    first: date
    last: date | None
    x: float
    width: float


@dataclass(frozen=True)
class Tick:
    """A labelled position on the scale."""

    x: float
    label: str


@dataclass(frozen=True)
class Timeline:
    """Bars and scale; ``today`` is None when it lies outside the drawing."""

    bars: list[Bar]
    ticks: list[Tick]
    today: float | None
    end_assumed: bool
    withdrawn: Tick | None
    marks: list["Mark"]


@dataclass(frozen=True)
class Mark:
    """A day on which something is due by law, numbered in the order of days."""

    number: int
    x: float
    on: date
    label: str


def timeline(
    dates: Milestones, method: Method, today: date, due: Sequence[tuple[str, date]] = ()
) -> Timeline | None:
    """The phases of a change drawn to scale, None when it has no dates. ``due``: statutory days to mark."""
    spans = phase_spans(dates, method)
    if not spans:
        return None
    last_start = date.fromordinal(spans[-1].start)
    horizon = max(today, last_start) + OPEN_END
    days = [on for _, on in due]
    first = min([date.fromordinal(spans[0].start), *days]) - MARGIN
    ends = [date.fromordinal(min(span.end, horizon.toordinal())) for span in spans]
    last = max([*ends, *days, dates.withdrawn or first]) + MARGIN
    scale = WIDTH / max((last - first).days, 1)

    def x(day: date) -> float:
        return round((day - first).days * scale, 1)

    bars = [
        Bar(
            phase=LABELS[span.phase],
            shade=SHADES[span.phase],
            first=date.fromordinal(span.start),
            last=date.fromordinal(span.end - 1) if span.end <= horizon.toordinal() else None,
            x=x(date.fromordinal(span.start)),
            width=round(x(end) - x(date.fromordinal(span.start)), 1),
        )
        for span, end in zip(spans, ends, strict=True)
    ]
    return Timeline(
        bars=bars,
        ticks=_ticks(first, last, x),
        today=x(today) if first <= today <= last else None,
        end_assumed=is_end_assumed(dates),
        withdrawn=Tick(x(dates.withdrawn), "Withdrawn") if dates.withdrawn else None,
        marks=[
            Mark(number, x(on), on, "; ".join(name for name, other in due if other == on))
            for number, on in enumerate(sorted(set(days)), start=1)
        ],
    )


def _ticks(first: date, last: date, x: Callable[[date], float]) -> list[Tick]:
    """Starts of years where the drawing covers more than two, of quarters otherwise."""
    step = 12 if (last - first).days > 900 else 3
    ticks = []
    for month in range(first.year * 12, last.year * 12 + 12, step):
        day = date(month // 12, month % 12 + 1, 1)
        if first <= day <= last:
            ticks.append(Tick(x(day), f"{day:%Y}" if step == 12 else f"{day:%b %Y}"))
    return ticks
