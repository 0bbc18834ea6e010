"""Individual meetings with those whose post is in question: some held, some to come, some overdue."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any

from tracker.affected_staff.models import AffectedPerson, AffectedStep
from tracker.affected_staff.models_support import IndividualMeeting, MeetingStep
from tracker.affected_staff.rules import IN_QUESTION, AffectedStatus
from tracker.affected_staff.rules_support import Companion, MeetingState
from tracker.database import new_reference
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission

_S = AffectedStatus
AT_STAKE = IN_QUESTION - {_S.RING_FENCED}
SHARE_OF_THE_AFFECTED = 0.2
"""How many of those whose post is not in question, in changes that go on, have meetings all the same."""
SHARE_OF_THE_PAST = 0.15
"""How many of those in changes that are over have their meetings told: the rest would only repeat them."""

NOTES = (
    "The reasons and the posts in the new structure were gone through. A list of vacancies will follow.",
    "Asked about hours in the new team; an answer is promised before the next meeting.",
    "Interested in the trial of the merged desk. Support with an application was offered.",
    "The notice period and pension figures were explained. No decision asked for today.",
)
MISSED = "Called away to a court hearing"
MOVED = "The room was needed for an incident; both agreed the new day"


@dataclass(frozen=True)
class Stake:
    """One person whose post was put in question: since when, until when, and the rows about it."""

    affected: dict[str, Any]
    since: date
    until: date
    is_open: bool
    owner_id: int


def at_stake(world: World) -> list[Stake]:
    """Everybody who was ever at risk, in a pool, selected or offered another post, and was told."""
    return _ever_in(world, AT_STAKE, IN_QUESTION)


def touched(world: World) -> list[Stake]:
    """Everybody who is affected now without their post being in question."""
    found = _ever_in(world, frozenset({_S.AFFECTED}), frozenset({_S.AFFECTED}))
    return [stake for stake in found if stake.is_open]


def _ever_in(
    world: World, statuses: frozenset[AffectedStatus], still: frozenset[AffectedStatus]
) -> list[Stake]:
    owner_of = {step["affected_person_id"]: step["recorded_by_id"] for step in world.rows.of(AffectedStep)}
    first: dict[int, date] = {}
    last: dict[int, date] = {}
    for step in world.rows.of(AffectedStep):
        key = step["affected_person_id"]
        last[key] = step["on"]
        if step["status"] in statuses and key not in first:
            first[key] = step["told_on"] or step["on"]
    return [
        Stake(row, first[row["id"]], last[row["id"]], row["status"] in still, owner_of[row["id"]])
        for row in world.rows.of(AffectedPerson)
        if row["id"] in first and row["first_told_on"] is not None
    ]


def tell_meetings(world: World, stakes: list[Stake], random: Random) -> None:
    """One to three meetings each; of live changes some are to come and some overdue."""
    told = sum(
        _live(world, each, random) for each in touched(world) if random.random() < SHARE_OF_THE_AFFECTED
    )
    for stake in stakes:
        if stake.is_open:
            told += _live(world, stake, random)
        elif random.random() < SHARE_OF_THE_PAST:
            told += _past(world, stake, random)
    world.record(
        "", Permission.INDIVIDUAL_MEETING_RECORD, "individual meeting", "-", facts={"meetings": told}
    )


def _past(world: World, stake: Stake, random: Random) -> int:
    whole = max((stake.until - stake.since).days, 0)
    many = 1 if whole < 14 else random.choice((1, 2, 2, 3))
    for number in range(1, many + 1):
        day = stake.since + timedelta(days=whole * number // (many + 1))
        _held(world, stake, number, _weekday(day), random)
    return many


def _live(world: World, stake: Stake, random: Random) -> int:
    drawn = random.random()
    if drawn < 0.2:
        return 0
    first = _weekday(min(stake.since + timedelta(days=random.randrange(3, 15)), world.today))
    if drawn < 0.35:
        _planned(world, stake, 1, world.today + timedelta(days=random.randrange(1, 9)), random)
        return 1
    if drawn < 0.45 and first < world.today:
        _planned(world, stake, 1, first, random)  # its day has passed and nobody has said what became of it
        return 1
    _held(world, stake, 1, first, random)
    if drawn < 0.75:
        _planned(world, stake, 2, world.today + timedelta(days=random.randrange(-4, 14)), random)
        return 2
    return 1


def _held(world: World, stake: Stake, number: int, day: date, random: Random) -> None:
    companion = random.choices(list(Companion), (70, 18, 12))[0]
    missed = number == 1 and random.random() < 0.05
    state = MeetingState.DID_NOT_ATTEND if missed else MeetingState.HELD
    meeting = _add(
        world,
        stake,
        number,
        day,
        state,
        companion=None if missed else companion,
        note="" if missed else random.choice(NOTES),
    )
    _step(world, stake, meeting, MeetingState.PLANNED, day, "", min(stake.since, day))
    _step(world, stake, meeting, state, day, MISSED if missed else "", day)
    if missed:
        _held_again(world, stake, number, min(_weekday(day + timedelta(days=5)), world.today), random)


def _held_again(world: World, stake: Stake, number: int, day: date, random: Random) -> None:
    note = random.choice(NOTES)
    meeting = _add(world, stake, number, day, MeetingState.HELD, companion=Companion.NOBODY, note=note)
    _step(world, stake, meeting, MeetingState.HELD, day, "", day)


def _planned(world: World, stake: Stake, number: int, day: date, random: Random) -> None:
    meeting = _add(world, stake, number, day, MeetingState.PLANNED, companion=None, note="")
    planned_on = min(stake.since, world.today)
    _step(world, stake, meeting, MeetingState.PLANNED, day, "", planned_on)
    if random.random() < 0.15:
        _step(world, stake, meeting, MeetingState.PLANNED, day, MOVED, min(world.today, max(planned_on, day)))


def _add(
    world: World,
    stake: Stake,
    number: int,
    day: date,
    state: MeetingState,
    *,
    companion: Companion | None,
    note: str,
) -> int:
    return world.rows.add(
        IndividualMeeting,
        reference=new_reference(),
        version=1,
        affected_person_id=stake.affected["id"],
        number=number,
        state=state,
        on=day,
        at=time(9 + number * 2, 30),
        held_by="their line manager",
        held_by_id=None,
        companion=companion,
        companion_name="",
        note=note,
        invited_id=None,
    )


def _step(
    world: World, stake: Stake, meeting: int, state: MeetingState, on: date, reason: str, recorded: date
) -> None:
    world.rows.add(
        MeetingStep,
        meeting_id=meeting,
        state=state,
        on=on,
        at=None,
        reason=reason,
        recorded_at=at(min(recorded, world.today), 11, 40),
        recorded_by_id=stake.owner_id,
    )


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
