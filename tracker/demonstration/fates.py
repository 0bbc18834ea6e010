"""What becomes of a person in a change: the statuses they go through and when."""

from datetime import date, timedelta
from typing import Any

from tracker.affected_staff.rules import AffectedStatus, HowTold, ImpactKind
from tracker.changes.rules import ChangeState
from tracker.demonstration.people import Leaving, Someone
from tracker.demonstration.world import World

_S = AffectedStatus
Path = tuple[AffectedStatus, ...]

POSTS_AT_STAKE: tuple[tuple[int, Path], ...] = (
    (38, (_S.POTENTIALLY_AFFECTED, _S.AT_RISK, _S.SLOTTED_IN)),
    (16, (_S.POTENTIALLY_AFFECTED, _S.AT_RISK, _S.RING_FENCED, _S.SLOTTED_IN)),
    (14, (_S.POTENTIALLY_AFFECTED, _S.AT_RISK, _S.IN_POOL, _S.SLOTTED_IN)),
    (
        9,
        (
            _S.POTENTIALLY_AFFECTED,
            _S.AT_RISK,
            _S.IN_POOL,
            _S.SELECTED,
            _S.OFFERED_ALTERNATIVE,
            _S.IN_TRIAL,
            _S.REDEPLOYED,
        ),
    ),
    (8, (_S.POTENTIALLY_AFFECTED, _S.AT_RISK, _S.REDEPLOYED)),
    (15, (_S.POTENTIALLY_AFFECTED, _S.NO_LONGER_AFFECTED)),
)
"""In hundredths: how it ends for those whose post is in question and who stay."""

OTHERWISE: tuple[tuple[int, Path], ...] = (
    (82, (_S.POTENTIALLY_AFFECTED, _S.AFFECTED, _S.SLOTTED_IN)),
    (12, (_S.POTENTIALLY_AFFECTED, _S.NO_LONGER_AFFECTED)),
    (6, (_S.POTENTIALLY_AFFECTED, _S.AFFECTED, _S.REDEPLOYED)),
)
LIGHT: tuple[tuple[int, Path], ...] = (
    (88, (_S.POTENTIALLY_AFFECTED, _S.AFFECTED, _S.NO_LONGER_AFFECTED)),
    (12, (_S.POTENTIALLY_AFFECTED, _S.NO_LONGER_AFFECTED)),
)
"""For those whose post and team stay: once it is done nothing more is to come for them."""

NEW_PLACE = frozenset({ImpactKind.ROLE_CHANGE, ImpactKind.TEAM_CHANGE, ImpactKind.RELOCATION})
TRANSFER: Path = (_S.POTENTIALLY_AFFECTED, _S.AFFECTED, _S.TRANSFERRED)
ENDED: Path = (_S.POTENTIALLY_AFFECTED, _S.AFFECTED, _S.NO_LONGER_AFFECTED)
LEFT: dict[Leaving, Path] = {
    Leaving.A19: (_S.POTENTIALLY_AFFECTED, _S.AT_RISK, _S.LEAVING_COMPULSORY),
    Leaving.VOLUNTARY: (_S.POTENTIALLY_AFFECTED, _S.AT_RISK, _S.LEAVING_VOLUNTARY),
    Leaving.COMPULSORY: (_S.POTENTIALLY_AFFECTED, _S.AT_RISK, _S.SELECTED, _S.LEAVING_COMPULSORY),
}
LIVE: tuple[tuple[int, Path], ...] = (
    (46, (_S.POTENTIALLY_AFFECTED,)),
    (24, (_S.POTENTIALLY_AFFECTED, _S.AFFECTED)),
    (18, (_S.POTENTIALLY_AFFECTED, _S.AT_RISK)),
    (9, (_S.POTENTIALLY_AFFECTED, _S.AT_RISK, _S.RING_FENCED)),
    (3, (_S.POTENTIALLY_AFFECTED, _S.NO_LONGER_AFFECTED)),
)
UNDER_WAY: tuple[tuple[int, Path], ...] = (
    (48, (_S.POTENTIALLY_AFFECTED, _S.AFFECTED)),
    (40, (_S.POTENTIALLY_AFFECTED, _S.AFFECTED, _S.SLOTTED_IN)),
    (7, (_S.POTENTIALLY_AFFECTED, _S.AFFECTED, _S.REDEPLOYED)),
    (5, (_S.POTENTIALLY_AFFECTED, _S.NO_LONGER_AFFECTED)),
)

