"""What several tests of affected people start from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.accounts.models import Account
from tracker.affected_staff import queries_rounds, services_rounds
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import IndividualMeeting, Letter, SupportOffer
from tracker.affected_staff.rules_rounds import RoundKind
from tracker.affected_staff.rules_support import LetterChannel, LetterKind, SupportKind
from tracker.affected_staff.services_rounds import RoundGiven
from tracker.changes.models import Change
from tracker.database import now, unit_of_work
from tracker.organisation.models import BargainingGroup, Person, RecognisedUnion, Unit
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today


def on(name: str, day: date) -> dict[str, str]:
    """A day as typed into three boxes."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def rounds(change: Change, people: Sequence[AffectedPerson], hr: Viewer) -> dict[str, str]:
    """A letter begun, a letter issued and support offered to these people; references by a plain name."""
    letter = RoundGiven(
        letter=LetterKind.OUTCOME,
        description="",
        on=today(),
        channel=LetterChannel.POST,
        text="Dear {name}",
    )
    talk = RoundGiven(support=SupportKind.PENSION_TALK, description="", on=today(), offered_by="Lee Moss")
    begun = ("letter round begun", letter), ("letter round", letter), ("support round", talk)
    found = {}
    for name, said in begun:
        kind = RoundKind.SUPPORT if said.support else RoundKind.LETTER
        with unit_of_work():
            references = [row.reference for row in people]
            given = services_rounds.choose(change, kind, references, by=hr, day=today(), moment=now())
            services_rounds.describe(given, said, seen=None, by=hr)
            found[name] = given.reference
    for name in ("letter round", "support round"):
        with unit_of_work():
            given = queries_rounds.get_round(found[name], hr, today())
            shown = queries_rounds.sort_out(given, queries_rounds.chosen_for(given, hr, today()))
            services_rounds.give(given, seal=shown.seal, by=hr, day=today(), moment=now())
    return found


class Here:
    """Ana of Payroll, whose post the union Alpha represents, at risk in one change; Bo beside her."""

    def __init__(self, database: SQLAlchemy) -> None:
        self.union: RecognisedUnion = factories.union(name="Alpha")
        self.unit: Unit = factories.unit("Payroll")
        self.group: BargainingGroup = factories.bargaining_group(self.union)
        self.ana: Person = factories.person(unit=self.unit, group=self.group, name="Ana")
        self.bo: Person = factories.person(unit=self.unit, group=self.group, name="Bo")
        self.change = factories.change(title="One desk", units=(self.unit,))
        factories.affected(self.change, self.ana, self.bo)
        self.rows = database.session.scalars(sa.select(AffectedPerson).order_by(AffectedPerson.id)).all()
        self.page = f"/affected/{self.rows[0].reference}"


def meeting(row: AffectedPerson, **given: Any) -> IndividualMeeting:
    """A first meeting planned for the day given, or for 8 March 2012."""
    values = {"number": 1, "on": date(2012, 3, 8), "held_by": "Lee Moss", **given}
    return factories.save(IndividualMeeting(affected_person_id=row.id, **values))


def support(row: AffectedPerson, **given: Any) -> SupportOffer:
    """Career help offered and not answered."""
    values = {
        "kind": SupportKind.CAREER_HELP,
        "offered_on": date(2012, 3, 2),
        "offered_by": "Lee Moss",
        "recorded_at": factories.MOMENT,
        "recorded_by_id": factories.default(factories.account, Account).id,
        **given,
    }
    return factories.save(SupportOffer(affected_person_id=row.id, **values))


def letter(row: AffectedPerson, **given: Any) -> Letter:
    """An at-risk letter given by hand, with a copy of it."""
    content = given.pop("content", b"%PDF-1.7 invented")
    values = {
        "kind": LetterKind.AT_RISK,
        "sent_on": date(2012, 3, 1),
        "channel": LetterChannel.BY_HAND,
        "file_name": "letter.pdf",
        "file_size": len(content),
        "content": content,
        "recorded_at": factories.MOMENT,
        "recorded_by_id": factories.default(factories.account, Account).id,
        **given,
    }
    return factories.save(Letter(affected_person_id=row.id, **values))
