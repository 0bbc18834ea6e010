"""Pages of equality assessments at the four moments of a change, and their files."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.attachments import services as attachments
from tracker.attachments.sending import as_download, takes_files
from tracker.changes.queries import get_change
from tracker.compliance import queries_records, services_records
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms_records import AssessmentForm
from tracker.compliance.models_records import Moment
from tracker.compliance.queries import clocks_of
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.fair_process import equality_assessment
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.parameters import rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@compliance.get("/changes/<string:reference>/equality")
@requires(Permission.COMPLIANCE_READ)
def list_assessments(reference: str) -> ResponseReturnValue:
    """Every assessment of a change by moment, and what the duty says of their order."""
    viewer, day, law = current_viewer(), today(), rule_book()
    change = get_change(reference, viewer, day)
    found = queries_records.assessments_of(change)
    first = min((row.on for rows in found.values() for row in rows), default=None)
    latest = max((row.on for rows in found.values() for row in rows), default=None)
    decided = clocks_of(law, change, day).dates.decided_on
    return render_template(
        "compliance/equality.html",
        change=change,
        found=found,
        files=queries_records.files_of_assessments(found),
        order=equality_assessment(
            law, first, decided, queries_records.changed_on(change), refreshed_on=latest
        ),
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/equality/new", methods=["GET", "POST"])
@takes_files
@requires(Permission.COMPLIANCE_RECORD)
def add_assessment(reference: str) -> ResponseReturnValue:
    """Record an assessment with its files."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    form = AssessmentForm()
    if form.validate_on_submit():
        values = {
            "moment": Moment(form.moment.data),
            "on": form.on.data,
            "author": form.author.data,
            "finding": form.finding.data,
            "action": form.action.data,
        }
        with unit_of_work():
            services_records.add_assessment(
                change,
                values,
                form.files.uploads,
                reference=form.made.data or "",
                by=viewer,
                moment=database.now(),
            )
        flash("The assessment is recorded", "success")
        return redirect(url_for("compliance.list_assessments", reference=reference))
    page = render_template("compliance/assessment.html", change=change, form=form)
    return page, 400 if form.errors else 200


@compliance.get("/changes/<string:reference>/equality/<string:assessment>/files/<string:file>")
@requires(Permission.COMPLIANCE_READ)
def download_equality_file(reference: str, assessment: str, file: str) -> ResponseReturnValue:
    """A file of an assessment, as a download."""
    change = get_change(reference, current_viewer(), today())
    row = queries_records.get_assessment(change, assessment)
    return as_download(queries_records.get_equality_file(row, file, with_content=True))


@compliance.post("/changes/<string:reference>/equality/<string:assessment>/files/<string:file>/remove")
@requires(Permission.COMPLIANCE_RECORD)
def remove_equality_file(reference: str, assessment: str, file: str) -> ResponseReturnValue:
    """Take the content of a file away; its name and fingerprint stay."""
    viewer = current_viewer()
    change = get_change(reference, viewer, today())
    row = queries_records.get_equality_file(queries_records.get_assessment(change, assessment), file)
    with unit_of_work():
        attachments.remove(row, by=viewer, moment=database.now())
    flash("The file is removed", "success")
    return redirect(url_for("compliance.list_assessments", reference=reference))
