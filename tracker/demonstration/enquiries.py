"""Questions that representatives asked while a consultation ran, as told with it."""

from typing import Any

from tracker.audit.rules import commitment
from tracker.consultations.models_enquiries import Enquiry
from tracker.database import new_reference
from tracker.demonstration.accounts import speaker
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission


def tell_enquiries(world: World, told: dict[str, Any], number: int) -> None:
    """Each with its answer, where it has one, from whoever leads the consultation."""
    for each in told.get("enquiry", ()):
        asked, answered = world.day(each["asked"]), world.day(each.get("answered"))
        assert asked is not None
        key, text, answer = speaker(each["union"], asked), each["text"], each.get("answer", "")
        world.rows.add(
            Enquiry,
            reference=new_reference(),
            version=2 if answered else 1,
            consultation_id=number,
            text=text,
            asked_by_id=world.account_ids[key],
            asked_at=at(asked, 11),
            published_text=text if answered else "",
            answer=answer,
            answered_at=at(answered, 15) if answered else None,
            answered_by_id=world.account_ids[told["lead"]] if answered else None,
        )
        _record(world, key, Permission.CONSULTATION_RESPOND, told, "enquiry asked", text)
        if answered:
            words = f"{text}\n\n{answer}"
            _record(world, told["lead"], Permission.CONSULTATION_DESIGN, told, "enquiry answered", words)


def _record(
    world: World, key: str, permission: Permission, told: dict[str, Any], step: str, words: str
) -> None:
    world.record(
        key,
        permission,
        "consultation",
        told["reference"],
        facts={"step": step},
        commitments={"enquiry": commitment("enquiry", words)[1]},
    )
