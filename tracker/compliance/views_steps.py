"""Pages of statutory steps: the board, one step, and going on although steps are red."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.compliance import queries_steps, services_steps
from tracker.compliance.blueprint import compliance
from tracker.compliance.evidence import evidence_of
from tracker.compliance.forms_steps import OverrideForm, StepForm
from tracker.compliance.gates import not_allowed, red_steps
from tracker.compliance.queries_topics import coverage_of
from tracker.compliance.services_steps import SamePersonError
from tracker.compliance.steps import SLUGS, StepKind
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.information import TOPIC_LABELS
from tracker.policy.law.parameters import rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.forms import EditForm

ANOTHER = "You asked for it yourself: somebody else must agree"


def _board(change: Change) -> ResponseReturnValue:
    return redirect(url_for("compliance.list_steps", reference=change.reference))


@compliance.get("/changes/<string:reference>/steps")
@requires(Permission.COMPLIANCE_READ)
def list_steps(reference: str) -> ResponseReturnValue:
    """The board: due, done, late, not needed, waived; and what holds the change back."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    lines = evidence_of(change, day)
    collective = any(line.step.kind is StepKind.TOPICS for line in lines)
    return render_template(
        "compliance/steps.html",
        change=change,
        lines=lines,
        coverage=coverage_of(rule_book(), change, viewer, day) if collective else None,
        topic_labels=TOPIC_LABELS,
        held=not_allowed(change, [line.step for line in lines]),
        overrides=queries_steps.overrides_of(change),
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/steps/<string:step>", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def record_step(reference: str, step: str) -> ResponseReturnValue:
    """Say what became of a step, with its proof."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    kind = SLUGS.get(step)
    if kind is None:
        abort(404)
    row = queries_steps.steps_of(change).get(kind)
    form = StepForm(obj=row)
    conflict = None
    if request.method == "GET":
        if row is not None:
            form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_steps.record_step(
                    change, kind, form.given(), by=viewer, moment=database.now(), seen=form.seen()
                )
        except EditConflictError:
            change = get_change(reference, viewer, day)
            conflict = conflict_over(form, queries_steps.steps_of(change).get(kind))
        else:
            flash("The step is saved", "success")
            return _board(change)
    about_topics = kind in (StepKind.TOPICS, StepKind.COMPLETED)
    page = render_template(
        "compliance/step.html",
        change=change,
        kind=kind,
        form=form,
        row=row,
        conflict=conflict,
        topics=coverage_of(rule_book(), change, viewer, day).finding if about_topics else None,
    )
    return page, 409 if conflict else 400 if form.errors else 200


@compliance.route("/changes/<string:reference>/steps/<string:step>/approve", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_APPROVE)
def approve_waiver(reference: str, step: str) -> ResponseReturnValue:
    """Agree to a waiver as the second person."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    kind = SLUGS.get(step)
    row = queries_steps.steps_of(change).get(kind) if kind else None
    if row is None:
        abort(404)
    form = EditForm()
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_steps.approve_waiver(change, row, by=viewer, moment=database.now(), seen=form.seen())
        except SamePersonError:
            form.form_errors.append(ANOTHER)
        except EditConflictError:
            return _changed_meanwhile(change)
        else:
            flash("The waiver is approved", "success")
            return _board(change)
    page = render_template("compliance/approve_waiver.html", change=change, row=row, form=form)
    return page, 400 if form.errors else 200


@compliance.route("/changes/<string:reference>/override", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def ask_override(reference: str) -> ResponseReturnValue:
    """Ask to go on although required steps are red."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    red = red_steps(change, day)
    form = OverrideForm()
    if form.validate_on_submit() and red:
        with unit_of_work():
            services_steps.ask_override(change, red, form.reason.data or "", by=viewer, moment=database.now())
        flash("The override waits for a second person", "success")
        return _board(change)
    page = render_template("compliance/override.html", change=change, red=red, form=form)
    return page, 400 if form.errors else 200


@compliance.route("/changes/<string:reference>/override/<string:override>/approve", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_APPROVE)
def approve_override(reference: str, override: str) -> ResponseReturnValue:
    """Agree to go on as the second person."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    found = [each for each in queries_steps.overrides_of(change) if each[0].reference == override]
    if not found:
        abort(404)
    row, asked_by, _ = found[0]
    form = EditForm()
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_steps.approve_override(row, by=viewer, moment=database.now(), seen=form.seen())
        except SamePersonError:
            form.form_errors.append(ANOTHER)
        except EditConflictError:
            return _changed_meanwhile(change)
        else:
            flash("The override is approved: the change can go on", "success")
            return _board(change)
    page = render_template(
        "compliance/approve_override.html", change=change, row=row, asked_by=asked_by, form=form
    )
    return page, 400 if form.errors else 200


def _changed_meanwhile(change: Change) -> ResponseReturnValue:
    flash("Somebody else changed this meanwhile: read it again before you agree", "warning")
    return _board(change)
