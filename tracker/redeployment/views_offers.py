"""Pages of offers for HR: suggesting, making, a second look, answers recorded, the trial."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.forms_telling import ToldForm
from tracker.audit import looks
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.trial import offer_in_time, trial_period
from tracker.redeployment import lists, matching, queries, services_offers
from tracker.redeployment.acting import act_on
from tracker.redeployment.blueprint import redeployment
from tracker.redeployment.forms import (
    AnswerForm,
    LapseForm,
    OfferForm,
    RetrainingForm,
    SecondLookForm,
    ToldLapseForm,
    TrialForm,
)
from tracker.redeployment.models import RedeploymentOffer
from tracker.redeployment.rules import OfferState, RedeploymentError
from tracker.redeployment.services_offers import OutOfTurnError, Retraining
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@redeployment.post("/redeployment/<string:reference>/suggest")
@requires(Permission.REDEPLOYMENT_MANAGE)
def suggest(reference: str) -> ResponseReturnValue:
    """Note a role for somebody."""
    viewer, day = current_viewer(), today()
    entry = queries.get_entry(reference, viewer, day)
    vacancy = queries.get_vacancy(request.form.get("vacancy", ""), viewer, day)
    try:
        with unit_of_work():
            offer = services_offers.suggest(entry, vacancy, by=viewer, day=day, moment=database.now())
    except (RedeploymentError, EditConflictError) as error:
        flash(str(error) or "Somebody else changed this just now: look again", "warning")
        return redirect(url_for("redeployment.show_entry", reference=reference))
    flash("Noted. The person is not shown a suggestion", "success")
    return redirect(url_for("redeployment.show_offer", reference=offer.reference))


@redeployment.get("/offers/<string:reference>")
@requires(Permission.REDEPLOYMENT_MANAGE)
def show_offer(reference: str) -> ResponseReturnValue:
    """One offer: its days with the sums, why the role suits, and what became of it."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    opening = matching.opening_of(offer.vacancy)
    sites = matching.site_names(offer.vacancy.employer_id, day)
    [match] = matching.matches([matching.candidate_of(offer.entry)], [opening], day, sites)
    person = offer.entry.affected.person_id
    text = render_template(
        "redeployment/offer.html",
        offer=offer,
        match=match,
        sums=sums_of(offer),
        not_advice=NOT_ADVICE,
        steps=lists.steps_of(offer),
        mine=offer.asked_by_id == viewer.account_id,
        second_look=offer.asked_by_id is not None and offer.agreed_by_id is None,
        today=day,
    )
    looks.note_looks(viewer, [person], looks.Where.PERSON, day, about=("redeployment offer", reference))
    return text


def sums_of(offer: RedeploymentOffer) -> list[Any]:
    """The law engine's findings about the offer's days, with their steps and sources."""
    if offer.starts_on is None:
        return []
    law = rule_book()
    found: list[Any] = [offer_in_time(law, offer.old_job_ends, offer.offered_on or today(), offer.starts_on)]
    if offer.different_terms:
        longer = offer.trial_ends if offer.retraining_agreed_on else None
        found.append(trial_period(law, offer.starts_on, longer))
    return found


