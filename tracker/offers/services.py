"""Putting an offer on the table, accepting it, or taking it back."""

from datetime import datetime

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.changes.models import Change
from tracker.database import check_version, db, new_reference
from tracker.offers import notices
from tracker.offers.models import Clause, ClauseMove
from tracker.offers.rules import ClauseMoveError, ClauseState, Move, Moved, check_move, state_of
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


def open_clause(
    change: Change,
    union: RecognisedUnion,
    *,
    title: str,
    text: str,
    reference: str,
    by: Viewer,
    moment: datetime,
) -> Clause:
    """Begin to bargain over a clause with a first offer; ``reference`` becomes the clause's."""
    if change.published_number is None:
        raise ClauseMoveError("A clause of a change can be bargained over once the change is published")
    clause = Clause(
        reference=reference,
        change=change,
        union=union,
        title=as_evidence(title),
        state=ClauseState.NOTHING,
        moved_at=moment,
    )
    db.session.add(clause)
    db.session.flush()
    move(clause, Move.OFFER, text=text, by=by, moment=moment)
    return clause


def move(
    clause: Clause,
    what: Move,
    *,
    text: str,
    by: Viewer,
    moment: datetime,
    reference: str | None = None,
    seen: int | None = None,
) -> None:
    """Do it for the viewer's side, and tell the other. Raises ``ClauseMoveError``, ``EditConflictError``."""
    from_union, text = by.role is Role.UNION_REPRESENTATIVE, as_evidence(text)
    check_move(clause.state, what, from_union=from_union)
    check_version(clause, seen)
    if what is Move.OFFER and not text:
        raise ClauseMoveError("Words are needed for an offer")
    salt, digest = commitment(what.value, text)
    row = ClauseMove(
        reference=reference or new_reference(),
        clause_id=clause.id,
        from_union=from_union,
        move=what,
        text=text,
        by_id=by.account_id,
        at=moment,
        salt=salt,
        commitment=digest,
    )
    db.session.add(row)
    clause.state, clause.moved_at = state_of([Moved(from_union, what)]), moment
    db.session.flush()
    audit.record(
        by,
        Permission.OFFER_MAKE,
        "clause",
        clause.reference,
        version=clause.version,
        facts={"move": what.value, "state": clause.state.value},
        commitments={what.value: digest},
    )
    notices.tell_other_side(clause, by, moment)