REASONS: dict[AffectedStatus, str] = {
    _S.POTENTIALLY_AFFECTED: "Named when the impact was assessed",
    _S.AFFECTED: "Confirmed after the team meeting",
    _S.AT_RISK: "At-risk letter given in person",
    _S.RING_FENCED: "Ring-fenced for posts in the new structure",
    _S.SLOTTED_IN: "Matched at 70 per cent or better; letter sent",
    _S.IN_POOL: "Selection pool agreed with the unions",
    _S.SELECTED: "Result of selection told at an individual meeting",
    _S.OFFERED_ALTERNATIVE: "Post offered from the redeployment register",
    _S.IN_TRIAL: "Four-week trial began",
    _S.REDEPLOYED: "Accepted another post",
    _S.LEAVING_VOLUNTARY: "Application for release accepted",
    _S.LEAVING_COMPULSORY: "Notice given; the date of leaving is with payroll",
    _S.TRANSFERRED: "Transferred by force of the Act",
    _S.NO_LONGER_AFFECTED: "Nothing more is to come for them; told in person",
}

HOW_TOLD: dict[AffectedStatus, HowTold] = {
    _S.POTENTIALLY_AFFECTED: HowTold.GROUP_MEETING,
    _S.AFFECTED: HowTold.GROUP_MEETING,
    _S.RING_FENCED: HowTold.LETTER,
    _S.SLOTTED_IN: HowTold.LETTER,
    _S.IN_POOL: HowTold.GROUP_MEETING,
    _S.IN_TRIAL: HowTold.PHONE,
    _S.TRANSFERRED: HowTold.LETTER,
    **dict.fromkeys(
        (
            _S.AT_RISK,
            _S.SELECTED,
            _S.OFFERED_ALTERNATIVE,
            _S.REDEPLOYED,
            _S.LEAVING_VOLUNTARY,
            _S.LEAVING_COMPULSORY,
            _S.NO_LONGER_AFFECTED,
        ),
        HowTold.IN_PERSON,
    ),
}
TOLD_BY: dict[HowTold, str] = {
    HowTold.IN_PERSON: "their line manager",
    HowTold.GROUP_MEETING: "the head of their department",
    HowTold.LETTER: "the people department",
    HowTold.PHONE: "their line manager",
}

ENDS = (ChangeState.CLOSED, ChangeState.EMBEDDED)
GONE = (ChangeState.WITHDRAWN, ChangeState.SUPERSEDED)


def fate(
    world: World, told: dict[str, Any], person: Someone, on: date, kinds: set[ImpactKind]
) -> list[tuple[AffectedStatus, date]]:
    """Statuses with their days, the first on the day of derivation, none after leaving or after today."""
    state = ChangeState(told["state"])
    ends = min(told["withdrawn"] or told["superseded"] or told["transition_end"] or world.today, world.today)
    path = _path(world, state, person, on, kinds, ends)
    if person.end is not None:
        ends = max(on, min(ends, person.end))
    if state in GONE and path is ENDED:
        between = on + timedelta(days=min(30, (ends - on).days))
        return [(path[0], on), (path[1], between), (path[2], ends)]
    gaps = max(len(path) - 1, 1)
    whole = (max(ends, on) - on).days
    first = on + timedelta(days=round(whole * world.random.uniform(0.05, 0.35)))
    rest = (max(ends, on) - first).days
    days = [on] + [first + timedelta(days=round(rest * n / gaps)) for n in range(gaps)]
    return list(zip(path, days, strict=False))


def _path(
    world: World, state: ChangeState, person: Someone, on: date, kinds: set[ImpactKind], ends: date
) -> Path:
    leaves_within = person.end is not None and on <= person.end <= ends + timedelta(days=14)
    at_stake = ImpactKind.JOB_LOSS in kinds
    if state in GONE:
        return ENDED
    if at_stake and leaves_within and person.leaving in LEFT:
        return LEFT[person.leaving]
    if leaves_within:
        return (_S.POTENTIALLY_AFFECTED, _S.NO_LONGER_AFFECTED)
    if state in ENDS:
        if kinds == {ImpactKind.EMPLOYER_TRANSFER}:
            return TRANSFER
        if at_stake:
            return _draw(world, POSTS_AT_STAKE)
        return _draw(world, OTHERWISE if kinds & NEW_PLACE else LIGHT)
    if state is ChangeState.IMPLEMENTING:
        return _draw(world, UNDER_WAY if kinds & NEW_PLACE else UNDER_WAY[:1] + LIGHT)
    if state is ChangeState.IN_CONSULTATION and at_stake:
        return _draw(world, LIVE)
    return _draw(world, LIVE[:2])


def _draw(world: World, paths: tuple[tuple[int, Path], ...]) -> Path:
    [path] = world.random.choices([path for _, path in paths], [share for share, _ in paths])
    return path
