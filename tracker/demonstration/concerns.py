"""Concerns of the unions with their threads, as told in ``data/concerns``."""

from datetime import date, datetime, timedelta
from typing import Any

from tracker.concerns.models import (
    Concern,
    ConcernMessage,
    ConcernStage,
    ConcernUnit,
    ConcernVersion,
    new_token,
)
from tracker.concerns.procedure import TARGET_OF, Targets, due_day
from tracker.concerns.queries_rooms import NOTES
from tracker.concerns.rules import (
    CLOSED,
    EVIDENCE,
    STEPS,
    ConcernAct,
    ConcernSeverity,
    ConcernState,
    MessageKind,
    Room,
    Side,
    concern_text,
    waiting_on,
)
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.concerns.services_rooms import WRITES
from tracker.database import new_reference
from tracker.demonstration.accounts import speaker
from tracker.demonstration.reading import chapters
from tracker.demonstration.world import World, at, committed, weekday
from tracker.policy.access.permissions import Permission
from tracker.policy.calendar.working_days import add_working_days
from tracker.questions.models import ManagerQuestion
from tracker.questions.rules import QuestionState

Act = tuple[ConcernAct, str, date]
"""What is done, the words, and the day."""


def tell_concerns(world: World, changes: list[dict[str, Any]]) -> None:
    """Every concern of the story, each with what followed."""
    owners = {told["key"]: told["owner"] for told in changes}
    for told in chapters("concerns", "concern"):
        told["raised"] = world.day(told["raised"])
        _concern(world, told, owners[told["change"]])


def acts(told: dict[str, Any], today: date) -> list[Act]:
    """The thread in order, none of it later than today."""
    found: list[tuple[ConcernAct, str, int]] = []
    if "acknowledged" in told:
        found.append((ConcernAct.ACKNOWLEDGE, "", told["acknowledged"]))
    if "answered" in told:
        after = told["answered"]
        found.append((ConcernAct.ANSWER, told["answer"], after))
        if "reply" in told:
            after = told.get("replied", after + 6)
            found.append((ConcernAct.REPLY, told["reply"], after))
        if "answer_again" in told:
            after = told.get("answered_again", after + 8)
            found.append((ConcernAct.ANSWER, told["answer_again"], after))
        if "closed" in told:
            after = told.get("closed_after", after + 9)
            found.append((ConcernAct(told["closed"]), told.get("closing", ""), after))
    found += [
        (ConcernAct(step["act"]), step.get("words", ""), step["after"]) for step in told.get("then", [])
    ]
    found.sort(key=lambda act: act[2])
    raised: date = told["raised"]
    return [(act, words, min(weekday(raised + timedelta(days=n)), today)) for act, words, n in found]


NOT_AGREED = "We have read the answer and do not accept it; nothing more is likely to come of asking again."


def _concern(world: World, told: dict[str, Any], owner: str) -> None:
    raiser = speaker(told["union"], told["raised"])
    thread = acts(told, world.today)
    state = ConcernState.RAISED
    for act, _, _ in thread:
        assert state in STEPS[act].when, (told["summary"], state, act)
        state = STEPS[act].then
    days = {STEPS[act].kind: day for act, _, day in thread}
    reference = new_reference()
    moment = at(told["raised"], 11, 25)
    stages = _stages(told["raised"], thread)
    turn = stages[-1][2]
    for _, state_before, day, _ in reversed(stages):
        if waiting_on(state_before) is not waiting_on(state):
            break
        turn = day
    number = world.rows.add(
        Concern,
        reference=reference,
        version=1 + len(thread),
        change_id=world.change_ids[told["change"]],
        union_id=world.union_ids[told["union"]],
        partner_id=world.union_ids[told["jointly"]] if "jointly" in told else None,
        raised_by_id=world.account_ids[raiser],
        state=state,
        severity=ConcernSeverity(told["severity"]),
        kind=ConcernKind.COLLECTIVE,
        category=ConcernCategory(told.get("category", ConcernCategory.UNSORTED)),
        raised_at=moment,
        speaker_id=world.account_ids[raiser],
        stage_since=at(stages[-1][2], 15, 10),
        turn_since=at(turn, 15, 10),
        due_on=stages[-1][3],
        answered_at=_at(days.get(MessageKind.ANSWER)),
        escalated_at=_at(days.get(MessageKind.ESCALATION)),
        closed_at=_at(days.get(MessageKind.CLOSING)) if state in CLOSED else None,
        token=new_token(),
    )
    detail = world.words(told.get("detail", ""))
    remedy, about = told.get("wanted", ""), told.get("about", "")
    proof = committed(EVIDENCE, concern_text(told["summary"], detail, remedy, about))
    for code in told.get("units", []):
        world.rows.add(ConcernUnit, concern_id=number, unit_id=world.unit_ids[code])
    world.rows.add(
        ConcernVersion,
        concern_id=number,
        number=1,
        summary=told["summary"],
        detail=detail,
        remedy=remedy,
        about=about,
        written_at=moment,
        written_by_id=world.account_ids[raiser],
        **proof,
    )
    world.record(
        raiser,
        Permission.CONCERN_RAISE,
        "concern",
        reference,
        facts={"severity": told["severity"], "change": world.references["change", told["change"]]},
        commitments={EVIDENCE: proof["commitment"]},
    )
    for made_by, came_to, day, due_on in stages:
        union = made_by is None or Side.UNION in STEPS[made_by].sides
        world.rows.add(
            ConcernStage,
            concern_id=number,
            act=made_by,
            state=came_to,
            began_at=at(day, 15, 10) if made_by else moment,
            due_on=due_on,
            by_id=world.account_ids[raiser if union else owner],
        )
    for act, words, day in thread:
        _message(world, number, reference, act, words, day, raiser, owner)
    for note in told.get("notes", []):
        _note(world, number, note, told["raised"], raiser, owner)
    if "asked" in told:
        _question(world, number, told["asked"], told["raised"], owner)


