"""Pages of special circumstances, in which a step was not reasonably practicable."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.queries import get_change
from tracker.compliance import queries_records, services_records
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms_records import CircumstancesForm
from tracker.compliance.models_records import SpecialCircumstances
from tracker.compliance.services_steps import SamePersonError
from tracker.compliance.steps import SLUG_OF, SLUGS
from tracker.compliance.views_steps import ANOTHER
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.forms import EditForm
from tracker.web.once import made_before


@compliance.get("/changes/<string:reference>/circumstances")
@requires(Permission.COMPLIANCE_READ)
def list_circumstances(reference: str) -> ResponseReturnValue:
    """Special circumstances of a change, and who agreed."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    return render_template(
        "compliance/circumstances.html",
        change=change,
        rows=queries_records.circumstances_of(change),
        day=day,
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/circumstances/new", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def new_circumstances(reference: str) -> ResponseReturnValue:
    """Record special circumstances; they count once a second person agrees."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    form = CircumstancesForm()
    if form.validate_on_submit():
        made = form.made.data or ""
        if made_before(SpecialCircumstances, made, SpecialCircumstances.change_id == change.id) is None:
            row = SpecialCircumstances(change_id=change.id, reference=made)
            with unit_of_work():
                services_records.save_record(row, _values(form), by=viewer, moment=database.now(), seen=None)
            flash("The special circumstances wait for a second person", "success")
        return redirect(url_for("compliance.list_circumstances", reference=reference))
    page = render_template("compliance/circumstance.html", change=change, form=form, row=None, conflict=None)
    return page, 400 if form.errors else 200


def _values(form: CircumstancesForm) -> dict[str, object]:
    names = ("facts", "why", "taken", "since", "until")
    return {"kind": SLUGS[form.kind.data], **{name: form[name].data for name in names}}


@compliance.route("/changes/<string:reference>/circumstances/<string:record>", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def edit_circumstances(reference: str, record: str) -> ResponseReturnValue:
    """Correct or end special circumstances; that takes the agreement away."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    row = queries_records.get_circumstances(change, record)
    known = {name: getattr(row, name) for name in ("facts", "why", "taken", "since", "until")}
    form = CircumstancesForm(data={**known, "kind": SLUG_OF[row.kind]})
    conflict, status = None, 200
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_records.save_record(
                    row, _values(form), by=viewer, moment=database.now(), seen=form.seen()
                )
        except EditConflictError:
            change = get_change(reference, viewer, day)
            conflict, status = conflict_over(form, queries_records.get_circumstances(change, record)), 409
        else:
            flash("Saved: it waits for a second person", "success")
            return redirect(url_for("compliance.list_circumstances", reference=reference))
    else:
        status = 400
    page = render_template(
        "compliance/circumstance.html", change=change, form=form, row=row, conflict=conflict
    )
    return page, status


@compliance.route(
    "/changes/<string:reference>/circumstances/<string:record>/approve", methods=["GET", "POST"]
)
@requires(Permission.COMPLIANCE_APPROVE)
def approve_circumstances(reference: str, record: str) -> ResponseReturnValue:
    """Agree to special circumstances as the second person."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    row = queries_records.get_circumstances(change, record)
    form = EditForm()
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_records.approve_circumstances(
                    row, by=viewer, moment=database.now(), seen=form.seen()
                )
        except SamePersonError:
            form.form_errors.append(ANOTHER)
        except EditConflictError:
            flash("Somebody else changed this meanwhile: read it again before you agree", "warning")
            return redirect(url_for("compliance.list_circumstances", reference=reference))
        else:
            flash("The special circumstances are agreed", "success")
            return redirect(url_for("compliance.list_circumstances", reference=reference))
    page = render_template("compliance/approve_circumstances.html", change=change, row=row, form=form)
    return page, 400 if form.errors else 200
