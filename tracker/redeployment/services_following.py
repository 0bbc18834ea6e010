"""What follows from an offer: the person's status, through the affected staff's service, and its history."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import STATUS_MOVES, AffectedStatus, HowTold, Telling
from tracker.affected_staff.services_statuses import StepGiven, move_statuses
from tracker.database import db
from tracker.policy.access.viewer import Viewer
from tracker.redeployment.models import OfferStep, RedeploymentOffer
from tracker.redeployment.rules import OfferState, RedeploymentError
from tracker.redeployment.services import record


def back_at_risk(
    offer: RedeploymentOffer,
    words: str,
    on: date,
    told: Telling | None,
    employer_id: int,
    by: Viewer,
    moment: datetime,
) -> None:
    """At risk again, unless another offer still runs."""
    others = sa.select(RedeploymentOffer.id).where(
        RedeploymentOffer.entry_id == offer.entry_id,
        RedeploymentOffer.id != offer.id,
        RedeploymentOffer.state.in_((OfferState.OFFERED, OfferState.IN_TRIAL)),
    )
    if db.session.scalar(others.limit(1)) is None:
        follow(offer, AffectedStatus.AT_RISK, words, on, told, None, employer_id, by, moment)


def follow(
    offer: RedeploymentOffer,
    status: AffectedStatus,
    reason: str,
    on: date,
    told: Telling | None,
    next_step_on: date | None,
    employer_id: int,
    by: Viewer,
    moment: datetime,
) -> None:
    """Move the person through the affected staff's service. Whoever is under notice stays so till placed."""
    [affected] = _with_change([offer.entry.affected_person_id])
    if affected.status is status:
        return
    if affected.status is AffectedStatus.LEAVING_COMPULSORY and status is not AffectedStatus.REDEPLOYED:
        return
    if status not in STATUS_MOVES[affected.status]:
        raise RedeploymentError(
            f"{affected.person.name} is {affected.status}: move them to a status from which that follows"
        )
    given = StepGiven(status=status, on=on, reason=reason, told=told, next_step_on=next_step_on)
    move_statuses([affected], given, employer_id=employer_id, by=by, moment=moment)


def tell_status(
    offer: RedeploymentOffer, told: Telling, employer_id: int, by: Viewer, moment: datetime
) -> None:
    """Whoever is told of an offer knows that they are offered an alternative, and nothing else by it."""
    [affected] = _with_change([offer.entry.affected_person_id])
    if affected.status is not AffectedStatus.OFFERED_ALTERNATIVE:
        return
    given = StepGiven(
        status=None,
        on=affected.status_on,
        reason="",
        told=told,
        next_step_on=offer.answer_by or affected.next_step_on,
    )
    move_statuses([affected], given, employer_id=employer_id, by=by, moment=moment)


def _with_change(ids: Sequence[int]) -> list[AffectedPerson]:
    return list(
        db.session.scalars(
            sa.select(AffectedPerson)
            .join(AffectedPerson.person)
            .join(AffectedPerson.change)
            .options(contains_eager(AffectedPerson.person), contains_eager(AffectedPerson.change))
            .where(AffectedPerson.id.in_(ids))
            .order_by(AffectedPerson.id)
            .execution_options(populate_existing=True)
        )
    )


def told_by_answer(offer: RedeploymentOffer, on: date) -> Telling:
    """Whoever has answered knows what follows from it, whoever wrote the answer down."""
    return Telling(on, HowTold.OWN_ANSWER, offer.entry.affected.person.name)


def note_step(offer: RedeploymentOffer, note: str, by: Viewer, on: date, moment: datetime) -> None:
    db.session.add(
        OfferStep(
            offer_id=offer.id,
            state=offer.state,
            note=note,
            on=on,
            recorded_at=moment,
            recorded_by_id=by.account_id,
        )
    )
    db.session.flush()
    record(by, "redeployment offer", offer, {"state": offer.state.value})
