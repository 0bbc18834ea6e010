"""Taking an applied import back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import EditConflictError, check_version, unit_of_work
from tracker.organisation import queries_imports, queries_undo, services_jobs
from tracker.organisation.blueprint import organisation
from tracker.organisation.rules import ImportMoveError, ImportState
from tracker.organisation.rules_jobs import JobKind
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.forms import EditForm


@organisation.route("/register/imports/<string:reference>/undo", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT_APPROVE)
def undo_import(reference: str) -> ResponseReturnValue:
    """What would be taken back, or what depends on it; then it is done in the background."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    check = redirect(url_for("organisation.check_import", reference=reference))
    if row.state is not ImportState.APPLIED:
        return check
    form = EditForm()
    if not form.validate_on_submit():
        form.show_version(row)
        trace = queries_undo.trace_of(row)
        return render_template(
            "organisation/undo.html",
            row=row,
            form=form,
            lines=queries_undo.lines_of(trace) if trace else [],
            obstacles=queries_undo.obstacles(row, trace) if trace else [],
            kept=trace is not None,
        )
    try:
        with unit_of_work():
            check_version(row, form.seen())
            services_jobs.ask(row, JobKind.UNDO, by=viewer, at=database.now())
        return redirect(url_for("organisation.show_progress", reference=reference))
    except ImportMoveError as error:
        flash(f"Nothing was undone. {error}", "warning")
    except EditConflictError:
        flash("Nothing was undone: somebody else changed this import. Read it again", "warning")
    return check
