"""Pages of joint concerns: a draft put to another union, and that union's word."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from tracker import database
from tracker.concerns import queries_drafts, queries_joint, services_joint
from tracker.concerns.blueprint import concerns
from tracker.concerns.models_drafts import JointProposal
from tracker.concerns.rules import ConcernMoveError
from tracker.concerns.services import NotRecognisedError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.forms import EditForm
from tracker.web.once import OnceForm, made_before, once


class ProposeForm(OnceForm):
    """Which union is asked."""

    partner = RadioField("The other union", coerce=str, choices={}, validate_choice=True)


@concerns.route("/drafts/<string:reference>/propose", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def propose_jointly(reference: str) -> ResponseReturnValue:
    """Ask another union to raise a draft together; nothing but its words is shown to them."""
    viewer = current_viewer()
    draft = queries_drafts.own_draft(reference, viewer) or abort(404)
    form = ProposeForm()
    why_not = services_joint.stands_in_the_way(draft)
    others = {each.reference: each for each in queries_joint.partners_for(draft)}
    form.partner.choices = {each.reference: each.name for each in others.values()}
    if len(others) == 1 and request.method == "GET":
        form.partner.data = next(iter(others))
    made = form.made.data or ""
    mine = JointProposal.proposed_by_id == viewer.account_id
    if form.is_submitted() and made_before(JointProposal, made, mine) is not None:
        return redirect(url_for("concerns.show_proposal", reference=made))
    if not why_not and form.validate_on_submit():
        try:
            with once(JointProposal, made):
                services_joint.propose(
                    draft, others[form.partner.data], reference=made, by=viewer, moment=database.now()
                )
        except ConcernMoveError as error:  # the draft moved on in another window
            flash(str(error), "warning")
            return redirect(url_for("concerns.list_drafts"))
        flash("Proposed. It is raised once the other union agrees", "success")
        return redirect(url_for("concerns.show_proposal", reference=made))
    page = render_template("concerns/propose.html", draft=draft, form=form, why_not=why_not)
    return page, 400 if form.errors else 200


@concerns.route("/joint/<string:reference>", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def show_proposal(reference: str) -> ResponseReturnValue:
    """The words proposed; the other union agrees or declines, the union that proposed takes it back."""
    viewer, form, refused = current_viewer(), EditForm(), ""
    proposal = queries_joint.get_proposal(reference, viewer)
    step = request.form.get("step")
    if form.validate_on_submit() and step in ("agree", "decline", "take back"):
        try:
            with unit_of_work():
                concern = None
                if step == "take back":
                    services_joint.take_back(proposal, by=viewer, moment=database.now(), seen=form.seen())
                else:
                    concern = services_joint.decide(
                        proposal, agreed=step == "agree", by=viewer, moment=database.now(), seen=form.seen()
                    )
                made = concern.reference if concern else None
            if made:
                flash("Raised by both unions", "success")
                return redirect(url_for("concerns.show_concern", reference=made))
            flash("Taken back" if step == "take back" else "Declined", "success")
            return redirect(url_for("concerns.show_proposal", reference=reference))
        except (ConcernMoveError, NotRecognisedError) as error:
            refused = str(error)
        except EditConflictError:
            refused = "The proposal has moved on meanwhile: see below"
        proposal = queries_joint.get_proposal(reference, viewer)
    form.show_version(proposal)
    page = render_template(
        "concerns/proposal.html",
        proposal=proposal,
        form=form,
        refused=refused,
        concern=queries_joint.concern_of(proposal),
        may_decide=queries_joint.may_decide(proposal, viewer),
        may_take_back=queries_joint.may_take_back(proposal, viewer),
    )
    return page, 409 if refused else 200
