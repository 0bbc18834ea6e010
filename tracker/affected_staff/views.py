"""Pages of affected people: the list for a change, one person, moving statuses."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import (
    lists,
    services,
    views_impacts,  # noqa: F401  its pages register themselves
)
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.clocks import clock_of
from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.forms import StatusForm
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import get_affected
from tracker.affected_staff.rules import IMPACT_LABELS, MANAGER_ACTION, AffectedStatus, StatusMoveError
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

__all__ = ["affected_staff"]


@affected_staff.get("/changes/<string:reference>/affected-staff")
@requires(Permission.AFFECTED_STAFF_READ)
def list_affected(reference: str) -> ResponseReturnValue:
    """Who is affected by the change, as far as the viewer may see."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    listing = listing_from_request("name")
    return render_template(
        "affected_staff/list.html",
        change=change,
        page=lists.affected_page(change, viewer, day, listing),
        listing=listing,
        status_options=[(each.value, each.value) for each in AffectedStatus],
        may_move=viewer.may(Permission.AFFECTED_STAFF_UPDATE),
        may_attach=viewer.may(Permission.IMPACT_ASSESS),
        most=lists.MOST_AT_ONCE,
    )


@affected_staff.get("/affected/<string:reference>")
@requires(Permission.AFFECTED_STAFF_READ)
def show_affected(reference: str) -> ResponseReturnValue:
    """One person in one change: where they stand, how it touches them, and how they came there."""
    viewer, day = current_viewer(), today()
    person = get_affected(reference, viewer, day)
    return render_template(
        "affected_staff/show.html",
        affected=person,
        number=lists.number_for(person, viewer),
        unit=lists.unit_name(person.unit_id),
        steps=lists.history(person),
        touches=lists.touches(person),
        action=MANAGER_ACTION[person.status],
        clock=clock_of(person, person.change, day),
        may_move=viewer.may(Permission.AFFECTED_STAFF_UPDATE),
        may_read_impacts=viewer.may(Permission.IMPACT_READ),
        impact_labels=IMPACT_LABELS,
    )


@affected_staff.route("/changes/<string:reference>/affected-staff/status", methods=["GET", "POST"])
@requires(Permission.AFFECTED_STAFF_UPDATE)
def move_status(reference: str) -> ResponseReturnValue:
    """Move chosen people to another status, on a page that names each of them."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    form = StatusForm()
    form.offer()
    people = _chosen(change, viewer)
    if not people:
        flash("Tick at least one person to move", "warning")
        return redirect(url_for("affected_staff.list_affected", reference=reference))
    if request.method == "GET":
        form.on.process(None, day)
    elif names := _moved_meanwhile(people):
        form.validate()
        form.say(
            "status", f"Somebody else moved {names} meanwhile: look at the list below, then move them again"
        )
    elif form.validate_on_submit() and form.on.data is not None:
        try:
            with unit_of_work():
                services.move_statuses(
                    people,
                    AffectedStatus(form.status.data),
                    on=form.on.data,
                    reason=form.reason.data,
                    told_on=form.told_on.data,
                    next_step_on=form.next_step_on.data,
                    employer_id=employer_of(change),
                    by=viewer,
                    moment=database.now(),
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
