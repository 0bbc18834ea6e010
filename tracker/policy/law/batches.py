"""Several batches at one establishment: which add, which do not, and the prudent number (CR-06, CR-07)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.policy.law.collective import NEAR, Duty, duty_of, tiers_on, window_days
from tracker.policy.law.findings import Finding, Grade, day, graded, need, need_count, worst
from tracker.policy.law.parameters import Period, Regime, RuleBook
from tracker.policy.law.windows import Window, largest_window


@dataclass(frozen=True)
class Batch:
    """Counted people of one change at one establishment, by leaving date (None where it is not known)."""

    name: str
    proposed_on: date | None
    consultation_began: date | None
    counted: Mapping[date | None, int]
    reason: str = ""

    @property
    def number(self) -> int:
        """All of them."""
        return sum(self.counted.values())

    @property
    def undated(self) -> int:
        """Those without a leaving date."""
        return self.counted.get(None, 0)

    @property
    def first_dismissal(self) -> date | None:
        """The earliest leaving date."""
        return min((leaves for leaves in self.counted if leaves is not None), default=None)


@dataclass(frozen=True)
class BatchCount:
    """What one batch counts as when its own duty is judged."""

    name: str
    statutory: int
    dated: int
    duty: Duty
    first_dismissal: date | None
    counted_with: tuple[str, ...]


@dataclass(frozen=True)
class Counter:
    """An establishment's numbers side by side. ``consulting``: people of batches already in consultation."""

    statutory: Duty
    prudent: Duty
    window: Window
    first_dismissal: date | None
    batches: Mapping[str, BatchCount]
    consulting: int
    warnings: tuple[str, ...]

    @property
    def days(self) -> int | None:
        """The longest lead that any duty here asks for, those of batches in consultation included."""
        return (
            max((self.statutory.days or 0, *(each.duty.days or 0 for each in self.batches.values()))) or None
        )


@graded("CR-06")
def count_batches(
    law: RuleBook, regime: Regime, batches: Sequence[Batch], on: date | None
) -> Finding[Counter]:
    """The numbers on a day.

    Statutory: batches proposed by then whose own consultation had not begun before, dismissals still to come.
    Prudent: all of them, with those consulted on already and those who left within the window before the day.
    It warns, no more.
    """
    today = need(on, "the day on which it is counted")
    for batch in batches:
        for leaves, number in batch.counted.items():
            need_count(number, f"the number of {batch.name} leaving {leaves or 'on a day not known'}")
    tiers = tiers_on(law, regime, today)
    days = window_days(tiers)
    recent = today - timedelta(days=days - 1)
    live = [batch for batch in batches if batch.undated or any(_added([batch], recent).values())]
    undated_proposal = [batch.name for batch in live if batch.proposed_on is None]
    counts = {batch.name: _own(law, regime, batch, live, today) for batch in live}
    open_now = _pool(live, today)
    ahead = _added(open_now, today)
    window = largest_window(ahead, days)
    undated = sum(batch.undated for batch in open_now)
    statutory = duty_of(_tiers_of(law, regime, open_now, tiers), window.number + undated)
    whole = largest_window(_added(live, recent), days)
    prudent = duty_of(tiers, whole.number + sum(batch.undated for batch in live))
    warnings, codes = _warnings(live, counts, statutory, prudent)
    low = duty_of(_tiers_of(law, regime, open_now, tiers), window.number)
    missing = [f"the day of the proposal of {name}" for name in undated_proposal]
    if low.days != statutory.days:
        missing.append(f"the leaving dates of {undated} people")
    grades = [Grade.UNKNOWN] if missing else []
    if warnings or statutory.begins or any(count.duty.begins for count in counts.values()):
        grades.append(Grade.WARN)
    consulting = sum(batch.number for batch in live if batch not in open_now and _begun(batch, today))
    firsts = [batch.first_dismissal for batch in open_now if batch.first_dismissal]
    return Finding(
        "CR-06",
        worst(grades),
        f"Statutory count {statutory.number}, prudent count {prudent.number}",
        Counter(statutory, prudent, window, min(firsts, default=None), counts, consulting, tuple(warnings)),
        code=" ".join(codes),
        steps=tuple(_steps(live, counts, today, window, days, undated)),
        sources=(tiers,),
        dates=(("counted on", today),),
        missing=tuple(missing),
    )


