"""The phase a person is in on a day, for one exposure."""

from dataclasses import dataclass
from datetime import date

from tracker.policy.disruption.method import Method, Phase
from tracker.policy.disruption.months import FAR
from tracker.policy.disruption.records import Milestones


@dataclass(frozen=True)
class Span:
    """Days `start` up to but not including `end`, as day numbers."""

    phase: Phase
    start: int
    end: int


def phase_spans(dates: Milestones, method: Method) -> list[Span]:
    """The phases in order, empty ones left out. Transition comes before consultation where they overlap."""
    announced, consult_start = _day(dates.announced), _day(dates.consult_start)
    transition_start = _day(dates.transition_start)
    spans = [(Phase.ANNOUNCED, announced, min(consult_start, transition_start))]
    if dates.consult_start is not None:
        consult_end = transition_start if dates.consult_end is None else _day(dates.consult_end) + 1
        spans.append((Phase.CONSULTATION, consult_start, min(consult_end, transition_start)))
        spans.append((Phase.AWAITING, max(consult_start, consult_end), transition_start))
    if dates.transition_start is not None:
        finished = transition_start + method.default_transition_days
        if dates.transition_end is not None:
            finished = dates.transition_end.toordinal() + 1
        fading = finished + method.settling_days[0]
        spans.append((Phase.TRANSITION, transition_start, finished))
        spans.append((Phase.SETTLING_1, finished, fading))
        spans.append((Phase.SETTLING_2, fading, fading + method.settling_days[1]))
    withdrawn = _day(dates.withdrawn)
    return [
        Span(phase, start, min(end, withdrawn)) for phase, start, end in spans if start < min(end, withdrawn)
    ]


def phase_on(dates: Milestones, method: Method, day: date) -> Phase | None:
    """None before the change is known, after it has settled, and from the day it is withdrawn."""
    number = day.toordinal()
    return next((span.phase for span in phase_spans(dates, method) if span.start <= number < span.end), None)


def is_end_assumed(dates: Milestones) -> bool:
    """Whether the last day of transition is the method's default and must be flagged."""
    return dates.transition_start is not None and dates.transition_end is None


def _day(day: date | None) -> int:
    """A date that is not known never comes."""
    return FAR if day is None else day.toordinal()
