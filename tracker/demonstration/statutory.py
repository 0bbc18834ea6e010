"""Statutory dates and steps of the story: changes ahead, in consultation, decided, and of autumn 2012."""

from datetime import timedelta
from typing import Any

from tracker.compliance.models import StatutoryDates, StatutoryStep
from tracker.compliance.models_proof import StepRecipient
from tracker.compliance.models_records import EqualityAssessment, Moment, TopicEntry, TransferParty
from tracker.compliance.steps import SLUG_OF, SLUGS, Outcome, StepKind
from tracker.compliance.transfers import Measures, Side
from tracker.database import new_reference
from tracker.demonstration.reading import tables
from tracker.demonstration.statutory_papers import tell_papers
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission
from tracker.policy.law.information import Topic
from tracker.policy.law.parameters import rule_book

WRITER, SECOND = "hr", "director"
DAYS = (
    "proposed_on",
    "information_given_on",
    "hr1_received_on",
    "consultation_completed_on",
    "first_notice_on",
    "first_dismissal_on",
    "last_dismissal_on",
    "transfer_on",
    "liability_information_on",
    "equality_assessed_on",
)


def tell_statutory(world: World) -> None:
    """The recorded days of each change, and what became of its steps."""
    for told in tables("statutory.toml")["change"]:
        recorded = world.day(told["recorded"])
        assert recorded is not None
        reference = world.references["change", told["key"]]
        common = {
            "version": 1,
            "change_id": world.change_ids[told["key"]],
            "recorded_by_id": world.account_ids[WRITER],
            "recorded_at": at(recorded, 15),
        }
        world.rows.add(
            StatutoryDates,
            **{name: world.day(told.get(name)) for name in DAYS},
            reengagement=False,
            **common,
        )
        law: dict[str, int | str] = {"rule book": rule_book().sha256[:16]}
        world.record(WRITER, Permission.COMPLIANCE_RECORD, "statutory dates", reference, facts=law)
        _tell_records(world, told, common)
        tell_papers(world, told, common)
        for step in told.get("step", []):
            kind, outcome = SLUGS[step["step"]], Outcome(step["outcome"])
            waived = outcome is Outcome.WAIVED
            world.rows.add(
                StatutoryStep,
                kind=kind,
                outcome=outcome,
                on=world.day(step.get("on")),
                channel=step.get("channel", ""),
                evidence=step.get("evidence", ""),
                reason=step.get("reason", ""),
                authority=step.get("authority", ""),
                approved_by_id=world.account_ids[SECOND] if waived else None,
                approved_at=at(recorded, 17) if waived else None,
                **common,
            )
            _tell_recipients(world, kind, step, common)
            facts: dict[str, int | str] = {"step": SLUG_OF[kind], "outcome": outcome.value}
            world.record(WRITER, Permission.COMPLIANCE_RECORD, "statutory step", reference, facts=facts)
            if waived:
                facts = {"step": SLUG_OF[kind], "outcome": "waiver approved"}
                world.record(SECOND, Permission.COMPLIANCE_APPROVE, "statutory step", reference, facts=facts)


def _tell_recipients(world: World, kind: StepKind, step: dict[str, Any], common: dict[str, Any]) -> None:
    """Who was given it on the day of the step, and how many days after each signed for it."""
    for given in step.get("recipients", []):
        sent, after = world.day(step["on"]), given.get("after")
        assert sent is not None
        row = {name: value for name, value in common.items() if name != "version"}
        reference = new_reference()
        world.rows.add(
            StepRecipient,
            version=1,
            reference=reference,
            kind=kind,
            recipient=given["recipient"],
            channel=step["channel"],
            sent_on=sent,
            received_on=None if after is None else sent + timedelta(days=after),
            receipt=given.get("receipt", ""),
            **row,
        )
        facts: dict[str, int | str] = {"step": SLUG_OF[kind], "outcome": "sent"}
        world.record(WRITER, Permission.COMPLIANCE_RECORD, "statutory recipient", reference, facts=facts)


PARTY_DAYS = ("measures_told_on", "informed_on", "consulted_from", "consulted_to", "liability_as_at")


def _tell_records(world: World, told: dict[str, Any], common: dict[str, Any]) -> None:
    """Employers of a transfer, topics that were covered, and equality assessments."""
    plain = {name: value for name, value in common.items() if name != "version"}
    for party in told.get("party", []):
        reference = new_reference()
        world.rows.add(
            TransferParty,
            reference=reference,
            side=Side(party["side"]),
            name=party["name"],
            measures=Measures(party["measures"]),
            measures_text=party.get("measures_text", ""),
            replies=party.get("replies", ""),
            **{name: world.day(party.get(name)) for name in PARTY_DAYS},
            **common,
        )
        _note(world, "transfer party", reference, {"step": "saved"})
    for entry in told.get("topic", []):
        reference = new_reference()
        world.rows.add(
            TopicEntry,
            reference=reference,
            topic=Topic(entry["topic"]),
            on=world.day(entry["on"]),
            concern_id=None,
            consultation_id=None,
            paragraph_id=None,
            note=entry["note"],
            **plain,
        )
        _note(world, "consultation topics", reference, {"topics": entry["topic"]})
    for row in told.get("assessment", []):
        reference, on = new_reference(), world.day(row["on"])
        assert on is not None
        world.rows.add(
            EqualityAssessment,
            reference=reference,
            moment=Moment(row["moment"]),
            on=on,
            author=row["author"],
            finding=row["finding"],
            action=row["action"],
            **plain,
        )
        facts: dict[str, int | str] = {"moment": row["moment"], "on": on.isoformat()}
        _note(world, "equality assessment", reference, facts)


def _note(world: World, what: str, reference: str, facts: dict[str, int | str]) -> None:
    world.record(WRITER, Permission.COMPLIANCE_RECORD, what, reference, facts=facts)
