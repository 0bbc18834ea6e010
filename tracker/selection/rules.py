"""Words and decisions of selection pools, on plain values.

Points are exact: two scorers may agree on a half, and a weight multiplies it, so totals are fractions and
two people are level only when they are exactly level. Nothing here breaks a tie.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

WEIGHTS_SUM = 100
SCORERS_EACH = 2
MOST_POINTS = 10


class PoolState(StrEnum):
    """Life of a pool. The criteria are locked from scoring on."""

    DRAFT = "draft"
    CONSULTED = "consulted"
    SCORING = "scoring"
    MODERATED = "moderated"
    FINAL = "final"
    APPEALED = "appealed"


_P = PoolState
POOL_MOVES: dict[PoolState, frozenset[PoolState]] = {
    _P.DRAFT: frozenset({_P.CONSULTED}),
    _P.CONSULTED: frozenset({_P.DRAFT, _P.SCORING}),
    _P.SCORING: frozenset({_P.MODERATED}),
    _P.MODERATED: frozenset({_P.FINAL}),
    _P.FINAL: frozenset({_P.APPEALED}),
    _P.APPEALED: frozenset({_P.FINAL}),
}
OPEN_TO_DESIGN = frozenset({_P.DRAFT, _P.CONSULTED})
"""A consulted pool whose criteria change is a draft again: others were consulted on."""
PANEL_AT_WORK = frozenset({_P.SCORING, _P.APPEALED})
TOLD = frozenset({_P.FINAL, _P.APPEALED})


class PanelPart(StrEnum):
    """What HR has put somebody on the panel for. One part each: nobody moderates what they scored."""

    SCORER = "scorer"
    MODERATOR = "moderator"
    APPEAL = "hears appeals"


class PoolOutcome(StrEnum):
    """What the scores come to for one person. ``TIED``: level with others at the break point, not settled."""

    SELECTED = "selected"
    KEPT = "not selected"
    TIED = "tied"


class AppealState(StrEnum):
    """An appeal that is allowed leads to new scores, and is over once those are in."""

    OPEN = "open"
    RESCORING = "being scored again"
    ALLOWED = "allowed"
    NOT_ALLOWED = "not allowed"


class SelectionError(Exception):
    """Something that may not be done with a pool now; the message is in words for the page."""


def check_pool_move(current: PoolState, wanted: PoolState) -> None:
    """Raise ``SelectionError`` when the wanted state may not follow."""
    if wanted not in POOL_MOVES[current]:
        raise SelectionError(f"The pool is {current}: it cannot become {wanted}")


def check_open_to_design(state: PoolState) -> None:
    """Criteria, members and panel stand still once scoring has begun."""
    if state not in OPEN_TO_DESIGN:
        raise SelectionError("Scoring has begun: the criteria, the people and the panel are locked")


def missing_for_scoring(
    *,
    weights: Sequence[int],
    undefined: Sequence[str],
    members: Collection[int],
    to_select: int,
    scorers: Mapping[int, int | None],
    moderators: int,
) -> list[str]:
    """What stands in the way of scoring. ``members`` are person ids, ``scorers`` account to person."""
    missing = []
    if not weights:
        missing.append("Add at least one criterion")
    elif sum(weights) != WEIGHTS_SUM:
        missing.append(f"The weights add up to {sum(weights)}: make them add up to {WEIGHTS_SUM}")
    missing += [f"Write the definition of “{name}”" for name in undefined]
    if len(members) < 2:
        missing.append("Put at least two people into the pool")
    elif to_select >= len(members):
        missing.append("Fewer people must be selected than there are in the pool")
    if len(scorers) < SCORERS_EACH:
        missing.append("Put two scorers on the panel")
    if not moderators:
        missing.append("Put a moderator on the panel")
    if any(person is not None and person in members for person in scorers.values()):
        missing.append("Take the scorer who is in the pool off the panel")
    return missing


def pair_scorers(members: Sequence[int], scorers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Two scorers for each member, taken in turn so that each has about as many.

    >>> pair_scorers([1, 2, 3], [7, 8, 9])
    {1: (7, 8), 2: (8, 9), 3: (9, 7)}
    """
    if len(set(scorers)) < SCORERS_EACH:
        raise SelectionError("Put two scorers on the panel")
    return {
        member: (scorers[n % len(scorers)], scorers[(n + 1) % len(scorers)])
        for n, member in enumerate(members)
    }


def pair_again(scorers: Sequence[int], before: Collection[int]) -> tuple[int, int]:
    """Two scorers for new scores: those who did not score the person before come first."""
    order = sorted(scorers, key=lambda scorer: (scorer in before, scorers.index(scorer)))
    if len(order) < SCORERS_EACH:
        raise SelectionError("Put two scorers on the panel")
    return order[0], order[1]


