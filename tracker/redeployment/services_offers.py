"""Offers: made in turn and in time, answered, tried. The person's status follows in the same unit of work."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tracker.affected_staff.rules import AffectedStatus, Telling
from tracker.database import check_version, db
from tracker.organisation.queries_protected import protected_on
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.findings import Finding
from tracker.policy.law.parameters import RuleBook
from tracker.policy.law.trial import Trial, offer_in_time, trial_extension, trial_period
from tracker.redeployment.matching import first_for, on_register, opening_of
from tracker.redeployment.models import RedeploymentEntry, RedeploymentOffer, Vacancy
from tracker.redeployment.rules import (
    LIVE,
    TAKES_A_PLACE,
    Exit,
    OfferState,
    RedeploymentError,
    VacancyState,
    check_offer_move,
)
from tracker.redeployment.services import record
from tracker.redeployment.services_following import (
    back_at_risk,
    follow,
    note_step,
    tell_status,
    told_by_answer,
)


class OutOfTurnError(Exception):
    """Somebody else must be offered the role first; ``first`` are their person ids."""

    def __init__(self, first: frozenset[int]) -> None:
        super().__init__("Somebody must be offered this role first")
        self.first = first


@dataclass(frozen=True, kw_only=True)
class Retraining:
    """A longer trial for retraining, agreed in writing before it begins: until when, what terms follow."""

    until: date
    agreed_on: date | None
    terms: str


@dataclass(frozen=True, kw_only=True)
class OfferGiven:
    """An offer as it is put to the person."""

    offered_on: date
    answer_by: date | None
    old_job_ends: date
    starts_on: date
    different_terms: bool
    retraining: Retraining | None
    told: Telling | None


def in_time(law: RuleBook, given: OfferGiven) -> Finding[bool]:
    """Whether the offer is made and begins soon enough, with the sum."""
    return offer_in_time(law, given.old_job_ends, given.offered_on, given.starts_on)


def trial_of(law: RuleBook, starts_on: date, retraining: Retraining | None) -> Finding[Trial]:
    """First and last day of the trial, with the sum. A longer one that does not hold is an error."""
    if retraining is not None:
        holds = trial_extension(
            for_retraining=True,
            in_writing=retraining.agreed_on is not None,
            before_start=retraining.agreed_on is not None and retraining.agreed_on < starts_on,
            states_end_and_terms=bool(retraining.terms),
        )
        if not holds.value:
            raise RedeploymentError(holds.message)
    found = trial_period(law, starts_on, retraining.until if retraining else None)
    if found.value is None:
        raise RedeploymentError(found.message)
    return found


def suggest(
    entry: RedeploymentEntry, vacancy: Vacancy, *, by: Viewer, day: date, moment: datetime
) -> RedeploymentOffer:
    """Note a role for somebody; they are not shown it."""
    if entry.left_on is not None:
        raise RedeploymentError("They are not on the register any more")
    known = sa.select(RedeploymentOffer).where(
        RedeploymentOffer.entry_id == entry.id,
        RedeploymentOffer.vacancy_id == vacancy.id,
        RedeploymentOffer.state.in_(LIVE),
    )
    if (offer := db.session.scalar(known.limit(1))) is not None:
        if offer.state is OfferState.SUGGESTED:
            return offer
        raise RedeploymentError(f"This role is {offer.state} to them already")
    offer = RedeploymentOffer(entry_id=entry.id, vacancy_id=vacancy.id, suggested_on=day)
    db.session.add(offer)
    db.session.flush()
    note_step(offer, "", by, day, moment)
    return offer


def make_offer(
    offer: RedeploymentOffer,
    given: OfferGiven,
    *,
    law: RuleBook,
    employer_id: int,
    out_of_turn_reason: str,
    seen: int | None,
    by: Viewer,
    day: date,
    moment: datetime,
) -> bool:
    """Make the offer, or ask for a second look when somebody must come first. Gives back whether it is made.

    Raises ``OutOfTurnError`` when a reason is needed for that and none is given.
    """
    check_version(offer, seen)
    check_offer_move(offer.state, OfferState.OFFERED)
    vacancy = _locked(offer.vacancy_id)
    _check_place(vacancy)
    timely = in_time(law, given)
    if not timely.value:
        raise RedeploymentError(timely.message)
    trial = trial_of(law, given.starts_on, given.retraining) if given.different_terms else None
    offer.old_job_ends, offer.starts_on, offer.answer_by = (
        given.old_job_ends,
        given.starts_on,
        given.answer_by,
    )
    offer.different_terms = given.different_terms
    offer.trial_ends = trial.known.last if trial else None
    if given.retraining is not None:
        offer.retraining_agreed_on, offer.retraining_terms = (
            given.retraining.agreed_on,
            given.retraining.terms,
        )
    person = offer.entry.affected.person_id
    first = _first(vacancy, employer_id, day)
    if offer.agreed_by_id is None and first and person not in protected_on([person], day):
        if not out_of_turn_reason:
            raise OutOfTurnError(first)
        offer.out_of_turn_reason, offer.asked_by_id = out_of_turn_reason, by.account_id
        db.session.flush()
        record(by, "redeployment offer", offer, {"step": "second look asked for"})
        return False
    offer.state, offer.offered_on = OfferState.OFFERED, given.offered_on
    _remember_telling(offer, given.told)
    db.session.flush()
    note_step(offer, "", by, given.offered_on, moment)
    follow(
        offer,
        AffectedStatus.OFFERED_ALTERNATIVE,
        f"Offered {vacancy.title}",
        given.offered_on,
        given.told,
        given.answer_by,
        employer_id,
        by,
        moment,
    )
    return True


def tell_offer(
    offer: RedeploymentOffer,
    told: Telling,
    *,
    employer_id: int,
    seen: int | None,
    by: Viewer,
    moment: datetime,
) -> None:
    """Record that the person was told of an offer; from then on they are shown it and can answer."""
    check_version(offer, seen)
    if offer.state is not OfferState.OFFERED:
        raise RedeploymentError(f"This offer is {offer.state}: there is nothing to tell")
    if offer.told_on is not None:
        raise RedeploymentError("They have been told of this offer already")
    if offer.offered_on is not None and told.on < offer.offered_on:
        raise RedeploymentError("Enter the day the offer was made or a later one")
    _remember_telling(offer, told)
    db.session.flush()
    record(by, "redeployment offer", offer, {"step": "told"})
    tell_status(offer, told, employer_id, by, moment)


def _remember_telling(offer: RedeploymentOffer, told: Telling | None) -> None:
    """Keep the first time that the person was told of the offer."""
    if told is not None and offer.told_on is None:
        offer.told_on, offer.told_how = told.on, told.how
        offer.told_by, offer.told_by_id = told.by, told.by_id


def _first(vacancy: Vacancy, employer_id: int, day: date) -> frozenset[int]:
    return first_for(vacancy, opening_of(vacancy), on_register(employer_id), day)


def _locked(vacancy_id: int) -> Vacancy:
    """The vacancy, nobody else taking its places meanwhile."""
    return db.session.scalars(
        sa.select(Vacancy)
        .where(Vacancy.id == vacancy_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _check_place(vacancy: Vacancy) -> None:
    if vacancy.state is not VacancyState.OPEN:
        raise RedeploymentError(f"This role is {vacancy.state}")
    if _taken(vacancy) >= vacancy.places:
        raise RedeploymentError(
            "This role is offered to somebody else: wait for the answer, or let that offer lapse first"
        )


def _taken(vacancy: Vacancy, *states: OfferState) -> int:
    query = sa.select(sa.func.count()).where(
        RedeploymentOffer.vacancy_id == vacancy.id, RedeploymentOffer.state.in_(states or TAKES_A_PLACE)
    )
    return db.session.scalar(query) or 0


def second_look(
    offer: RedeploymentOffer,
    *,
    agreed: bool,
    note: str,
    seen: int | None,
    by: Viewer,
    day: date,
    moment: datetime,
) -> None:
    """Another HR partner agrees that the offer is made out of turn, or sends it back."""
    check_version(offer, seen)
    if offer.state is not OfferState.SUGGESTED or offer.asked_by_id is None or offer.agreed_by_id is not None:
        raise RedeploymentError("No second look is asked for")
    if offer.asked_by_id == by.account_id:
        raise RedeploymentError("You asked for the second look: another HR partner must take it")
    if agreed:
        offer.agreed_by_id = by.account_id
    else:
        offer.asked_by_id, offer.out_of_turn_reason = None, ""
    db.session.flush()
    word = "agreed" if agreed else "sent back"
    note_step(offer, f"Second look: {word}. {note}".strip(), by, day, moment)


def answer(
    offer: RedeploymentOffer,
    *,
    accepts: bool,
    reason: str,
    on: date,
    employer_id: int,
    seen: int | None,
    by: Viewer,
    moment: datetime,
) -> None:
    """The person's answer. Refusing takes a reason, in their words."""
    check_version(offer, seen)
    wanted = OfferState.REFUSED if not accepts else OfferState.ACCEPTED
    if accepts and offer.different_terms:
        wanted = OfferState.IN_TRIAL
    check_offer_move(offer.state, wanted)
    if offer.state is not OfferState.OFFERED:
        raise RedeploymentError(f"This offer is {offer.state} already: look at it again")
    if not accepts and not reason:
        raise RedeploymentError("Enter the reason, in the person’s own words")
    told = told_by_answer(offer, on)
    offer.state, offer.answered_on, offer.reason = wanted, on, reason
    _remember_telling(offer, told)
    db.session.flush()
    note_step(offer, reason, by, on, moment)
    title = offer.vacancy.title
    if wanted is OfferState.IN_TRIAL:
        words = f"Accepted {title} for a trial until {_day(offer.trial_ends)}"
        follow(offer, AffectedStatus.IN_TRIAL, words, on, told, offer.trial_ends, employer_id, by, moment)
    elif wanted is OfferState.ACCEPTED:
        _settle(offer, on, employer_id, by, moment)
    else:
        back_at_risk(offer, f"Refused {title}", on, told, employer_id, by, moment)


