"""Offers and counter-offers by clause, as told in ``data/offers``."""

from datetime import timedelta
from typing import Any

from tracker.database import new_reference
from tracker.demonstration.accounts import speaker
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at, committed, weekday
from tracker.offers.models import Clause, ClauseMove
from tracker.offers.rules import Move, Moved, check_move, state_of
from tracker.policy.access.permissions import Permission


def tell_offers(world: World, changes: list[dict[str, Any]]) -> None:
    """Every clause of the story with its moves."""
    owners = {told["key"]: told["owner"] for told in changes}
    for told in tables("offers.toml")["clause"]:
        moves: list[Moved] = []
        for step in told["moves"]:
            union, what = step["by"] == "union", Move(step["move"])
            check_move(state_of(moves), what, from_union=union)
            moves.append(Moved(union, what))
        days = [weekday(world.today + timedelta(days=step["on"])) for step in told["moves"]]
        reference = new_reference()
        number = world.rows.add(
            Clause,
            reference=reference,
            version=1 + len(moves),
            change_id=world.change_ids[told["change"]],
            union_id=world.union_ids[told["union"]],
            title=told["title"],
            state=state_of(moves),
            moved_at=at(days[-1], 11, 40),
        )
        for step, moved, day in zip(told["moves"], moves, days, strict=True):
            by = speaker(told["union"], day) if moved.from_union else owners[told["change"]]
            proof = committed(moved.move.value, step["words"])
            world.rows.add(
                ClauseMove,
                reference=new_reference(),
                clause_id=number,
                from_union=moved.from_union,
                move=moved.move,
                text=step["words"],
                by_id=world.account_ids[by],
                at=at(day, 11, 40),
                **proof,
            )
            world.record(
                by,
                Permission.OFFER_MAKE,
                "clause",
                reference,
                facts={"move": moved.move.value},
                commitments={moved.move.value: proof["commitment"]},
            )
