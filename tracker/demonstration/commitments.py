"""What was promised to unions, and what both sides say became of it."""

from typing import Any

from tracker.changes.models import Change
from tracker.commitments.models import Commitment, CommitmentStep
from tracker.commitments.rules import Verdict
from tracker.database import new_reference
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission

HR = "hr"
SPEAKS = {"gmb": "two-roles"}
"""Who speaks for a union where the account is not called after it."""


def tell_commitments(world: World) -> None:
    """Each undertaking with its verdicts."""
    programmes = {row["id"]: row["programme_id"] for row in world.rows.of(Change)}
    for told in tables("commitments.toml")["commitment"]:
        reference, change = new_reference(), world.change_ids[told["change"]]
        given, due = world.day(told["given"]), world.day(told["due"])
        assert given is not None
        assert due is not None
        sides = {"employer": told.get("employer"), "union": told.get("their")}
        said: dict[str, Any] = {}
        for side, what in sides.items():
            said[f"{side}_says"] = Verdict(what["verdict"]) if what else None
            said[f"{side}_kept_on"] = world.day(what.get("kept")) if what else None
        number = world.rows.add(
            Commitment,
            reference=reference,
            version=1 + sum(what is not None for what in sides.values()),
            programme_id=programmes[change],
            change_id=change,
            union_id=world.union_ids[told["union"]],
            concern_id=None,
            paragraph_id=None,
            text=told["text"],
            given_by=told["given_by"],
            given_on=given,
            where=told.get("where", ""),
            measure=told.get("measure", ""),
            due_on=due,
            recorded_by_id=world.account_ids[HR],
            recorded_at=at(given, 17),
            **said,
        )
        _note(world, HR, reference, "recorded")
        for side, what in sides.items():
            if what is None:
                continue
            by = HR if side == "employer" else SPEAKS.get(told["union"], told["union"])
            verdict = Verdict(what["verdict"])
            world.rows.add(
                CommitmentStep,
                commitment_id=number,
                from_union=side == "union",
                verdict=verdict,
                kept_on=world.day(what.get("kept")),
                note=what.get("note", ""),
                made_by_id=world.account_ids[by],
                made_at=at(world.day(-1) or due, 11),
            )
            _note(world, by, reference, verdict.value)


def _note(world: World, by: str, reference: str, step: str) -> None:
    facts: dict[str, int | str] = {"step": step}
    world.record(by, Permission.COMMITMENT_RECORD, "commitment", reference, facts=facts)
