"""Pages that move many people of a change together."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import lists, services_statuses
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.forms_statuses import StepForm
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus, StatusMoveError
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request


@affected_staff.route("/changes/<string:reference>/affected-staff/status", methods=["GET", "POST"])
@requires(Permission.AFFECTED_STAFF_UPDATE)
def move_status(reference: str) -> ResponseReturnValue:
    """Move chosen people to another status, on a page that names each of them."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    form = StepForm()
    form.offer(list(AffectedStatus))
    people = _chosen(change, viewer)
    if not people:
        flash("Tick at least one person to move", "warning")
        return redirect(url_for("affected_staff.list_affected", reference=reference))
    if request.method == "GET":
        form.on.process(None, day)
        form.told_by.data = viewer.name
    elif names := _moved_meanwhile(people):
        form.check(day)
        form.say(
            "status", f"Somebody else moved {names} meanwhile: look at the list below, then move them again"
        )
    elif form.check(day):
        given = form.given(viewer)
        try:
            with unit_of_work():
                services_statuses.move_statuses(
                    people, given, employer_id=employer_of(change), by=viewer, moment=database.now()
                )
        except StatusMoveError as error:
            form.say("status", str(error))
            people = _chosen(change, viewer)
        except EditConflictError:
            form.say("status", "Somebody else changed one of these people just now: look at the list again")
            people = _chosen(change, viewer)
        else:
            word = "person is" if len(people) == 1 else "people are"
            flash(f"{len(people):,} {word} now {form.status.data}", "success")
            return redirect(url_for("affected_staff.list_affected", reference=reference))
    status = 400 if form.errors else 200
    return render_template("affected_staff/status.html", change=change, form=form, people=people), status


def _moved_meanwhile(people: list[AffectedPerson]) -> str:
    """Names of those whose status is no longer the one that the form showed."""
    seen = dict(each.rpartition(".")[::2] for each in request.form.getlist("seen"))
    return ", ".join(
        row.person.name for row in people if seen.get(row.reference, str(row.version)) != str(row.version)
    )


def _chosen(change: Change, viewer: Viewer) -> list[AffectedPerson]:
    """The people ticked, or everyone on the narrowed list; those named in a form when it is sent."""
    if request.method == "POST":
        references = request.form.getlist("who")
    elif request.args.get("everyone"):
        references = lists.references_meant(change, viewer, today(), listing_from_request("name"))
    else:
        references = request.args.getlist("who")
    if len(references) > lists.MOST_AT_ONCE:
        abort(413)
    return lists.chosen(change, viewer, today(), references)