@dataclass(frozen=True)
class Weighted:
    """A criterion as the sum needs it."""

    id: int
    name: str
    weight: int


@dataclass(frozen=True)
class WorkingLine:
    """One criterion's part of a total, with everything it came from."""

    criterion: str
    criterion_id: int
    weight: int
    first: int
    second: int
    moderated: int | None
    threshold: int

    @property
    def spread(self) -> int:
        """How far apart the two scorers were."""
        return abs(self.first - self.second)

    @property
    def flagged(self) -> bool:
        """Far enough apart that a moderator must look."""
        return self.spread >= self.threshold

    @property
    def unsettled(self) -> bool:
        """Flagged and not moderated yet."""
        return self.flagged and self.moderated is None

    @property
    def agreed(self) -> Fraction:
        """The moderator's score where there is one, else the mean of the two."""
        if self.moderated is not None:
            return Fraction(self.moderated)
        return Fraction(self.first + self.second, 2)

    @property
    def points(self) -> Fraction:
        """Weight times score."""
        return self.weight * self.agreed


@dataclass(frozen=True)
class Working:
    """A person's total and how it was reached."""

    lines: tuple[WorkingLine, ...]

    @property
    def total(self) -> Fraction:
        """The points added up."""
        return sum((line.points for line in self.lines), Fraction(0))

    @property
    def unsettled(self) -> int:
        """How many criteria still need the moderator."""
        return sum(line.unsettled for line in self.lines)


def work_out(
    criteria: Iterable[Weighted],
    first: Mapping[int, int],
    second: Mapping[int, int],
    moderated: Mapping[int, int],
    threshold: int,
) -> Working:
    """The working for one person; each mapping is criterion to score."""
    return Working(
        tuple(
            WorkingLine(
                one.name, one.id, one.weight, first[one.id], second[one.id], moderated.get(one.id), threshold
            )
            for one in criteria
        )
    )


def in_words(points: Fraction) -> str:
    """Points as a page shows them: exact, as halves are all there can be.

    >>> in_words(Fraction(695, 2)), in_words(Fraction(300))
    ('347.5', '300')
    """
    return str(points.numerator) if points.denominator == 1 else f"{float(points):g}"


@dataclass(frozen=True)
class Placed:
    """Where a member stands: level members share a rank, counted from the highest total."""

    member: int
    rank: int
    total: Fraction
    outcome: PoolOutcome


def place(
    totals: Mapping[int, Fraction], to_select: int, settled: Mapping[int, PoolOutcome] | None = None
) -> list[Placed]:
    """Highest first; the lowest ``to_select`` are selected. Those level at the break point are tied.

    ``settled`` is what the panel decided for those who are tied. It counts only when it covers exactly them
    and selects exactly as many as are needed, so a decision from before a new score settles nothing.
    """
    order = sorted(totals, key=lambda member: (-totals[member], member))
    keep = len(order) - to_select
    level: dict[int, PoolOutcome] = {}
    if 0 < keep < len(order) and totals[order[keep - 1]] == totals[order[keep]]:
        edge = totals[order[keep]]
        tied = [member for member in order if totals[member] == edge]
        needed = to_select - sum(totals[member] < edge for member in order)
        level = {member: (settled or {}).get(member, PoolOutcome.TIED) for member in tied}
        chosen = sum(outcome is PoolOutcome.SELECTED for outcome in level.values())
        if PoolOutcome.TIED in level.values() or chosen != needed:
            level = dict.fromkeys(tied, PoolOutcome.TIED)
    return [
        Placed(
            member,
            1 + sum(other > totals[member] for other in totals.values()),
            totals[member],
            level.get(member, PoolOutcome.KEPT if n < keep else PoolOutcome.SELECTED),
        )
        for n, member in enumerate(order)
    ]


def needed_of_tied(placed: Sequence[Placed], to_select: int) -> int:
    """How many of those level at the break point must be selected."""
    return to_select - sum(one.outcome is PoolOutcome.SELECTED for one in placed)


def check_tie(tied: Collection[int], chosen: Collection[int], needed: int) -> None:
    """Raise ``SelectionError`` unless exactly as many of the tied are chosen as are needed."""
    if not tied:
        raise SelectionError("Nobody is level at the break point any more")
    if not set(chosen) <= set(tied):
        raise SelectionError("Choose only among those who are level")
    if len(set(chosen)) != needed:
        raise SelectionError(f"Choose exactly {needed} of those who are level")


def expected_to_select(members: int, posts_kept: int) -> int:
    """How many one would expect to select: those for whom no post is kept."""
    return max(0, members - posts_kept)
