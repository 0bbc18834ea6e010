"""What the clock of concerns does: stages begun, pauses agreed, late concerns escalated; the procedure."""

from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.concerns import notices
from tracker.concerns.models import Concern, ConcernPause, ConcernProcedure, ConcernStage
from tracker.concerns.procedure import TARGET_OF, Targets, due_day
from tracker.concerns.queries import nation_of, side_of
from tracker.concerns.queries_clock import (
    concerns_without_clock,
    late_concerns,
    next_people,
    procedure_of,
    spans_of,
    targets_of,
)
from tracker.concerns.rules import (
    CLOCK_ESCALATES,
    ConcernAct,
    ConcernMoveError,
    ConcernState,
    Side,
    waiting_on,
)
from tracker.database import EditConflictError, check_version, db, release, unit_of_work
from tracker.organisation.models import Employer
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import london


def begin_stage(concern: Concern, act: ConcernAct | None, moment: datetime, by_id: int | None) -> None:
    """Start the clock of the state the concern has just come to, by the procedure of that day."""
    procedure = procedure_of(concern.change.programme.employer_id)
    target = TARGET_OF.get(concern.state)
    concern.stage_since, concern.due_on = moment, None
    if target:
        days = getattr(targets_of(procedure), target)
        day = london(moment).date()
        concern.due_on = due_day(day, days, spans_of(concern.id), nation_of(concern))
    if concern.state is ConcernState.ESCALATED:
        concern.escalated_at = moment
        concern.escalated_to_id = _next_person(procedure, london(moment).date())
    db.session.execute(
        sa.update(ConcernStage)
        .where(ConcernStage.concern_id == concern.id, ConcernStage.over_on.is_(None))
        .values(over_on=london(moment).date())
    )
    db.session.add(
        ConcernStage(
            concern_id=concern.id,
            act=act,
            state=concern.state,
            began_at=moment,
            due_on=concern.due_on,
            by_id=by_id,
        )
    )


def _next_person(procedure: ConcernProcedure | None, day: date) -> int | None:
    """Whom the procedure names, while they may still read concerns of the employer."""
    if procedure is None:
        return None
    able = {each for each, _, _ in next_people(procedure.employer_id, day)}
    return procedure.next_person_id if procedure.next_person_id in able else None


def _by_the_clock(concern_id: int) -> Concern:
    """A concern with all that its stage is worked out from."""
    options = [
        sa.orm.joinedload(Concern.change).joinedload("*"),
        sa.orm.joinedload(Concern.union),
        sa.orm.joinedload(Concern.partner),
    ]
    return db.session.get_one(Concern, concern_id, options=options)


def _note_clock(concern: Concern, step: str) -> None:
    db.session.flush()
    audit.record(
        audit.NOBODY,
        "concern:clock",
        "concern",
        concern.reference,
        version=concern.version,
        facts={"by": "the clock", "step": step},
    )


def start_missing(_day: date, moment: datetime) -> None:
    """Start the clock, from now, of concerns that came to their stage before there were clocks."""
    waiting = concerns_without_clock()
    release()
    for concern_id in waiting:
        with suppress(EditConflictError), unit_of_work():
            concern = _by_the_clock(concern_id)
            begin_stage(concern, None, moment, None)
            _note_clock(concern, "started")


def escalate_late(day: date, moment: datetime) -> int:
    """Take every concern whose target has passed to the next person; how many. The late side is not asked.

    Each in a unit of work of its own; one that somebody moves at the same moment is left to them.
    """
    waiting = late_concerns(day)
    release()
    done = 0
    for concern_id in waiting:
        with suppress(EditConflictError), unit_of_work():
            concern = _by_the_clock(concern_id)
            if concern.state not in CLOCK_ESCALATES or concern.due_on is None or concern.due_on >= day:
                continue
            concern.state = ConcernState.ESCALATED
            begin_stage(concern, None, moment, None)
            _note_clock(concern, "escalated")
            notices.tell_escalated(concern, moment)
            done += 1
    return done


def propose_pause(
    concern: Concern, *, reason: str, first: date, last: date, by: Viewer, moment: datetime, reference: str
) -> ConcernPause:
    """Propose days on which the clock stands still. Raises ``ConcernMoveError``."""
    if waiting_on(concern.state) is Side.NOBODY:
        raise ConcernMoveError("The concern is closed: there is no clock to stop")
    if first < london(moment).date():
        raise ConcernMoveError("A pause cannot begin before today: what has passed has passed")
    pause = ConcernPause(
        reference=reference,
        concern_id=concern.id,
        from_union=side_of(by) is Side.UNION,
        reason=as_evidence(reason),
        first_day=first,
        last_day=last,
        proposed_by_id=by.account_id,
        proposed_at=moment,
    )
    db.session.add(pause)
    db.session.flush()
    _note(by, concern, {"pause": pause.reference, "step": "proposed"})
    notices.tell_other_side(concern, notices.PAUSE, by, moment)
    return pause


def decide_pause(
    concern: Concern, pause: ConcernPause, *, agreed: bool, by: Viewer, moment: datetime, seen: int | None
) -> None:
    """The other side agrees, and the day due moves; or it declines. Raises ``ConcernMoveError``."""
    if pause.agreed is not None:
        raise ConcernMoveError("The pause has been decided already")
    if pause.from_union is (side_of(by) is Side.UNION):
        raise ConcernMoveError("The other side agrees to a pause, not the one that proposed it")
    check_version(pause, seen)
    pause.agreed, pause.decided_by_id, pause.decided_at = agreed, by.account_id, moment
    db.session.flush()
    if agreed and concern.due_on is not None:
        then = procedure_of(concern.change.programme.employer_id, concern.stage_since)
        target = getattr(targets_of(then), TARGET_OF[concern.state])
        began = london(concern.stage_since).date()
        concern.due_on = due_day(began, target, spans_of(concern.id), nation_of(concern))
        stages = sa.select(ConcernStage).where(ConcernStage.concern_id == concern.id)
        db.session.scalars(stages.order_by(ConcernStage.id.desc()).limit(1)).one().due_on = concern.due_on
        db.session.flush()
    _note(by, concern, {"pause": pause.reference, "step": "agreed" if agreed else "declined"})
    notices.tell_other_side(concern, notices.PAUSE, by, moment)


def save_procedure(
    employer_id: int,
    targets: Targets,
    *,
    next_person_id: int | None,
    status_quo: str,
    agreed_with: str,
    seen: int,
    by: Viewer,
    moment: datetime,
) -> ConcernProcedure:
    """Put a further procedure in force. ``seen`` is the number it was typed over, nought for none."""
    now = procedure_of(employer_id)
    if (now.number if now else 0) != seen:
        raise EditConflictError("concern_procedure")
    row = ConcernProcedure(
        employer_id=employer_id,
        number=seen + 1,
        next_person_id=next_person_id,
        status_quo=as_evidence(status_quo),
        agreed_with=agreed_with,
        made_by_id=by.account_id,
        made_at=moment,
        **asdict(targets),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        by,
        Permission.CONCERN_ANSWER,
        "concern procedure",
        db.session.scalars(sa.select(Employer.reference).where(Employer.id == employer_id)).one(),
        version=row.number,
        facts={
            **asdict(targets),
            "next person": db.session.scalar(sa.select(Account.reference).where(Account.id == next_person_id))
            or "nobody",
        },
    )
    return row


def _note(by: Viewer, concern: Concern, facts: dict[str, int | str]) -> None:
    audit.record(
        by,
        Permission.CONCERN_PAUSE,
        "concern",
        concern.reference,
        version=concern.version,
        facts=facts,
    )
