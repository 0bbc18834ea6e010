"""What is done with concerns: raised by a union, acknowledged and answered by HR, settled by the union."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.changes.models import Change
from tracker.concerns import notices
from tracker.concerns.models import Concern, ConcernMessage, ConcernVersion, new_token
from tracker.concerns.models_drafts import JointProposal
from tracker.concerns.procedure import is_late
from tracker.concerns.queries import side_of
from tracker.concerns.queries_clock import is_spoken_for
from tracker.concerns.rules import (
    CLOSED,
    EVIDENCE,
    STEPS,
    ConcernAct,
    ConcernMoveError,
    ConcernSeverity,
    MessageKind,
    Side,
    check_act,
    concern_text,
    waiting_on,
)
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.concerns.services_clock import begin_stage
from tracker.database import check_version, db
from tracker.organisation.models import RecognisedUnion
from tracker.organisation.queries import is_recognised
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import london


class NotRecognisedError(Exception):
    """The union is not recognised by the employer whose change it is."""


def raise_concern(
    change: Change,
    union: RecognisedUnion,
    *,
    summary: str,
    detail: str = "",
    remedy: str = "",
    about: str = "",
    severity: ConcernSeverity = ConcernSeverity.MEDIUM,
    kind: ConcernKind = ConcernKind.COLLECTIVE,
    category: ConcernCategory = ConcernCategory.UNSORTED,
    by: Viewer,
    moment: datetime,
    token: str | None = None,
    jointly: JointProposal | None = None,
) -> Concern:
    """Raise a concern on a published change in the name of a union the viewer speaks for.

    ``jointly``: what the union proposed to the viewer's own; its author is the raiser then.
    """
    if change.published_number is None:
        raise ConcernMoveError("A concern can be raised once the change is published")
    partner = jointly.partner if jointly else None
    raiser_id = jointly.proposed_by_id if jointly else by.account_id
    for each in (union, partner) if partner else (union,):
        if not is_recognised(each.id, change.programme.employer_id):
            raise NotRecognisedError(f"{each.short_name} is not recognised by the employer of this change")
    if (partner or union).id not in by.union_ids:
        raise NotRecognisedError(f"You do not speak for {(partner or union).short_name}")
    concern = Concern(
        raised_by_id=raiser_id,
        severity=severity,
        kind=kind,
        category=category,
        raised_at=moment,
        speaker_id=raiser_id,
        stage_since=moment,
        turn_since=moment,
        token=token or new_token(),
        change=change,
        union=union,
        partner=partner,
    )
    db.session.add(concern)
    db.session.flush()
    begin_stage(concern, None, moment, raiser_id)
    db.session.flush()
    version = _write_version(concern, 1, (summary, detail, remedy, about), raiser_id, moment)
    audit.record(
        by,
        Permission.CONCERN_RAISE,
        "concern",
        concern.reference,
        version=concern.version,
        facts={
            "severity": severity.value,
            "kind": kind.value,
            "category": category.value,
            "change": change.reference,
            **({"joint proposal": jointly.reference} if jointly else {}),
        },
        commitments={EVIDENCE: version.commitment},
    )
    notices.tell_other_side(concern, notices.RAISED, by, moment)
    return concern


def correct_concern(
    concern: Concern,
    *,
    summary: str,
    detail: str = "",
    remedy: str = "",
    about: str = "",
    by: Viewer,
    moment: datetime,
    seen: int | None = None,
) -> None:
    """The union puts its words right: a further version. Words unchanged write nothing.

    Raises ``ConcernMoveError`` for any other side and once the concern is closed, ``EditConflictError`` when
    it has moved on since version ``seen``.
    """
    if side_of(by) is not Side.UNION or concern.state in CLOSED:
        raise ConcernMoveError(f"It cannot be corrected: the concern is {concern.state} now")
    latest = db.session.scalars(
        sa.select(ConcernVersion)
        .where(ConcernVersion.concern_id == concern.id)
        .order_by(ConcernVersion.number.desc())
        .limit(1)
    ).one()
    words = (summary, detail, remedy, about)
    if same_words((latest.summary, latest.detail, latest.remedy, latest.about), words):
        return
    check_version(concern, seen)
    version = _write_version(concern, latest.number + 1, words, by.account_id, moment)
    flag_modified(concern, "state")  # whoever is answering the earlier words is told
    db.session.flush()
    audit.record(
        by,
        Permission.CONCERN_RAISE,
        "concern",
        concern.reference,
        version=concern.version,
        facts={"correction": version.number},
        commitments={EVIDENCE: version.commitment},
    )


def _write_version(
    concern: Concern, number: int, words: Sequence[str], by_id: int, moment: datetime
) -> ConcernVersion:
    summary, detail, remedy, about = map(as_evidence, words)
    salt, digest = commitment(EVIDENCE, concern_text(summary, detail, remedy, about))
    version = ConcernVersion(
        concern_id=concern.id,
        number=number,
        summary=summary,
        detail=detail,
        remedy=remedy,
        about=about,
        written_at=moment,
        written_by_id=by_id,
        salt=salt,
        commitment=digest,
    )
    db.session.add(version)
    return version


def acknowledge(
    concern: Concern,
    *,
    text: str = "",
    by: Viewer,
    moment: datetime,
    seen: int | None = None,
    token: str | None = None,
) -> None:
    """HR says that it has read the concern, with words or without."""
    _act(concern, ConcernAct.ACKNOWLEDGE, Permission.CONCERN_ANSWER, text, by, moment, seen, token)


def answer(
    concern: Concern,
    *,
    text: str,
    by: Viewer,
    moment: datetime,
    seen: int | None = None,
    token: str | None = None,
) -> None:
    """HR answers; it is the union's turn."""
    _act(concern, ConcernAct.ANSWER, Permission.CONCERN_ANSWER, text, by, moment, seen, token)


