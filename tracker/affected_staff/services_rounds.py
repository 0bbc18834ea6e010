"""Support offered, or a letter issued, to many people together. Each is part of a unit of work."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff import queries_rounds
from tracker.affected_staff.models_rounds import Round, RoundPerson
from tracker.affected_staff.models_support import Letter, SupportOffer
from tracker.affected_staff.queries_moves import people_called
from tracker.affected_staff.queries_rounds import RoundPersonRow, Sorted
from tracker.affected_staff.rules_rounds import RoundKind, RoundState, filled
from tracker.affected_staff.rules_support import LetterChannel, LetterKind, SupportAnswer, SupportKind
from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.changes.models import Change
from tracker.database import EditConflictError, check_version, db, new_reference, table_of
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

KEPT = timedelta(days=7)
"""How long a round that was begun and not recorded is kept."""


class RoundError(Exception):
    """Something that may not be done with a round now; the message is in words for the page."""


@dataclass(frozen=True, kw_only=True)
class RoundGiven:
    """What everybody gets, as somebody describes it."""

    support: SupportKind | None = None
    letter: LetterKind | None = None
    description: str
    on: date
    offered_by: str = ""
    channel: LetterChannel | None = None
    text: str = ""


def choose(
    change: Change, kind: RoundKind, references: Sequence[str], *, by: Viewer, day: date, moment: datetime
) -> Round:
    """Begin a round for these people. What the same account began a week ago and never recorded goes."""
    old = sa.select(Round.id).where(
        Round.made_by_id == by.account_id, Round.state == RoundState.DRAFT, Round.made_at < moment - KEPT
    )
    for given in db.session.scalars(sa.select(Round).where(Round.id.in_(old))):
        _forget(given)
    given = Round(change_id=change.id, kind=kind, on=day, made_by_id=by.account_id, made_at=moment)
    db.session.add(given)
    db.session.flush()
    rows = [
        {"round_id": given.id, "affected_person_id": row.id}
        for row in people_called(references, change.id, by, day)
    ]
    if not rows:
        raise RoundError("None of these people can be chosen: look at the list again")
    db.session.execute(sa.insert(table_of(RoundPerson)), rows)
    given.people = len(rows)
    db.session.flush()
    _record(by, given, {"step": "chosen", "people": len(rows)})
    return given


def describe(given: Round, said: RoundGiven, *, seen: int | None, by: Viewer) -> None:
    """Say what everybody gets."""
    check_version(given, seen)
    _only_draft(given.state)
    for name, value in vars(said).items():
        setattr(given, name, value)
    db.session.flush()
    _record(by, given, {"step": "described"})


def discard(given: Round, *, by: Viewer) -> None:
    """Forget a draft."""
    _only_draft(given.state)
    _record(by, given, {"step": "discarded"})
    _forget(given)


def _forget(given: Round) -> None:
    db.session.execute(sa.delete(RoundPerson).where(RoundPerson.round_id == given.id))
    db.session.delete(given)
    db.session.flush()


def give(given: Round, *, seal: str, by: Viewer, day: date, moment: datetime) -> Sorted:
    """Record it for each of those whom the page with this seal showed, with one entry of the record for all.

    Raises ``EditConflictError`` when these are others by now; then nobody gets it.
    """
    locked = sa.select(Round.state).where(Round.id == given.id).with_for_update()
    _only_draft(db.session.scalars(locked).one())
    if not given.what:
        raise RoundError("Say first what everybody gets")
    found = queries_rounds.sort_out(given, queries_rounds.chosen_for(given, by, day))
    if found.seal != seal:
        raise EditConflictError
    if not found.getting:
        raise RoundError("Everybody chosen has this already: choose other people or something else")
    model: type[Letter | SupportOffer] = Letter if given.kind is RoundKind.LETTER else SupportOffer
    make = _letter if given.kind is RoundKind.LETTER else _support
    rows = [make(given, row, by, moment) for row in found.getting]
    db.session.execute(sa.insert(table_of(model)), rows)
    given.state, given.people, given.made_at = RoundState.DONE, len(rows), moment
    db.session.flush()
    _record(by, given, {"kind": given.what, "people": len(rows)})
    return found


def _support(given: Round, row: RoundPersonRow, by: Viewer, moment: datetime) -> dict[str, Any]:
    return {
        **_common(given, row, by, moment),
        "kind": given.support,
        "offered_on": given.on,
        "offered_by": given.offered_by,
        "answer": SupportAnswer.NONE_YET,
    }


def _letter(given: Round, row: RoundPersonRow, by: Viewer, moment: datetime) -> dict[str, Any]:
    text = letter_text(given, row)
    content = text.encode()
    return {
        **_common(given, row, by, moment),
        "kind": given.letter,
        "sent_on": given.on,
        "channel": given.channel,
        "received_on": None,
        "file_name": "letter.docx",
        "file_size": len(content),
        "file_sha256": hashlib.sha256(content).hexdigest(),
        "text": text,
    }


def _common(given: Round, row: RoundPersonRow, by: Viewer, moment: datetime) -> dict[str, Any]:
    return {
        "reference": new_reference(),
        "version": 1,
        "affected_person_id": row.id,
        "round_id": given.id,
        "description": given.description,
        "recorded_at": moment,
        "recorded_by_id": by.account_id,
    }


def letter_text(given: Round, row: RoundPersonRow) -> str:
    """One person's letter: to whom, the day, and the text with its gaps filled."""
    values = {"name": row.name, "post": row.job, "unit": row.unit, "change": given.change.title}
    head = [row.name, row.job, row.unit, "", f"{given.on.day} {given.on:%B %Y}", ""]
    return "\n".join([*head, filled(given.text.replace("\r\n", "\n"), values)])


def read_letters(given: Round, letters: int, *, by: Viewer) -> None:
    """Record that the letters of a round were taken as one file."""
    _record(by, given, {"step": "read", "people": letters})


def _only_draft(state: RoundState) -> None:
    if state is not RoundState.DRAFT:
        raise RoundError("This has been recorded already: begin again from the list of affected staff")


def _record(by: Viewer, given: Round, facts: Facts) -> None:
    permission = Permission.LETTER_RECORD if given.kind is RoundKind.LETTER else Permission.SUPPORT_OFFER
    audit.record(by, permission, "round", given.reference, version=given.version, facts=facts)