def end_trial(
    offer: RedeploymentOffer,
    *,
    stays: bool,
    reason: str,
    on: date,
    employer_id: int,
    seen: int | None,
    by: Viewer,
    moment: datetime,
) -> None:
    """What became of the trial."""
    check_version(offer, seen)
    check_offer_move(offer.state, OfferState.ACCEPTED)
    if offer.state is not OfferState.IN_TRIAL:
        raise RedeploymentError(f"This offer is {offer.state}: there is no trial")
    if offer.starts_on is not None and on < offer.starts_on:
        raise RedeploymentError("The trial has not begun on that day")
    if not stays and not reason:
        raise RedeploymentError("Enter why the trial did not work, in the words of who ended it")
    offer.reason = reason
    if stays:
        offer.state = OfferState.ACCEPTED
        db.session.flush()
        note_step(offer, reason, by, on, moment)
        _settle(offer, on, employer_id, by, moment)
        return
    offer.state = OfferState.REFUSED
    db.session.flush()
    note_step(offer, reason, by, on, moment)
    words = f"The trial of {offer.vacancy.title} did not work"
    back_at_risk(offer, words, on, told_by_answer(offer, on), employer_id, by, moment)


def agree_retraining(
    offer: RedeploymentOffer, given: Retraining, *, law: RuleBook, seen: int | None, by: Viewer
) -> date:
    """Lengthen the trial for retraining. Gives back its new last day."""
    check_version(offer, seen)
    if offer.state not in (OfferState.OFFERED, OfferState.IN_TRIAL) or offer.starts_on is None:
        raise RedeploymentError(f"This offer is {offer.state}: there is no trial to lengthen")
    last = trial_of(law, offer.starts_on, given).known.last
    offer.trial_ends = last
    offer.retraining_agreed_on, offer.retraining_terms = given.agreed_on, given.terms
    db.session.flush()
    record(by, "redeployment offer", offer, {"step": "retraining agreed"})
    return last


