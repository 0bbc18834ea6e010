"""Pages of handovers: giving one's matters, or those of somebody who has left, and what went over."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.accounts.models import Account
from tracker.database import db
from tracker.handover import queries, services
from tracker.handover.blueprint import handover
from tracker.handover.forms import HandoverForm
from tracker.handover.models import Handover
from tracker.notifications.deadlines import deadlines_of
from tracker.notifications.kinds import matters
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.once import made_before, once

__all__ = ["handover"]

AHEAD = timedelta(days=60)
BEHIND = timedelta(days=365)


@handover.route("", methods=["GET", "POST"])
@requires(Permission.HANDOVER_MAKE)
def hand_over() -> ResponseReturnValue:
    """What somebody leads on, and moving it to a colleague. ``from`` in the address: who has left."""
    viewer, day = current_viewer(), today()
    left = {account.reference: account for account in queries.gone(viewer, day)}
    giver = _giver(viewer, left)
    people = queries.colleagues(viewer, day)
    if giver.id != viewer.account_id:
        people = [db.session.get_one(Account, viewer.account_id), *people]
    items = queries.led_by(giver.id, viewer, day)
    form = HandoverForm(items=[item.key for item in items])
    form.offer(items, people)
    if form.is_submitted():
        made = form.made.data or ""
        if made_before(Handover, made, Handover.by_id == viewer.account_id):
            return redirect(url_for("handover.show_handover", reference=made))
        if form.validate() and not form.chosen():
            form.say("items", "What you ticked is led by somebody else by now: look at the list again")
        taker = next((each for each in people if each.reference == form.to.data), None)
        if (
            taker
            and not form.errors
            and (wrong := queries.strangers_to(form.chosen(), taker.id, viewer.role, day))
        ):
            form.say("to", f"{taker.name} may not lead on “{wrong[0].title}”")
        if taker and not form.errors:
            with once(Handover, made):
                services.hand_over(
                    form.chosen(),
                    giver,
                    taker,
                    form.note.data or "",
                    reference=made,
                    by=viewer,
                    moment=database.now(),
                )
            flash(f"Handed over to {taker.name}", "success")
            return redirect(url_for("handover.show_handover", reference=made))
    keeps = [each for each in deadlines_of(viewer, day - BEHIND, day + AHEAD) if each.mine]
    return (
        render_template(
            "handover/give.html",
            form=form,
            giver=giver,
            own=giver.id == viewer.account_id,
            left=[account for account in left.values() if account.id != giver.id],
            items=items,
            keeps=keeps,
            endpoints={name: matter.endpoint for name, matter in matters.items()},
            done=queries.handovers_of(viewer),
            day=day,
        ),
        400 if form.errors else 200,
    )


def _giver(viewer: Viewer, left: dict[str, Account]) -> Account:
    """The viewer, or who has left and is named in the address."""
    if not (reference := request.args.get("from")):
        return db.session.get_one(Account, viewer.account_id)
    return left[reference] if reference in left else abort(404)


@handover.get("/<string:reference>")
@requires(Permission.HANDOVER_MAKE)
def show_handover(reference: str) -> ResponseReturnValue:
    """What went over, and what to know of it; for the giver, the taker and who did it."""
    rows = queries.handovers_of(current_viewer(), Handover.reference == reference)
    return render_template("handover/show.html", row=rows[0] if rows else abort(404))
