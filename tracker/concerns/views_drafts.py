"""Pages of drafts: the list, sharing one and deleting one. Writing and raising is the page of raising."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.concerns import queries_drafts, queries_joint, services_drafts
from tracker.concerns.blueprint import concerns
from tracker.concerns.models_drafts import ConcernDraft
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires


@concerns.get("/drafts")
@requires(Permission.CONCERN_RAISE)
def list_drafts() -> ResponseReturnValue:
    """One's own drafts, those that colleagues have shared, and joint concerns that wait for a union."""
    viewer = current_viewer()
    return render_template(
        "concerns/drafts.html",
        drafts=queries_drafts.drafts_of(viewer),
        proposals=queries_joint.open_proposals(viewer),
    )


@concerns.post("/drafts/<string:reference>/share")
@requires(Permission.CONCERN_RAISE)
def share_draft(reference: str) -> ResponseReturnValue:
    """Let colleagues of the union read it, or no longer."""
    shared = request.form.get("shared") == "yes"
    with unit_of_work():
        services_drafts.share_draft(_own(reference), shared=shared, by=current_viewer())
    flash("Colleagues of your union can read the draft" if shared else "Only you read the draft", "success")
    return redirect(url_for("concerns.list_drafts"))


@concerns.route("/drafts/<string:reference>/delete", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def delete_draft(reference: str) -> ResponseReturnValue:
    """Ask, then take it away for good."""
    draft = queries_drafts.own_draft(reference, current_viewer())
    if draft is None:
        if request.method == "GET":
            abort(404)
        flash("You have no such draft any more", "warning")  # the button was pressed twice
        return redirect(url_for("concerns.list_drafts"))
    if request.method == "GET":
        return render_template("concerns/delete_draft.html", draft=draft)
    with unit_of_work():
        services_drafts.delete_draft(draft, by=current_viewer())
    flash("Draft deleted", "success")
    return redirect(url_for("concerns.list_drafts"))


def _own(reference: str) -> ConcernDraft:
    draft = queries_drafts.own_draft(reference, current_viewer())
    return draft if draft is not None else abort(404)