def _begun(batch: Batch, on: date) -> bool:
    return batch.consultation_began is not None and batch.consultation_began < on


def _pool(batches: Iterable[Batch], on: date) -> list[Batch]:
    """Batches that add to one another on the day: proposed, and not yet in consultation of their own.

    One whose day of proposal is not known is taken to be proposed.
    """
    return [
        batch
        for batch in batches
        if (batch.proposed_on is None or batch.proposed_on <= on)
        and (batch.consultation_began is None or batch.consultation_began >= on)
    ]


def _added(batches: Iterable[Batch], since: date) -> dict[date, int]:
    total: dict[date, int] = {}
    for batch in batches:
        for leaves, number in batch.counted.items():
            if leaves is not None and leaves >= since:
                total[leaves] = total.get(leaves, 0) + number
    return total


def _tiers_of(law: RuleBook, regime: Regime, batches: Iterable[Batch], otherwise: Period) -> Period:
    """The thresholds of the earliest proposal: the older law stays with what was proposed under it."""
    proposals = [batch.proposed_on for batch in batches if batch.proposed_on is not None]
    return tiers_on(law, regime, min(proposals)) if proposals else otherwise


def _own(law: RuleBook, regime: Regime, batch: Batch, live: Sequence[Batch], today: date) -> BatchCount:
    """A batch judged when its consultation began, or today while it has not, with what added to it then."""
    judged_on = min(batch.consultation_began or today, today)
    if batch.proposed_on and judged_on < batch.proposed_on:
        judged_on = batch.proposed_on
    with_it = [other for other in _pool(live, judged_on) if other is not batch] + [batch]
    tiers = tiers_on(law, regime, batch.proposed_on or judged_on)
    own = {leaves: number for leaves, number in batch.counted.items() if leaves is not None}
    window = largest_window(_added(with_it, judged_on), window_days(tiers), own or None)
    number = window.number + sum(each.undated for each in with_it)
    return BatchCount(
        batch.name,
        number,
        window.number,
        duty_of(tiers, number),
        batch.first_dismissal,
        tuple(each.name for each in with_it if each is not batch),
    )


def _warnings(
    live: Sequence[Batch], counts: Mapping[str, BatchCount], statutory: Duty, prudent: Duty
) -> tuple[list[str], list[str]]:
    warnings, codes = [], []
    highest = max([statutory.days or 0, *(count.duty.days or 0 for count in counts.values())])
    thresholds = max([count.duty.number for count in counts.values()], default=0)
    if (prudent.days or 0) > highest:
        codes.append("staggering_risk")
        warnings.append(
            f"Together {prudent.number} would reach a higher threshold: do not stagger to avoid consultation"
        )
    elif len(live) > 1 and prudent.number > thresholds and _shared_reason(live):
        codes.append("shared_reason")
        warnings.append("Batches share a programme or business reason: a tribunal may read them as one")
    if statutory.distance is not None and 0 < statutory.distance <= NEAR and statutory.number:
        codes.append("near_threshold")
        warnings.append(f"{statutory.distance} short of {statutory.next_threshold}")
    return warnings, codes


def _shared_reason(batches: Sequence[Batch]) -> bool:
    reasons = [batch.reason for batch in batches if batch.reason]
    return len(set(reasons)) < len(reasons)


def _steps(
    live: Sequence[Batch],
    counts: Mapping[str, BatchCount],
    today: date,
    window: Window,
    days: int,
    undated: int,
) -> Iterable[str]:
    for batch in live:
        begun = batch.consultation_began
        if begun and begun < today:
            yield f"{batch.name}: {batch.number}, in consultation since {day(begun)}: not counted again"
        elif batch.proposed_on and batch.proposed_on > today:
            yield f"{batch.name}: {batch.number}, not proposed before {day(batch.proposed_on)}"
        else:
            yield f"{batch.name}: {batch.number} counted"
    if window.first and window.last:
        most = f"Most in any {days} days from {day(today)}: {window.number}"
        yield f"{most}, {day(window.first)} to {day(window.last)}"
    if undated:
        yield f"{undated} without a leaving date are taken to fall inside the same days"
    for count in counts.values():
        if count.counted_with:
            yield f"{count.name} is counted with {', '.join(count.counted_with)}: {count.statutory}"