def reply(
    concern: Concern,
    *,
    text: str,
    by: Viewer,
    moment: datetime,
    seen: int | None = None,
    token: str | None = None,
) -> None:
    """The union says why the answer does not settle it; an answer is due again."""
    _act(concern, ConcernAct.REPLY, Permission.CONCERN_CLOSE, text, by, moment, seen, token)


def close_concern(
    concern: Concern,
    act: ConcernAct,
    *,
    text: str = "",
    by: Viewer,
    moment: datetime,
    seen: int | None = None,
    token: str | None = None,
) -> None:
    """The union closes it: agreed, not agreed with the reason, or withdrawn by the raiser."""
    _act(concern, act, Permission.CONCERN_CLOSE, text, by, moment, seen, token)


def take_step(
    concern: Concern,
    act: ConcernAct,
    *,
    text: str = "",
    by: Viewer,
    moment: datetime,
    seen: int | None = None,
    token: str | None = None,
) -> None:
    """Any other step of either side: discussion, acceptance, failure to agree, escalation, conciliation."""
    permission = Permission.CONCERN_CLOSE if side_of(by) is Side.UNION else Permission.CONCERN_ANSWER
    _act(concern, act, permission, text, by, moment, seen, token)


def check_possible(concern: Concern, act: ConcernAct, by: Viewer, day: date) -> None:
    """Raise ``ConcernMoveError`` when this person may not do the act now."""
    check_act(
        concern.state,
        act,
        side_of(by),
        is_raiser=is_spoken_for(concern, by, day),
        late=is_late(day, concern.due_on),
    )


def same_words(written: Sequence[str], typed: Sequence[str | None]) -> bool:
    """Whether what was typed, box by box, is what was written already."""
    return list(written) == [as_evidence(each or "") for each in typed]


def _act(
    concern: Concern,
    act: ConcernAct,
    permission: Permission,
    text: str,
    by: Viewer,
    moment: datetime,
    seen: int | None,
    token: str | None,
) -> None:
    step, text = STEPS[act], as_evidence(text)
    side = side_of(by)
    check_possible(concern, act, by, london(moment).date())
    check_version(concern, seen)
    if step.needs_words and not text:
        raise ConcernMoveError("Words are needed for that")
    salt, digest = commitment(step.kind.value, text)
    message = ConcernMessage(
        concern_id=concern.id,
        kind=step.kind,
        text=text,
        from_union=side is Side.UNION,
        written_at=moment,
        written_by_id=by.account_id,
        salt=salt,
        commitment=digest,
        token=token or new_token(),
    )
    db.session.add(message)
    if waiting_on(step.then) is not waiting_on(concern.state):
        concern.turn_since = moment
    concern.state = step.then
    begin_stage(concern, act, moment, by.account_id)
    if step.kind is MessageKind.ANSWER:
        concern.answered_at = moment
    concern.closed_at = moment if step.then in CLOSED else None
    db.session.flush()
    audit.record(
        by,
        permission,
        "concern",
        concern.reference,
        version=concern.version,
        facts={"act": act.value, "message": message.reference},
        commitments={step.kind.value: digest},
    )
    if act is ConcernAct.ESCALATE:
        notices.tell_escalated(concern, moment, by)
    else:
        notices.tell_other_side(concern, notices.kind_of(act), by, moment)
