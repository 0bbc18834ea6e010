"""Pages of a transfer: what both employers have to do, and what is recorded of one of them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.queries import get_change
from tracker.compliance import queries_records, services_records
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms_records import PartyForm
from tracker.compliance.models_records import TransferParty
from tracker.compliance.queries import dates_of
from tracker.compliance.transfers import SIDES, Side, lines_of
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.parameters import rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over


@compliance.get("/changes/<string:reference>/transfer")
@requires(Permission.COMPLIANCE_READ)
def show_transfer(reference: str) -> ResponseReturnValue:
    """Two employers, two lists, one line of dates."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    parties, dates = queries_records.parties_of(change), dates_of(change)
    transfer_on = dates.transfer_on if dates else None
    lines = lines_of(
        rule_book(),
        transfer_on,
        dates.liability_information_on if dates else None,
        {side: queries_records.as_party(row) for side, row in parties.items()},
        day,
    )
    return render_template(
        "compliance/transfer.html",
        change=change,
        transfer_on=transfer_on,
        lines=lines,
        parties=[(slug, side, parties.get(side)) for slug, side in SIDES.items()],
        replies=[(side, row.replies) for side, row in parties.items() if row.replies],
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/transfer/<string:side>", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def edit_party(reference: str, side: str) -> ResponseReturnValue:
    """Record what one employer envisages, told and consulted on."""
    viewer, day, which = current_viewer(), today(), SIDES.get(side)
    change = get_change(reference, viewer, day)
    if which is None:
        abort(404)
    row = queries_records.parties_of(change).get(which)
    form = PartyForm(obj=row)
    form.offer(which)
    conflict, status = None, 200
    if request.method == "GET":
        if row is not None:
            form.show_version(row)
        elif which is Side.TRANSFEROR:
            form.name.data = viewer.employer_name
    elif form.validate_on_submit():
        new = row or TransferParty(change_id=change.id, side=which)
        try:
            with unit_of_work():
                services_records.save_record(
                    new, form.values(), by=viewer, moment=database.now(), seen=form.seen()
                )
        except EditConflictError:
            change = get_change(reference, viewer, day)
            conflict, status = conflict_over(form, queries_records.parties_of(change).get(which)), 409
        else:
            flash(f"The {which} is saved", "success")
            return redirect(url_for("compliance.show_transfer", reference=reference))
    else:
        status = 400
    page = render_template(
        "compliance/transfer_party.html", change=change, side=which, form=form, conflict=conflict
    )
    return page, status
