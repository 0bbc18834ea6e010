"""Pauses of the uncertainty clock that the unions of the story agreed to."""

from tracker.changes.models import AgreedPause, AgreedPauseUnion
from tracker.database import new_reference
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission

WRITER = "hr"


def tell_pauses(world: World) -> None:
    """Each pause with the unions that agreed to it."""
    for told in tables("pauses.toml")["pause"]:
        agreed_on = world.day(told["agreed_on"])
        assert agreed_on is not None
        reference = new_reference()
        number = world.rows.add(
            AgreedPause,
            reference=reference,
            version=1,
            change_id=world.change_ids[told["change"]],
            first=world.day(told["first"]),
            last=world.day(told.get("last")),
            reason=told["reason"],
            agreed_on=agreed_on,
            agreed_by=told["agreed_by"],
            recorded_by_id=world.account_ids[WRITER],
            recorded_at=at(agreed_on, 16),
        )
        for union in told["unions"]:
            world.rows.add(AgreedPauseUnion, pause_id=number, union_id=world.union_ids[union])
        world.record(WRITER, Permission.PAUSE_RECORD, "agreed pause", reference)
