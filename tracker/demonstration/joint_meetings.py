"""Meetings of the joint forum: two that were held, with minutes and actions, and one to come."""

from datetime import timedelta
from typing import Any

from tracker.compliance.models_records import TopicEntry
from tracker.concerns.models import Concern
from tracker.concerns.rules import OPEN
from tracker.database import new_reference
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at
from tracker.meetings.models import (
    Action,
    ActionStep,
    AgendaItem,
    Attendance,
    Forum,
    ForumUnion,
    Meeting,
    Paragraph,
    ParagraphMark,
    ParagraphText,
)
from tracker.meetings.rules import ActionState, Mark, Stage
from tracker.policy.access.permissions import Permission
from tracker.policy.law.information import Topic

HR = "hr"
MOST = 6
"""Concerns that an agenda of the story takes up."""


def tell_joint_meetings(world: World) -> None:
    """The forum and its meetings."""
    told = tables("joint_meetings.toml")
    reference = new_reference()
    forum = world.rows.add(
        Forum, reference=reference, version=1, employer_id=world.employer, name=told["name"]
    )
    for key in told["unions"]:
        world.rows.add(ForumUnion, forum_id=forum, union_id=world.union_ids[key])
    _note(world, "forum", reference, "saved")
    for meeting in told["meeting"]:
        _tell_meeting(world, forum, told["unions"], meeting)


def _tell_meeting(world: World, forum: int, unions: list[str], told: dict[str, Any]) -> None:
    on = world.day(told["on"])
    assert on is not None
    planned, writer, reference = on - timedelta(days=21), world.account_ids[HR], new_reference()
    stage = Stage(told["stage"])
    number = world.rows.add(
        Meeting,
        reference=reference,
        version=1 + list(Stage).index(stage),
        forum_id=forum,
        on=on,
        at=told["at"],
        place=told["place"],
        stage=stage,
        planned_by_id=writer,
        planned_at=at(planned, 9),
    )
    _note(world, "meeting", reference, "planned")
    own = {world.union_ids[key] for key in unions}
    taken = [
        row
        for row in world.rows.of(Concern)
        if row["union_id"] in own and row["state"] in OPEN and row["raised_at"] < at(planned, 9)
    ]
    common = {"meeting_id": number, "added_by_id": writer, "added_at": at(planned, 9)}
    empty = {"title": "", "concern_id": None, "consultation_id": None, "union_id": None, "struck_at": None}
    for row in taken[:MOST]:
        item = {**empty, "concern_id": row["id"], "union_id": row["union_id"]}
        world.rows.add(AgendaItem, reference=new_reference(), **item, **common)
    for item in told["items"]:
        row = {**empty, "title": item["title"], "union_id": world.union_ids[item["union"]]}
        world.rows.add(AgendaItem, reference=new_reference(), **row, **common)
    for side, names in told.get("present", {}).items():
        union = None if side == "employer" else world.union_ids[side]
        world.rows.add(Attendance, meeting_id=number, union_id=union, names="\n".join(names))
    for place, paragraph in enumerate(told.get("paragraph", []), start=1):
        _tell_paragraph(world, number, place, on, paragraph)
    for action in told.get("action", []):
        _tell_action(world, number, on, action)
    for step in list(Stage)[1 : list(Stage).index(stage) + 1]:
        _note(world, "meeting", reference, step.value)


def _tell_paragraph(world: World, meeting: int, place: int, on: Any, told: dict[str, Any]) -> None:
    writer, reference = world.account_ids[HR], new_reference()
    texts = [text for text in (told.get("first"), told["text"]) if text]
    change = world.change_ids[told["change"]] if "change" in told else None
    number = world.rows.add(
        Paragraph,
        reference=reference,
        version=len(texts),
        meeting_id=meeting,
        change_id=change,
        number=place,
        amended_at=at(on + timedelta(days=2), 11) if len(texts) > 1 else None,
    )
    for version, text in enumerate(texts, start=1):
        world.rows.add(
            ParagraphText,
            paragraph_id=number,
            number=version,
            text=text,
            written_by_id=writer,
            written_at=at(on + timedelta(days=version), 11),
        )
        _note(world, "minute paragraph", reference, "written" if version == 1 else "amended")
    for key, mark in told["marks"].items():
        by = "two-roles" if key == "gmb" else key
        world.rows.add(
            ParagraphMark,
            paragraph_id=number,
            number=len(texts),
            union_id=world.union_ids[key],
            mark=Mark(mark),
            note=told.get("notes", {}).get(key, ""),
            marked_by_id=world.account_ids[by],
            marked_at=at(on + timedelta(days=4), 14),
        )
        facts: dict[str, int | str] = {"step": mark}
        world.record(by, Permission.MINUTES_MARK, "minute paragraph", reference, facts=facts)
    for topic in told.get("topics", []):
        entry = new_reference()
        world.rows.add(
            TopicEntry,
            reference=entry,
            change_id=change,
            topic=Topic(topic),
            on=on,
            concern_id=None,
            consultation_id=None,
            paragraph_id=number,
            note="",
            recorded_by_id=writer,
            recorded_at=at(on + timedelta(days=5), 9),
        )
        facts = {"topics": topic}
        world.record(HR, Permission.COMPLIANCE_RECORD, "consultation topics", entry, facts=facts)


def _tell_action(world: World, meeting: int, on: Any, told: dict[str, Any]) -> None:
    writer, reference = world.account_ids[HR], new_reference()
    state, due = ActionState(told.get("state", "open")), world.day(told["due"])
    assert due is not None
    number = world.rows.add(
        Action,
        reference=reference,
        version=1 if state is ActionState.OPEN else 2,
        meeting_id=meeting,
        text=told["text"],
        owner=told["owner"],
        union_id=world.union_ids[told["union"]] if "union" in told else None,
        due_on=due,
        state=state,
        told_at=None if state is ActionState.OPEN else at(due, 16),
    )
    steps = [(ActionState.OPEN, "", on)]
    if state is not ActionState.OPEN:
        steps.append((state, told["note"], due))
    for then, note, day in steps:
        world.rows.add(
            ActionStep,
            action_id=number,
            state=then,
            due_on=due,
            note=note,
            made_by_id=writer,
            made_at=at(day, 16),
        )
        _note(world, "meeting action", reference, then.value)


def _note(world: World, what: str, reference: str, step: str) -> None:
    facts: dict[str, int | str] = {"step": step}
    world.record(HR, Permission.MEETING_RECORD, what, reference, facts=facts)
