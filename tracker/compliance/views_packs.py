"""Pages of the written information to representatives: read it, draft it, issue it, record who has it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.compliance import queries_packs, services_packs
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms_packs import CHANNELS, IssueForm, PackForm, ReceiptForm
from tracker.compliance.models import InformationPack
from tracker.compliance.services_packs import IncompleteError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.information import ITEM_LABELS, delivery
from tracker.policy.law.parameters import Regime, rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

REGIME = Regime.GREAT_BRITAIN
MEANWHILE = "Somebody else changed this pack meanwhile: read it again below"


def _back(change: Change) -> ResponseReturnValue:
    return redirect(url_for("compliance.show_information", reference=change.reference))


def _latest(change: Change) -> InformationPack | None:
    return next(iter(queries_packs.packs_of(change, current_viewer(), today())), None)


@compliance.get("/changes/<string:reference>/information")
@requires(Permission.INFORMATION_READ)
def show_information(reference: str) -> ResponseReturnValue:
    """Every version the viewer may read, with who has it."""
    viewer, day, law = current_viewer(), today(), rule_book()
    change = get_change(reference, viewer, day)
    packs = [
        (
            pack,
            [
                (row, delivery(law, row.received_on, row.channel, None))
                for row in queries_packs.receipts_of(pack)
            ],
        )
        for pack in queries_packs.packs_of(change, viewer, day)
    ]
    return render_template(
        "compliance/information.html",
        change=change,
        packs=packs,
        labels=ITEM_LABELS,
        channels=CHANNELS,
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/information/draft", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def draft_information(reference: str) -> ResponseReturnValue:
    """Write the next version; the register fills in what it knows."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    latest = _latest(change)
    draft = latest if latest and latest.issued_on is None else None
    form = PackForm(data=None)
    form.offer(rule_book().at(REGIME, "information_items", day).words)
    if request.method == "GET":
        known = latest.items if latest else queries_packs.drafted_from_register(change, day)
        for name in form.items:
            form[name].data = known.get(name, "")
        if draft is not None:
            form.show_version(draft)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_packs.save_draft(
                    change, form.items, by=viewer, moment=database.now(), seen=form.seen()
                )
        except EditConflictError:
            change = get_change(reference, viewer, day)
            fresh = _latest(change)
            if fresh is not None:
                form.show_version(fresh)
            form.form_errors.append(
                "Somebody else saved this draft meanwhile. What you typed is here: saving replaces theirs"
            )
            return render_template("compliance/draft_information.html", change=change, form=form), 409
        flash("The draft is saved: nobody but HR partners can read it before it is issued", "success")
        return _back(change)
    page = render_template("compliance/draft_information.html", change=change, form=form)
    return page, 400 if form.errors else 200


@compliance.route("/changes/<string:reference>/information/issue", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def issue_information(reference: str) -> ResponseReturnValue:
    """Issue the draft for good."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    pack = _latest(change)
    if pack is None or pack.issued_on is not None:
        abort(404)
    form = IssueForm()
    if request.method == "GET":
        form.show_version(pack)
        form.on.process(None, day)
    elif form.validate_on_submit():
        on = form.on.data or day
        try:
            with unit_of_work():
                services_packs.issue(
                    change, pack, on, law=rule_book(), regime=REGIME, by=viewer, seen=form.seen()
                )
        except IncompleteError as error:
            for item in error.missing:
                form.form_errors.append(
                    f"Answer this item first, nought included: {ITEM_LABELS.get(item, item)}"
                )
        except EditConflictError:
            form.form_errors.append(MEANWHILE)
        else:
            flash("The pack is issued: record each representative who receives it", "success")
            return _back(change)
    page = render_template("compliance/issue_information.html", change=change, pack=pack, form=form)
    return page, 400 if form.errors else 200


@compliance.route("/changes/<string:reference>/information/receipts/new", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def record_receipt(reference: str) -> ResponseReturnValue:
    """Record a representative who has the issued pack."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    issued = [pack for pack in queries_packs.packs_of(change, viewer, day) if pack.issued_on is not None]
    if not issued:
        abort(404)
    form = ReceiptForm()
    if form.validate_on_submit():
        with unit_of_work():
            services_packs.record_receipt(
                change,
                issued[0],
                recipient=form.recipient.data or "",
                channel=form.channel.data,
                received_on=form.received_on.data or day,
                proof=form.proof.data or "",
                by=viewer,
                moment=database.now(),
            )
        flash("The receipt is recorded", "success")
        return _back(change)
    page = render_template("compliance/receipt.html", change=change, pack=issued[0], form=form)
    return page, 400 if form.errors else 200
