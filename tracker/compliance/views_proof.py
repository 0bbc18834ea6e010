"""Pages of the proof of statutory steps: files and recipients of one, and the list of all evidence."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.attachments import services as attachments
from tracker.attachments.sending import as_download, takes_files
from tracker.changes.queries import get_change
from tracker.compliance import evidence, queries_proof, queries_steps, services_proof
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms_proof import FilesForm, ReceiptOfStepForm, RecipientForm, check_receipt
from tracker.compliance.queries_notices import get_notice
from tracker.compliance.queries_packs import unions_that_must_have
from tracker.compliance.steps import SLUG_OF, SLUGS, StepKind
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.parameters import rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


def _kind(step: str) -> StepKind:
    kind = SLUGS.get(step)
    if kind is None:
        abort(404)
    return kind


@compliance.get("/changes/<string:reference>/steps/<string:step>/proof")
@requires(Permission.COMPLIANCE_READ)
def show_step(reference: str, step: str) -> ResponseReturnValue:
    """Where a step stands, and its proof."""
    form = FilesForm() if current_viewer().may(Permission.COMPLIANCE_RECORD) else None
    return _page(reference, _kind(step), form)


def _page(reference: str, kind: StepKind, form: FilesForm | None) -> str:
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    board = queries_steps.board_of(rule_book(), change, day)
    return render_template(
        "compliance/step_proof.html",
        change=change,
        kind=kind,
        slug=SLUG_OF[kind],
        step=next((each for each in board if each.kind is kind), None),
        row=queries_steps.steps_of(change).get(kind),
        files=queries_proof.files_of_steps(change, [kind])[kind],
        recipients=queries_proof.recipients_of(change)[kind],
        form=form,
    )


@compliance.post("/changes/<string:reference>/steps/<string:step>/files")
@takes_files
@requires(Permission.COMPLIANCE_RECORD)
def add_step_files(reference: str, step: str) -> ResponseReturnValue:
    """Attach files to a step."""
    viewer, kind = current_viewer(), _kind(step)
    change = get_change(reference, viewer, today())
    form = FilesForm()
    if not form.validate_on_submit():
        return _page(reference, kind, form), 400
    with unit_of_work():
        kept = services_proof.add_step_files(
            change, kind, form.files.uploads, by=viewer, moment=database.now()
        )
    flash("The file is attached" if kept else "The step has this file already", "success")
    return redirect(url_for("compliance.show_step", reference=reference, step=step))


@compliance.get("/changes/<string:reference>/steps/<string:step>/files/<string:file>")
@requires(Permission.COMPLIANCE_READ)
def download_step_file(reference: str, step: str, file: str) -> ResponseReturnValue:
    """A file of a step, as a download."""
    viewer, kind = current_viewer(), _kind(step)
    change = get_change(reference, viewer, today())
    return as_download(queries_proof.get_step_file(change, kind, file, with_content=True))


@compliance.post("/changes/<string:reference>/steps/<string:step>/files/<string:file>/remove")
@requires(Permission.COMPLIANCE_RECORD)
def remove_step_file(reference: str, step: str, file: str) -> ResponseReturnValue:
    """Take the content of a file away; its name and fingerprint stay."""
    viewer, kind = current_viewer(), _kind(step)
    change = get_change(reference, viewer, today())
    row = queries_proof.get_step_file(change, kind, file)
    with unit_of_work():
        attachments.remove(row, by=viewer, moment=database.now())
    flash("The file is removed", "success")
    return redirect(url_for("compliance.show_step", reference=reference, step=step))


@compliance.route("/changes/<string:reference>/steps/<string:step>/recipients/new", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def add_recipient(reference: str, step: str) -> ResponseReturnValue:
    """Record somebody who was given what the step asks for."""
    viewer, kind, day = current_viewer(), _kind(step), today()
    change = get_change(reference, viewer, day)
    unions = unions_that_must_have(change, None, day)
    notice = get_notice(change, request.args["notice"]) if request.args.get("notice") else None
    form = RecipientForm()
    form.offer([(union.reference, union.name) for union in unions])
    if form.validate_on_submit():
        with unit_of_work():
            services_proof.add_recipient(
                change,
                kind,
                reference=form.made.data or "",
                recipient=form.recipient.data or "",
                channel=form.channel.data or "",
                sent_on=form.sent_on.data or day,
                received_on=form.received_on.data,
                receipt=form.receipt.data or "",
                union_id=next((each.union_id for each in unions if each.reference == form.union.data), None),
                notice_id=notice.id if notice else None,
                by=viewer,
                moment=database.now(),
            )
        flash("The recipient is recorded", "success")
        return redirect(url_for("compliance.show_step", reference=reference, step=step))
    page = render_template(
        "compliance/recipient.html", change=change, kind=kind, slug=step, form=form, row=None
    )
    return page, 400 if form.errors else 200


@compliance.route(
    "/changes/<string:reference>/steps/<string:step>/recipients/<string:recipient>", methods=["GET", "POST"]
)
@requires(Permission.COMPLIANCE_RECORD)
def record_step_receipt(reference: str, step: str, recipient: str) -> ResponseReturnValue:
    """Record how a recipient acknowledged it."""
    viewer, kind, day = current_viewer(), _kind(step), today()
    change = get_change(reference, viewer, day)
    row = queries_proof.get_recipient(change, kind, recipient)
    form = ReceiptOfStepForm()
    back = redirect(url_for("compliance.show_step", reference=reference, step=step))
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit() and check_receipt(form, row.sent_on):
        try:
            with unit_of_work():
                services_proof.record_receipt(
                    row,
                    form.received_on.data or day,
                    form.receipt.data or "",
                    by=viewer,
                    moment=database.now(),
                    seen=form.seen(),
                )
        except EditConflictError:
            flash("A receipt is recorded already: it stays as it is", "warning")
        else:
            flash("The receipt is recorded", "success")
        return back
    page = render_template(
        "compliance/recipient.html", change=change, kind=kind, slug=step, form=form, row=row
    )
    return page, 400 if form.errors else 200


@compliance.get("/changes/<string:reference>/evidence")
@requires(Permission.COMPLIANCE_READ)
def show_evidence(reference: str) -> ResponseReturnValue:
    """The list of all evidence, to read, to print, or as a file."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    return render_template("compliance/evidence.html", change=change, lines=evidence.evidence_of(change, day))


@compliance.get("/changes/<string:reference>/evidence.csv")
@requires(Permission.COMPLIANCE_READ)
def download_evidence(reference: str) -> ResponseReturnValue:
    """The same list as a file."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    return Response(
        evidence.as_csv(evidence.evidence_of(change, day)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="evidence-{change.reference}.csv"'},
    )
