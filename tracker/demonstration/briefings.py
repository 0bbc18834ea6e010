"""Briefing cards of the story: two that managers read, one that waits for the programme director."""

from datetime import UTC, date, datetime
from typing import Any

from tracker.briefings.models import BriefingCard, BriefingLine
from tracker.briefings.rules import CardState, LineKind, embargo_moment
from tracker.database import new_reference
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission

WRITER, PUBLISHER = "hr", "director"


def tell_briefings(world: World) -> None:
    """Each card with its lines, in their order."""
    for told in tables("briefings.toml")["card"]:
        written, published = world.day(told["written"]), world.day(told.get("published"))
        assert written is not None
        reference = new_reference()
        number = world.rows.add(
            BriefingCard,
            reference=reference,
            version=3 if published else 2,
            change_id=world.change_ids[told["change"]],
            number=1,
            state=CardState.PUBLISHED if published else CardState.AWAITING_APPROVAL,
            questions_to=told["questions_to"],
            written_by_id=world.account_ids[WRITER],
            written_at=at(written, 11),
            published_by_id=world.account_ids[PUBLISHER] if published else None,
            published_at=at(published, 9) if published else None,
        )
        for position, line in enumerate(told["line"], 1):
            world.rows.add(
                BriefingLine,
                card_id=number,
                position=position,
                kind=LineKind(line["kind"]),
                text=world.words(line["text"]),
                answer=line.get("answer", ""),
                embargo=_embargo(world, line),
            )
        world.record(WRITER, Permission.BRIEFING_WRITE, "briefing card", reference)
        if published:
            world.record(PUBLISHER, Permission.BRIEFING_APPROVE, "briefing card", reference)


def _embargo(world: World, line: dict[str, Any]) -> datetime | None:
    day: date | None = world.day(line.get("embargo"))
    return None if day is None else embargo_moment(day, line["embargo_at"]).astimezone(UTC)
