"""Pages of the written information to representatives: read it, draft it, issue it, record who has it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.compliance import queries_packs, services_packs
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms_packs import CHANNEL_LABELS, AcknowledgeForm, IssueForm, PackForm, ReceiptForm
from tracker.compliance.models import InformationPack, PackReceipt
from tracker.compliance.rules import IN_PRODUCT
from tracker.compliance.services_packs import IncompleteError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE, Finding
from tracker.policy.law.information import ITEM_LABELS, delivery
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.regimes import REGIME_LABELS
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

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
        (pack, [(row, _way(row)) for row in queries_packs.receipts_of(pack)])
        for pack in queries_packs.packs_of(change, viewer, day)
    ]
    issued = next((pack for pack, _ in packs if pack.issued_on is not None), None)
    form = None
    if issued is not None and viewer.may(Permission.INFORMATION_ACKNOWLEDGE):
        form = AcknowledgeForm()
        form.show_version(issued)
    return render_template(
        "compliance/information.html",
        change=change,
        packs=packs,
        issued=issued,
        laws=queries_packs.laws_of(law, change, day),
        regime_labels=REGIME_LABELS,
        unions=queries_packs.unions_that_must_have(change, issued, day),
        form=form,
        acknowledged=any(
            row.acknowledged_by_id == viewer.account_id
            for pack, receipts in packs
            if pack is issued
            for row, _ in receipts
        ),
        labels=ITEM_LABELS,
        channels=CHANNEL_LABELS,
        not_advice=NOT_ADVICE,
    )


def _way(row: PackReceipt) -> Finding[bool] | None:
    """What the law says of how it was given; nothing of a receipt the representative gave here."""
    return None if row.channel == IN_PRODUCT else delivery(rule_book(), row.received_on, row.channel, None)


@compliance.post("/changes/<string:reference>/information/acknowledge")
@requires(Permission.INFORMATION_ACKNOWLEDGE)
def acknowledge_information(reference: str) -> ResponseReturnValue:
    """A representative says that they have the issued pack."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    pack = next(iter(queries_packs.packs_of(change, viewer, day)), None)
    union = next(
        (
            union
            for union in queries_packs.unions_that_must_have(change, pack, day)
            if union.union_id in viewer.union_ids
        ),
        None,
    )
    if pack is None or union is None:
        abort(404)
    form = AcknowledgeForm()
    if not form.validate_on_submit() or form.seen() != pack.version:
        flash("Another version was issued meanwhile: read it, then acknowledge that one", "warning")
        return _back(change)
    with unit_of_work():
        made = services_packs.acknowledge(
            change, pack, union.short_name, union.union_id, by=viewer, moment=database.now(), day=day
        )
    flash("Your receipt is recorded" if made else "You acknowledged this version before", "success")
    return _back(change)


@compliance.route("/changes/<string:reference>/information/draft", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def draft_information(reference: str) -> ResponseReturnValue:
    """Write the next version; the register fills in what it knows."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    latest = _latest(change)
    draft = latest if latest and latest.issued_on is None else None
    form = PackForm(data=None)
    laws = queries_packs.laws_of(rule_book(), change, day)
    form.offer(laws.items)
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
            page = render_template(
                "compliance/draft_information.html",
                change=change,
                form=form,
                laws=laws,
                regime_labels=REGIME_LABELS,
            )
            return page, 409
        flash("The draft is saved: nobody but HR partners can read it before it is issued", "success")
        return _back(change)
    page = render_template(
        "compliance/draft_information.html", change=change, form=form, laws=laws, regime_labels=REGIME_LABELS
    )
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
                items = queries_packs.laws_of(rule_book(), change, day, on).items
                services_packs.issue(change, pack, on, items=items, by=viewer, seen=form.seen())
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
    unions = queries_packs.unions_that_must_have(change, issued[0], day)
    form.offer([(union.reference, union.name) for union in unions], issued[0].issued_on)
    if form.validate_on_submit():
        union_id = next((union.union_id for union in unions if union.reference == form.union.data), None)
        with unit_of_work():
            services_packs.record_receipt(
                change,
                issued[0],
                recipient=form.recipient.data or "",
                channel=form.channel.data,
                received_on=form.received_on.data or day,
                proof=form.proof.data or "",
                union_id=union_id,
                by=viewer,
                moment=database.now(),
            )
        flash("The receipt is recorded", "success")
        return _back(change)
    page = render_template("compliance/receipt.html", change=change, pack=issued[0], form=form)
    return page, 400 if form.errors else 200