def lapse(
    offer: RedeploymentOffer,
    *,
    note: str,
    told: Telling | None,
    on: date,
    employer_id: int,
    seen: int | None,
    by: Viewer,
    moment: datetime,
) -> None:
    """The offer, or the suggestion, is not followed up. Whoever was told of the offer is told this too."""
    check_version(offer, seen)
    was = offer.state
    check_offer_move(was, OfferState.LAPSED)
    if offer.told_on is None:
        told = None
    elif told is None:
        raise RedeploymentError("They hold this offer: tell them first that it lapses, then record how")
    offer.state = OfferState.LAPSED
    db.session.flush()
    note_step(offer, note, by, on, moment)
    if was is OfferState.OFFERED:
        words = f"The offer of {offer.vacancy.title} lapsed"
        back_at_risk(offer, words, on, told, employer_id, by, moment)


def _settle(offer: RedeploymentOffer, on: date, employer_id: int, by: Viewer, moment: datetime) -> None:
    """Redeployed: off the register, other offers lapse, and the role is filled when its places are."""
    words = f"Redeployed to {offer.vacancy.title}"
    follow(
        offer, AffectedStatus.REDEPLOYED, words, on, told_by_answer(offer, on), None, employer_id, by, moment
    )
    others = sa.select(RedeploymentOffer).where(
        RedeploymentOffer.entry_id == offer.entry_id,
        RedeploymentOffer.id != offer.id,
        RedeploymentOffer.state.in_(LIVE),
    )
    for other in db.session.scalars(others):
        other.state = OfferState.LAPSED
        db.session.flush()
        note_step(other, "Took another role", by, on, moment)
    offer.entry.left_on, offer.entry.left_because = on, Exit.REDEPLOYED
    vacancy = _locked(offer.vacancy_id)
    if _taken(vacancy, OfferState.ACCEPTED) >= vacancy.places:
        vacancy.state = VacancyState.FILLED
    db.session.flush()


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day not set"