def _note(world: World, concern: int, told: dict[str, Any], raised: date, raiser: str, owner: str) -> None:
    room = Room(told["room"])
    by, field = raiser if room is Room.UNION else owner, f"{room.value} room"
    proof, reference = committed(field, told["words"]), new_reference()
    world.rows.add(
        NOTES[room],
        reference=reference,
        concern_id=concern,
        text=told["words"],
        written_at=at(min(weekday(raised + timedelta(days=told["after"])), world.today), 9, 40),
        written_by_id=world.account_ids[by],
        **proof,
    )
    world.record(by, WRITES[room], f"{field} note", reference, commitments={field: proof["commitment"]})


def _question(world: World, concern: int, told: dict[str, Any], raised: date, owner: str) -> None:
    asked, answered = (
        min(weekday(raised + timedelta(days=told[n])), world.today) for n in ("after", "answered")
    )
    question, answer = committed("question", told["words"]), committed("answer", told["answer"])
    reference = new_reference()
    world.rows.add(
        ManagerQuestion,
        reference=reference,
        version=2,
        concern_id=concern,
        unit_id=world.unit_ids[told["unit"]],
        asked_of_id=world.account_ids[told["of"]],
        state=QuestionState.ANSWERED,
        small=False,
        text=told["words"],
        **question,
        due_on=add_working_days(asked, 5),
        asked_by_id=world.account_ids[owner],
        asked_at=at(asked, 9, 50),
        answer=told["answer"],
        answer_salt=answer["salt"],
        answer_commitment=answer["commitment"],
        answered_at=at(answered, 16, 5),
    )
    for by, permission, state, proof in (
        (owner, Permission.QUESTION_ASK, QuestionState.SENT, {"question": question["commitment"]}),
        (told["of"], Permission.QUESTION_ANSWER, QuestionState.ANSWERED, {"answer": answer["commitment"]}),
    ):
        world.record(by, permission, "question", reference, facts={"state": state.value}, commitments=proof)


def _stages(
    raised: date, thread: list[Act]
) -> list[tuple[ConcernAct | None, ConcernState, date, date | None]]:
    """Each stage with the act it came by, the day it began and the day it was due."""
    found: list[tuple[ConcernAct | None, ConcernState, date]] = [(None, ConcernState.RAISED, raised)]
    found += [(act, STEPS[act].then, day) for act, _, day in thread]
    usual = Targets()
    return [
        (act, state, day, due_day(day, getattr(usual, TARGET_OF[state])) if state in TARGET_OF else None)
        for act, state, day in found
    ]


def _at(day: date | None) -> datetime | None:
    return at(day, 15, 10) if day else None


def _message(
    world: World,
    concern: int,
    concern_reference: str,
    act: ConcernAct,
    words: str,
    day: date,
    raiser: str,
    owner: str,
) -> None:
    step = STEPS[act]
    union = Side.UNION in step.sides
    by = raiser if union else owner
    if act is ConcernAct.DISAGREE and not words:
        words = NOT_AGREED
    proof, reference = committed(step.kind.value, words), new_reference()
    world.rows.add(
        ConcernMessage,
        reference=reference,
        concern_id=concern,
        kind=step.kind,
        text=words,
        from_union=union,
        written_at=at(day, 15, 10),
        written_by_id=world.account_ids[by],
        **proof,
        token=new_token(),
    )
    world.record(
        by,
        Permission.CONCERN_CLOSE if union else Permission.CONCERN_ANSWER,
        "concern",
        concern_reference,
        facts={"act": act.value, "message": reference},
        commitments={step.kind.value: proof["commitment"]},
    )
