"""Asking for information, and what each side does with a request."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from tracker.attachments.rules import Upload
from tracker.attachments.services import keep_uploads
from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.changes.models import Change
from tracker.database import check_version, db, new_reference
from tracker.information_requests import notices
from tracker.information_requests.models import InformationRequest, RequestFile, RequestStep
from tracker.information_requests.queries import nation_of, party_of
from tracker.information_requests.rules import (
    OPEN,
    RULES,
    USUAL_DAYS,
    Ground,
    Party,
    RequestAct,
    RequestMoveError,
    check_act,
    state_after,
    waiting_on,
)
from tracker.organisation.models import RecognisedUnion
from tracker.organisation.queries import is_recognised
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation
from tracker.policy.calendar.working_days import add_working_days
from tracker.web.clock import london

EVIDENCE = "information request"


def usual_due_day(change: Change | None, day: date) -> date:
    """``USUAL_DAYS`` working days on, by the calendar of the change's employer, or England's without one."""
    return add_working_days(day, USUAL_DAYS, nation_of(change) if change else Nation.ENGLAND)


def ask(
    change: Change,
    union: RecognisedUnion,
    *,
    asked: str,
    why: str,
    due_on: date,
    reference: str,
    by: Viewer,
    moment: datetime,
    concern_id: int | None = None,
) -> InformationRequest:
    """Ask in the name of a union the viewer speaks for. Unpublished: raises ``RequestMoveError``."""
    recognised = is_recognised(union.id, change.programme.employer_id)
    if change.published_number is None or union.id not in by.union_ids or not recognised:
        raise RequestMoveError("A union asks about published changes of an employer that recognises it")
    asked, why = as_evidence(asked), as_evidence(why)
    salt, digest = commitment(EVIDENCE, f"{asked}\n\nWhy: {why}")
    row = InformationRequest(
        reference=reference,
        change=change,
        union=union,
        concern_id=concern_id,
        asked=asked,
        why=why,
        due_on=due_on,
        asked_by_id=by.account_id,
        asked_at=moment,
        turn_since=moment,
        turn_due_on=due_on,
        salt=salt,
        commitment=digest,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        by,
        Permission.INFORMATION_REQUEST_ASK,
        EVIDENCE,
        row.reference,
        version=row.version,
        facts={"change": change.reference},
        commitments={EVIDENCE: digest},
    )
    notices.tell_other_side(row, notices.ASKED, by, moment)
    return row


def act_on(
    row: InformationRequest,
    act: RequestAct,
    *,
    text: str = "",
    ground: Ground | None = None,
    part: bool = False,
    uploads: Iterable[Upload] = (),
    reference: str | None = None,
    by: Viewer,
    moment: datetime,
    seen: int | None = None,
) -> None:
    """Do what the form says. ``part``: more is still to come; ``ground``: of a refusal.

    Supplying the rest of a request starts the union's time; a dispute starts management's again. Raises
    ``RequestMoveError`` and ``EditConflictError``.
    """
    party, text = party_of(by), as_evidence(text)
    uploads = list(uploads)
    check_act(row.state, act, party)
    check_version(row, seen)
    if RULES[act].needs_words and not text and not uploads:
        raise RequestMoveError("Words are needed for that")
    salt, digest = commitment(act.value, text)
    then = state_after(act, part=part)
    turn_ends = waiting_on(then) is not waiting_on(row.state)
    step = RequestStep(
        reference=reference or new_reference(),
        request_id=row.id,
        act=act,
        state=then,
        ground=ground if act is RequestAct.REFUSE else None,
        text=text,
        from_union=party is Party.UNION,
        by_id=by.account_id,
        at=moment,
        was_due_on=row.turn_due_on if turn_ends and waiting_on(row.state) is party else None,
        salt=salt,
        commitment=digest,
    )
    db.session.add(step)
    db.session.flush()
    kept = keep_uploads(
        uploads,
        lambda number: RequestFile(step_id=step.id, attachment_id=number),
        beside=_files_of_step(step),
        by=by,
        moment=moment,
    )
    if turn_ends:
        row.turn_since = moment
        row.turn_due_on = usual_due_day(row.change, london(moment).date()) if then in OPEN else None
    row.state = then
    row.closed_at = None if then in OPEN else moment
    db.session.flush()
    union_acts = party is Party.UNION
    audit.record(
        by,
        Permission.INFORMATION_REQUEST_ASK if union_acts else Permission.INFORMATION_REQUEST_ANSWER,
        EVIDENCE,
        row.reference,
        version=row.version,
        facts={
            "act": act.value,
            "state": then.value,
            "ground": step.ground.value if step.ground else "",
            "files": len(kept),
        },
        commitments={act.value: digest},
    )
    notices.tell_other_side(row, notices.JUDGED if union_acts else notices.ANSWERED, by, moment)


def _files_of_step(step: RequestStep) -> sa.Select[int]:
    return sa.select(RequestFile.attachment_id).where(RequestFile.step_id == step.id)
