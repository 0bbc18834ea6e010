"""Statutory steps and records for the journeys, each in the state that its page needs."""

from tests import factories
from tracker.changes.models import Change
from tracker.compliance.models import GateOverride, InformationPack, StatutoryStep
from tracker.compliance.models_notices import RedundancyNotice
from tracker.compliance.models_proof import StepRecipient
from tracker.compliance.models_records import Election, SpecialCircumstances
from tracker.compliance.steps import Outcome, StepKind
from tracker.database import now
from tracker.web.clock import today

Named = dict[str, str]


def statutory_steps(change: Change) -> Named:
    """A waiver and an override that wait for a second person."""
    asked = {"change_id": change.id, "reason": "Agreed at the forum"}
    factories.save(
        StatutoryStep(
            kind=StepKind.TOPICS,
            outcome=Outcome.WAIVED,
            authority="Assistant chief officer",
            recorded_by_id=change.owner_id,
            recorded_at=now(),
            **asked,
        )
    )
    override = factories.save(
        GateOverride(steps=["form HR1"], asked_by_id=change.owner_id, asked_at=now(), **asked)
    )
    an_information_pack(change, issued=True)
    given = factories.save(
        StepRecipient(
            change_id=change.id,
            kind=StepKind.EQUALITY,
            recipient="Branch secretary",
            channel="Post",
            sent_on=today(),
            recorded_by_id=change.owner_id,
            recorded_at=now(),
        )
    )
    site = factories.establishment(name="Station house")
    factories.save(
        RedundancyNotice(
            change_id=change.id,
            establishment_id=site.id,
            number=1,
            items={"employer": "The force", "contact": ""},
            written_by_id=change.owner_id,
            written_at=now(),
        )
    )
    return {
        "waived step": "topics",
        "override": override.reference,
        "step recipient": given.reference,
        "notice site": site.reference,
        **statutory_records(change),
    }


def statutory_records(change: Change) -> Named:
    """An election and special circumstances, and the words that addresses use."""
    common = {"change_id": change.id, "recorded_by_id": change.owner_id, "recorded_at": now()}
    election = factories.save(
        Election(constituency="Operators", seats=1, candidates={"A. Khan": 3}, conditions={}, **common)
    )
    circumstances = factories.save(
        SpecialCircumstances(
            kind=StepKind.HR1,
            facts="A flood",
            why="No power",
            taken="A telephone call",
            since=today(),
            **common,
        )
    )
    return {
        "election": election.reference,
        "special circumstances": circumstances.reference,
        "incoming side": "incoming",
        "answered kind": "concern",
    }


def an_information_pack(change: Change, *, issued: bool) -> None:
    """A draft for representatives with blanks, or a version that went out."""
    factories.save(
        InformationPack(
            change_id=change.id,
            number=1,
            items={"reasons": "Fewer layers cost less.", "agency_number": "0" if issued else ""},
            written_by_id=change.owner_id,
            written_at=now(),
            issued_on=today() if issued else None,
            issued_by_id=change.owner_id if issued else None,
        )
    )
