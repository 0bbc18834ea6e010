"""Papers of the story's statutory steps: the pack, form HR1, an election and special circumstances."""

from datetime import timedelta
from typing import Any

from tracker.compliance.models import InformationPack, PackReceipt
from tracker.compliance.models_notices import RedundancyNotice
from tracker.compliance.models_records import Election, SpecialCircumstances
from tracker.compliance.steps import SLUGS
from tracker.database import new_reference
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission
from tracker.policy.law.representatives import ELECTION_CONDITIONS

WRITER, SECOND = "hr", "director"
ELECTION_DAYS = ("invited_on", "nominations_close_on", "ballot_on", "term_ends_on")


def tell_papers(world: World, told: dict[str, Any], common: dict[str, Any]) -> None:
    """What was issued, sent, elected and pleaded for one change."""
    for pack in told.get("pack", []):
        _tell_pack(world, told["key"], pack, common)
    for notice in told.get("notice", []):
        _tell_notice(world, notice, common)
    for election in told.get("election", []):
        _tell_election(world, election, common)
    for pleaded in told.get("circumstances", []):
        _tell_circumstances(world, pleaded, common)


def _tell_pack(world: World, key: str, pack: dict[str, Any], common: dict[str, Any]) -> None:
    """One version, issued on its day, and who has it."""
    issued = world.day(pack["issued_on"])
    assert issued is not None
    number, writer = pack["number"], world.account_ids[WRITER]
    row = world.rows.add(
        InformationPack,
        version=2,
        change_id=common["change_id"],
        number=number,
        items={name: world.words(text) for name, text in pack["items"].items()},
        written_by_id=writer,
        written_at=at(issued, 10),
        issued_on=issued,
        issued_by_id=writer,
    )
    reference = world.references["change", key]
    for step in ("drafted", "issued"):
        _note(world, "information pack", reference, {"number": number, "step": step})
    for given in pack["receipts"]:
        union = given.get("union")
        world.rows.add(
            PackReceipt,
            pack_id=row,
            recipient=given["recipient"],
            channel=given["channel"],
            received_on=issued + timedelta(days=given["after"]),
            proof=given["proof"],
            union_id=world.union_ids[union] if union else None,
            acknowledged_by_id=None,
            recorded_by_id=writer,
            recorded_at=at(issued, 16),
            sent_by_id=writer,
        )
        _note(world, "information pack", reference, {"number": number, "step": "received"})


def _tell_notice(world: World, notice: dict[str, Any], common: dict[str, Any]) -> None:
    sent = world.day(notice["sent_on"])
    assert sent is not None
    writer, reference = world.account_ids[WRITER], new_reference()
    world.rows.add(
        RedundancyNotice,
        reference=reference,
        version=2,
        change_id=common["change_id"],
        establishment_id=world.site_ids[notice["site"]],
        number=1,
        items={name: world.words(text) for name, text in notice["items"].items()},
        written_by_id=writer,
        written_at=at(sent, 9),
        sent_on=sent,
        sent_by_way=notice["way"],
        sent_by_id=writer,
    )
    for step in ("drafted", "sent"):
        _note(world, "redundancy notice", reference, {"number": 1, "step": step})


def _tell_election(world: World, election: dict[str, Any], common: dict[str, Any]) -> None:
    reference = new_reference()
    world.rows.add(
        Election,
        reference=reference,
        constituency=election["constituency"],
        seats=election["seats"],
        voters=election["voters"],
        scrutineer=election["scrutineer"],
        candidates=election["candidates"],
        conditions=dict.fromkeys(ELECTION_CONDITIONS, True),
        note=election.get("note", ""),
        **{name: world.day(election[name]) for name in ELECTION_DAYS},
        **common,
    )
    _note(world, "election", reference, {"step": "saved"})


def _tell_circumstances(world: World, pleaded: dict[str, Any], common: dict[str, Any]) -> None:
    """Special circumstances that the second person has agreed to."""
    since, reference = world.day(pleaded["since"]), new_reference()
    assert since is not None
    world.rows.add(
        SpecialCircumstances,
        reference=reference,
        kind=SLUGS[pleaded["step"]],
        facts=pleaded["facts"],
        why=pleaded["why"],
        taken=pleaded["taken"],
        since=since,
        until=world.day(pleaded.get("until")),
        approved_by_id=world.account_ids[SECOND],
        approved_at=at(since, 17),
        **common,
    )
    _note(world, "special circumstances", reference, {"step": "saved"})
    facts: dict[str, int | str] = {"step": "approved"}
    world.record(SECOND, Permission.COMPLIANCE_APPROVE, "special circumstances", reference, facts=facts)


def _note(world: World, what: str, reference: str, facts: dict[str, int | str]) -> None:
    world.record(WRITER, Permission.COMPLIANCE_RECORD, what, reference, facts=facts)
