"""Pages that bring a register file in: choose it, match its columns, read the dry run, confirm."""

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import EditConflictError, check_version, db, unit_of_work
from tracker.organisation import (
    queries_imports,
    queries_jobs,
    queries_mending,
    queries_saved,
    services,
    services_jobs,
    services_saved,
)
from tracker.organisation.blueprint import organisation
from tracker.organisation.dry_run_pages import (
    figures_of,
    findings_page,
    reads_values,
    report_as_csv,
    shown_samples,
)
from tracker.organisation.forms import ColumnsForm, ConfirmForm, NewImportForm, columns_form
from tracker.organisation.models import RegisterImport
from tracker.organisation.queries import visible_employers
from tracker.organisation.register_check.findings import labels_of
from tracker.organisation.rules import ImportKind, ImportMoveError, ImportState
from tracker.organisation.rules_jobs import OPEN, JobKind, shown_state
from tracker.organisation.services import SecondPersonError, summary_of
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow
from tracker.web.forms import TrackerForm
from tracker.web.listing import listing_from_request

OPEN_STATES = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.AWAITING_APPROVAL)


@organisation.get("/register/imports")
@requires(Permission.ORGANISATION_IMPORT)
def list_imports() -> ResponseReturnValue:
    """Register files brought in so far, newest first."""
    listing = listing_from_request("uploaded", descending=True)
    page = queries_imports.imports_page(current_viewer(), listing)
    return render_template("organisation/imports.html", page=page, listing=listing)


