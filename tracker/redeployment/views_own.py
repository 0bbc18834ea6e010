"""Pages of the person on the register: their offers, the roles open to them, their answer."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff.deriving import employer_of
from tracker.policy.access.permissions import Permission
from tracker.redeployment import lists, matching, queries, services_offers
from tracker.redeployment.acting import act_on
from tracker.redeployment.blueprint import redeployment
from tracker.redeployment.forms import AnswerForm
from tracker.redeployment.rules import OfferState
from tracker.redeployment.views_offers import sums_of
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@redeployment.get("/my-roles")
@requires(Permission.REDEPLOYMENT_OWN)
def own_roles() -> ResponseReturnValue:
    """The viewer's own offers, and the roles open to them with why each may suit."""
    viewer, day = current_viewer(), today()
    entry = queries.own_entry(viewer, day)
    found = []
    if entry is not None:
        employer_id = employer_of(entry.affected.change)
        roles = matching.openings(viewer, day)
        candidate = matching.candidate_of(entry)
        sites = matching.site_names(employer_id, day)
        found = matching.matches([candidate], roles, day, sites, who="you")
    return render_template(
        "redeployment/own.html", entry=entry, matches=found, offers=lists.offers_where(viewer, day)
    )


@redeployment.route("/my-roles/<string:reference>", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_OWN)
def answer_offer(reference: str) -> ResponseReturnValue:
    """One's own offer with its days, and the answer."""
    viewer, day = current_viewer(), today()
    offer = queries.get_offer(reference, viewer, day)
    form = AnswerForm()
    if request.method == "POST" and offer.state is not OfferState.OFFERED:
        flash(f"This offer is {offer.state} already", "warning")
        return redirect(url_for("redeployment.answer_offer", reference=reference))

    def act() -> None:
        services_offers.answer(
            offer,
            accepts=form.decision.data == "accept",
            reason=form.reason.data or "",
            on=day,
            employer_id=employer_of(offer.entry.affected.change),
            seen=form.seen(),
            by=viewer,
            moment=database.now(),
        )

    def shown() -> dict[str, object]:
        fresh = queries.get_offer(reference, viewer, day)
        return {"offer": fresh, "sums": sums_of(fresh)}

    return act_on(
        form,
        "redeployment/own_offer.html",
        act,
        row=lambda: queries.get_offer(reference, viewer, day),
        shown=shown,
        done=lambda: ("Your answer is recorded", url_for("redeployment.answer_offer", reference=reference)),
    )
