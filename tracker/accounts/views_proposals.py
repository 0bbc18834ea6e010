"""The page where administrators hand access on after a reorganisation."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.accounts import proposals
from tracker.accounts.access_services import GrantError
from tracker.accounts.blueprint import accounts
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@accounts.get("/access-proposals")
@requires(Permission.ACCOUNT_MANAGE)
def list_proposals() -> ResponseReturnValue:
    """Access that waits to be handed on."""
    rows = proposals.proposal_lines(current_viewer(), today())
    return render_template("accounts/proposals.html", rows=rows)


@accounts.post("/access-proposals/<string:reference>")
@requires(Permission.ACCOUNT_MANAGE)
def answer_proposal(reference: str) -> ResponseReturnValue:
    """Give it, or decline."""
    viewer = current_viewer()
    proposal = proposals.get_proposal(reference, viewer)
    try:
        with unit_of_work():
            if request.form.get("answer") == "give":
                proposals.give(proposal, by=viewer, day=today(), moment=database.now())
                said = "Access given. To take it back, end it on the account"
            else:
                proposals.decline(proposal, by=viewer, moment=database.now())
                said = "Declined: the access stays as it is"
    except GrantError as problem:
        flash(str(problem), "warning")
    else:
        flash(said, "success")
    return redirect(url_for("accounts.list_proposals"))
