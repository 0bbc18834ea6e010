"""How far the work on an import got: a page that asks again by itself until there is something to do."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import unit_of_work
from tracker.organisation import queries_imports, queries_jobs, services_jobs
from tracker.organisation.blueprint import organisation
from tracker.organisation.rules import ImportMoveError, ImportState
from tracker.organisation.rules_jobs import OPEN, JobKind, JobState, shown_state
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.forms import TrackerForm

STOPPED = {
    JobKind.READ: "The import was stopped and its file removed",
    JobKind.CHECK: "The check was stopped. The register is as it was",
    JobKind.APPLY: "The import was stopped. The register is as it was",
    JobKind.UNDO: "Undoing was stopped. The register is as the import left it",
}


@organisation.get("/register/imports/<string:reference>/progress")
@requires(Permission.ORGANISATION_IMPORT)
def show_progress(reference: str) -> ResponseReturnValue:
    """Waiting, reading, checking or applying; then on to what there is to do next."""
    row = queries_imports.get_import(reference, current_viewer())
    job = queries_jobs.newest_job(row)
    step = "match_columns" if row.state is ImportState.UPLOADED else "check_import"
    if job is None or job.state in (JobState.CANCELLED, JobState.DONE, JobState.TURNED_BACK):
        by_script = "script" in request.args  # which then comes again as a person does, for the message
        if job is not None and job.state is not JobState.CANCELLED and not by_script:
            flash(job.message, "success" if job.state is JobState.DONE else "warning")
        return redirect(url_for(f"organisation.{step}", reference=reference))
    moment = database.now()
    return render_template(
        "organisation/progress.html",
        row=row,
        job=job,
        is_open=job.state in OPEN,
        shown_state=shown_state(row.state, job.kind, job.state),
        queue=queries_jobs.queue_around(job, moment),
        again=row.state is not ImportState.FAILED,
        seconds=int((moment - (job.started_at or job.asked_at)).total_seconds()),
        by_itself=request.args.get("refresh") != "off",
        form=TrackerForm(),
    )


@organisation.post("/register/imports/<string:reference>/stop")
@requires(Permission.ORGANISATION_IMPORT)
def stop_work(reference: str) -> ResponseReturnValue:
    """Stop what is under way. The register stays, or is put back, as it was."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    job = queries_jobs.newest_job(row)
    with unit_of_work():
        stopped = services_jobs.stop(row, by=viewer, at=database.now())
    if not stopped or job is None:
        flash("Too late to stop: it was over already", "warning")
        return redirect(url_for("organisation.show_progress", reference=reference))
    flash(STOPPED[job.kind], "success")
    if job.kind is JobKind.READ:
        return redirect(url_for("organisation.list_imports"))
    return redirect(url_for("organisation.check_import", reference=reference))


@organisation.post("/register/imports/<string:reference>/again")
@requires(Permission.ORGANISATION_IMPORT)
def try_again(reference: str) -> ResponseReturnValue:
    """Do again what failed."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    try:
        with unit_of_work():
            services_jobs.try_again(row, by=viewer, at=database.now())
    except ImportMoveError as error:
        flash(str(error), "warning")
    return redirect(url_for("organisation.show_progress", reference=reference))