@organisation.route("/register/imports/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT)
def new_import() -> ResponseReturnValue:
    """Choose employer, kind, date and file. The file is read; the register is not touched."""
    viewer, now = current_viewer(), today()
    employers = list(db.session.scalars(visible_employers(viewer)))
    form = NewImportForm(employers, current_app.config["TRACKER"].upload_megabytes)
    page = {"form": form, "employers": employers}
    content = form.content_if_sound(now) if form.is_submitted() else None
    if content is None:
        return render_template("organisation/new_import.html", **page)

    with unit_of_work():
        row = services.receive_file(
            next(each for each in employers if each.reference == form.employer.data),
            ImportKind(form.kind.data),
            form.as_of.data or now,
            file_name=form.file.data.filename,
            content=content,
            by=viewer,
            at=database.now(),
        )
        services_jobs.ask(row, JobKind.READ, by=viewer, at=database.now())
    return redirect(url_for("organisation.show_progress", reference=row.reference))


@organisation.route("/register/imports/<string:reference>/columns", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT)
def match_columns(reference: str) -> ResponseReturnValue:
    """Say what each column holds; then the file is checked against the register."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    if row.state not in OPEN_STATES:
        return redirect(url_for("organisation.check_import", reference=reference))
    wanted = request.args.get("saved")
    chosen = next((o.matching for o in queries_saved.offers_for(row) if o.reference == wanted), None)
    form = columns_form(row, chosen, reads_values=reads_values(viewer))
    if not form.is_submitted():
        if is_worked_on(row):
            return redirect(url_for("organisation.show_progress", reference=reference))
        form.show_version(row)
        return columns_page(row, form)
    matching = form.matching() if form.validate() else None
    if matching is None:
        return columns_page(row, form)

    try:
        with unit_of_work():
            check_version(row, form.seen())
            services.keep_matching(row, matching, by=viewer)
            if form.save_as.data:
                services_saved.save_columns(row, matching, form.save_as.data, by=viewer, at=database.now())
            services_jobs.ask(row, JobKind.CHECK, by=viewer, at=database.now())
    except ImportMoveError as error:
        flash(str(error), "warning")
    except EditConflictError:
        fresh = queries_imports.get_import(reference, viewer)
        return columns_page(fresh, form, columns_conflict(form, fresh)), 409
    return redirect(url_for("organisation.show_progress", reference=reference))


def columns_page(row: RegisterImport, form: ColumnsForm, conflict: Conflict | None = None) -> str:
    """The page of the columns, with some values of each."""
    described = row.summary["file"]
    return render_template(
        "organisation/columns.html",
        row=row,
        form=form,
        file=described,
        samples=shown_samples(described, current_viewer()),
        conflict=conflict,
        offers=queries_saved.offers_for(row),
    )


def columns_conflict(form: ColumnsForm, row: RegisterImport) -> Conflict:
    """Where somebody else matched a column otherwise."""
    theirs = {position: name for name, position in row.mapping["columns"].items()}
    rows = []
    for position, box in enumerate(form.boxes()):
        labels = {choice.value: choice.label for choice in box.choices}
        if theirs.get(position, "") != (box.data or ""):
            rows.append(ConflictRow(box.label.text, labels[theirs.get(position, "")], labels[box.data or ""]))
    form.show_version(row)
    return Conflict(rows)


def is_worked_on(row: RegisterImport) -> bool:
    """Whether work on the import waits or runs."""
    job = queries_jobs.newest_job(row)
    return job is not None and job.state in OPEN


@organisation.get("/register/imports/<string:reference>/check")
@requires(Permission.ORGANISATION_IMPORT)
def check_import(reference: str) -> ResponseReturnValue:
    """The dry run: what the import would do, or did, row by row."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    summary = summary_of(row)
    job = queries_jobs.newest_job(row)
    if job is not None and (job.state in OPEN or row.state is ImportState.FAILED):
        return redirect(url_for("organisation.show_progress", reference=reference))
    if summary is None and row.state is ImportState.UPLOADED:
        return redirect(url_for("organisation.match_columns", reference=reference))
    listing = listing_from_request("row")
    uploaded_by, applied_by, undone_by = queries_imports.names_of(row)
    return render_template(
        "organisation/check.html",
        row=row,
        shown_state=shown_state(row.state, job.kind if job else None, job.state if job else None),
        summary=summary,
        listing=listing,
        page=findings_page(queries_imports.report_of(row), listing, viewer),
        labels=labels_of(row.kind),
        figures=figures_of(summary, row.kind) if summary else [],
        uploaded_by=uploaded_by,
        applied_by=applied_by,
        undone_by=undone_by,
        mends=queries_mending.mends_listed(row) if reads_values(viewer) else [],
        own=row.uploaded_by_id == viewer.account_id,
        may_approve=viewer.may(Permission.ORGANISATION_IMPORT_APPROVE),
        is_open=row.state in OPEN_STATES,
        form=TrackerForm(),
    )


@organisation.get("/register/imports/<string:reference>/report.csv")
@requires(Permission.ORGANISATION_IMPORT)
def download_check(reference: str) -> ResponseReturnValue:
    """The dry run as a file, with what its page shows and no more."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    return Response(
        report_as_csv(queries_imports.report_of(row), viewer, queries_mending.mends_listed(row)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="register-import-{row.reference}.csv"'},
    )


@organisation.post("/register/imports/<string:reference>/approval")
@requires(Permission.ORGANISATION_IMPORT)
def ask_approval(reference: str) -> ResponseReturnValue:
    """Put an import that ends much of the register before a second person."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    try:
        with unit_of_work():
            services_jobs.refuse_while_worked_on(row)
            services.ask_for_approval(row, by=viewer)
        flash("Another HR partner can now approve the import", "success")
    except ImportMoveError as error:
        flash(str(error), "warning")
    return redirect(url_for("organisation.check_import", reference=reference))


@organisation.route("/register/imports/<string:reference>/confirm", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT)
def confirm_import(reference: str) -> ResponseReturnValue:
    """Say yes to the dry run; the register is brought into line with the file."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    summary = summary_of(row)
    if summary is None or row.state not in OPEN_STATES or summary.undecided:
        return redirect(url_for("organisation.check_import", reference=reference))
    form = ConfirmForm()
    page = {"row": row, "summary": summary, "figures": figures_of(summary, row.kind), "form": form}
    if not form.is_submitted():
        form.show_version(row)
        return render_template("organisation/confirm.html", **page)
    if form.validate():
        form.needs_consent(summary.wrong_rows)
    if form.errors:
        return render_template("organisation/confirm.html", **page)

    try:
        with unit_of_work():
            check_version(row, form.seen())
            services.check_may_apply(row, by=viewer)
            services_jobs.ask(row, JobKind.APPLY, by=viewer, at=database.now())
        return redirect(url_for("organisation.show_progress", reference=reference))
    except SecondPersonError:
        flash("Nothing was imported: one person asks for approval and another HR partner gives it", "warning")
    except ImportMoveError as error:
        flash(f"Nothing was imported. {error}", "warning")
    except EditConflictError:
        flash("Nothing was imported: somebody else changed this import. Read it again", "warning")
    return redirect(url_for("organisation.check_import", reference=reference))


@organisation.route("/register/imports/<string:reference>/cancel", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT)
def cancel_import(reference: str) -> ResponseReturnValue:
    """Give an import up and remove its file."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    form = TrackerForm()
    if not form.validate_on_submit():
        return render_template("organisation/cancel.html", row=row, form=form)
    try:
        with unit_of_work():
            services_jobs.refuse_while_worked_on(row)
            services.cancel_import(row, by=viewer)
        flash("The import was cancelled and its file removed", "success")
    except ImportMoveError as error:
        flash(str(error), "warning")
        return redirect(url_for("organisation.check_import", reference=reference))
    return redirect(url_for("organisation.list_imports"))