@redeployment.route("/offers/<string:reference>/make", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def make_offer(reference: str) -> ResponseReturnValue:
    """Put the role to the person; in turn, or with a reason and a second look."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    if offer.state is not OfferState.SUGGESTED:
        flash(f"This offer is {offer.state} already", "warning")
        return _to(offer)
    form = OfferForm(obj=None if request.method == "POST" else offer)
    made: list[bool] = []
    first: list[str] = []
    if request.method == "GET":
        form.offered_on.process(None, day)
        form.told_by.data = viewer.name
        form.retraining.data = offer.retraining_agreed_on is not None

    def act() -> None:
        try:
            made.append(
                services_offers.make_offer(
                    offer,
                    form.given(viewer),
                    law=rule_book(),
                    employer_id=employer_of(offer.entry.affected.change),
                    out_of_turn_reason=form.out_of_turn_reason.data or "",
                    seen=form.seen(),
                    by=viewer,
                    day=day,
                    moment=database.now(),
                )
            )
        except OutOfTurnError as error:
            shown = matching.names_of(viewer, day, error.first)
            hidden = len(error.first) - len(shown)
            first.extend(shown)
            if hidden:
                first.append(f"{hidden} on the register of another programme")
            form.say("out_of_turn_reason", "Enter why this offer is made out of turn, or offer it in turn")
            raise RedeploymentError(f"{', '.join(first)} must be offered this role first") from error

    def done() -> tuple[str, str]:
        if made[-1]:
            words = "Offered. Their status is now “offered alternative”"
            if form.told_on.data is None:
                words += ". They are shown it once you have recorded that they were told"
        else:
            words = "Not offered yet: another HR partner is asked for a second look"
        return words, url_for("redeployment.show_offer", reference=reference)

    return act_on(
        form,
        "redeployment/make_offer.html",
        act,
        row=lambda: queries.get_offer(reference, viewer, day),
        shown=lambda: {"offer": queries.get_offer(reference, viewer, day), "first": first},
        done=done,
        check=lambda: form.check(day),
    )


def _to(offer: RedeploymentOffer) -> ResponseReturnValue:
    return redirect(url_for("redeployment.show_offer", reference=offer.reference))


def _page(
    offer: RedeploymentOffer,
    form: Any,
    template: str,
    act: Any,
    words: str,
    viewer: Viewer,
    *,
    check: Callable[[], bool] | None = None,
) -> ResponseReturnValue:
    """A form over an offer, from its page and back to it."""
    reference, day = offer.reference, today()
    return act_on(
        form,
        template,
        act,
        row=lambda: queries.get_offer(reference, viewer, day),
        shown=lambda: {"offer": queries.get_offer(reference, viewer, day)},
        done=lambda: (words, url_for("redeployment.show_offer", reference=reference)),
        check=check,
    )


@redeployment.route("/offers/<string:reference>/tell", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def tell_offer(reference: str) -> ResponseReturnValue:
    """Record that the person was told of the offer; from then on they are shown it."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    if offer.state is not OfferState.OFFERED or offer.told_on is not None:
        flash("They have been told of this offer, or it is not running any more", "warning")
        return _to(offer)
    form = ToldForm()
    if request.method == "GET":
        form.told_on.process(None, day)
        form.told_by.data = viewer.name

    def act() -> None:
        told = form.telling(viewer)
        assert told is not None
        services_offers.tell_offer(
            offer,
            told,
            employer_id=employer_of(offer.entry.affected.change),
            seen=form.seen(),
            by=viewer,
            moment=database.now(),
        )

    words = f"Recorded. {offer.entry.affected.person.name} can now read the offer and answer it"
    return _page(offer, form, "redeployment/tell.html", act, words, viewer, check=lambda: form.check(day))


@redeployment.route("/offers/<string:reference>/second-look", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def second_look(reference: str) -> ResponseReturnValue:
    """Another HR partner agrees to an offer out of turn, or sends it back."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    if offer.asked_by_id is None or offer.agreed_by_id is not None or offer.asked_by_id == viewer.account_id:
        flash("There is no second look here for you to take", "warning")
        return _to(offer)
    form = SecondLookForm()

    def act() -> None:
        services_offers.second_look(
            offer,
            agreed=form.decision.data == "agree",
            note=form.note.data,
            seen=form.seen(),
            by=viewer,
            day=day,
            moment=database.now(),
        )

    return _page(offer, form, "redeployment/second_look.html", act, "Recorded", viewer)


@redeployment.route("/offers/<string:reference>/answer", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def record_answer(reference: str) -> ResponseReturnValue:
    """Record an answer given on paper or by word."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    form = AnswerForm()
    if request.method == "GET":
        form.on.process(None, day)
        if offer.state is not OfferState.OFFERED:
            flash(f"This offer is {offer.state}: there is nothing to answer", "warning")
            return _to(offer)

    def act() -> None:
        services_offers.answer(
            offer,
            accepts=form.decision.data == "accept",
            reason=form.reason.data or "",
            on=form.on.data or day,
            employer_id=employer_of(offer.entry.affected.change),
            seen=form.seen(),
            by=viewer,
            moment=database.now(),
        )

    return _page(offer, form, "redeployment/answer.html", act, "Answer recorded", viewer)


@redeployment.route("/offers/<string:reference>/trial", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def end_trial(reference: str) -> ResponseReturnValue:
    """Record what became of the trial."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    form = TrialForm()
    if request.method == "GET":
        form.on.process(None, day)
        if offer.state is not OfferState.IN_TRIAL:
            flash(f"This offer is {offer.state}: there is no trial", "warning")
            return _to(offer)

    def act() -> None:
        services_offers.end_trial(
            offer,
            stays=form.decision.data == "stays",
            reason=form.reason.data or "",
            on=form.on.data or day,
            employer_id=employer_of(offer.entry.affected.change),
            seen=form.seen(),
            by=viewer,
            moment=database.now(),
        )

    return _page(offer, form, "redeployment/trial.html", act, "Recorded what became of the trial", viewer)


@redeployment.route("/offers/<string:reference>/retraining", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def agree_retraining(reference: str) -> ResponseReturnValue:
    """Lengthen the trial for retraining."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    form = RetrainingForm()

    def act() -> None:
        assert form.until.data is not None
        given = Retraining(until=form.until.data, agreed_on=form.agreed_on.data, terms=form.terms.data)
        services_offers.agree_retraining(offer, given, law=rule_book(), seen=form.seen(), by=viewer)

    return _page(offer, form, "redeployment/retraining.html", act, "The trial is longer now", viewer)


@redeployment.route("/offers/<string:reference>/lapse", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def lapse(reference: str) -> ResponseReturnValue:
    """Let an offer or a suggestion go."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    form = ToldLapseForm() if offer.told_on is not None else LapseForm()
    if request.method == "GET" and isinstance(form, ToldLapseForm):
        form.told_by.data = viewer.name

    def act() -> None:
        services_offers.lapse(
            offer,
            note=form.note.data or "",
            told=form.telling(viewer),
            on=day,
            employer_id=employer_of(offer.entry.affected.change),
            seen=form.seen(),
            by=viewer,
            moment=database.now(),
        )

    return _page(offer, form, "redeployment/lapse.html", act, "Lapsed", viewer, check=lambda: form.check(day))
