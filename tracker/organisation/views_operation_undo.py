"""Taking back what was done to the structure, while nothing depends on it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import EditConflictError, unit_of_work
from tracker.organisation import queries_operation_undo as undoing
from tracker.organisation import queries_operations, queries_undo
from tracker.organisation import services_operation_undo as services
from tracker.organisation.blueprint import organisation
from tracker.organisation.rules_operations import OperationError, OperationState
from tracker.organisation.services_undo import DependsError
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.forms import EditForm


@organisation.route("/register/structure/<string:reference>/undo", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def undo_operation(reference: str) -> ResponseReturnValue:
    """What would be taken back, or what depends on it; then all of it or nothing."""
    viewer = current_viewer()
    row = queries_operations.get_operation(reference, viewer)
    shown = redirect(url_for("organisation.show_operation", reference=reference))
    if row.state is not OperationState.DONE:
        return shown
    form = EditForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.undo_operation(row, seen=form.seen(), by=viewer, at=database.now())
        except DependsError:
            flash("Nothing was undone: something depends on it by now", "warning")
            return redirect(url_for("organisation.undo_operation", reference=reference))
        except OperationError as error:
            flash(f"Nothing was undone. {error}", "warning")
        except EditConflictError:
            flash("Nothing was undone: somebody else changed this. Read it again", "warning")
        else:
            flash(f"Undone: {row.title}. The register is as it was before it", "success")
        return shown
    form.show_version(row)
    trace = undoing.trace_of_operation(row)
    return render_template(
        "organisation/operation_undo.html",
        row=row,
        form=form,
        kept=trace is not None,
        lines=queries_undo.lines_of(trace) if trace else [],
        obstacles=undoing.obstacles_of_operation(row, trace) if trace else [],
    )
