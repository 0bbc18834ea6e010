"""Pages of notices of redundancies: those of a change, one establishment, its draft, and that it was sent."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.queries import get_change
from tracker.compliance import queries_notices, services_notices
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms_notices import NoticeForm, SentForm
from tracker.compliance.services_packs import IncompleteError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.hr1 import NOTICE_LABELS
from tracker.policy.law.parameters import rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@compliance.get("/changes/<string:reference>/notices")
@requires(Permission.COMPLIANCE_COUNT)
def list_notices(reference: str) -> ResponseReturnValue:
    """The notice of each establishment, and the next thing to do."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    found, places = queries_notices.places_of(rule_book(), change, day)
    due = next((clock for clock in found.clocks if clock.name == "HR1 due"), None)
    return render_template(
        "compliance/notices.html", change=change, places=places, due=due, not_advice=NOT_ADVICE
    )


@compliance.get("/changes/<string:reference>/notices/<string:site>")
@requires(Permission.COMPLIANCE_COUNT)
def show_notice(reference: str, site: str) -> ResponseReturnValue:
    """The notices of one establishment, what the law says of the one in force, and who has a copy."""
    viewer, day, law = current_viewer(), today(), rule_book()
    change = get_change(reference, viewer, day)
    found, place = queries_notices.get_place(law, change, site, day)
    return render_template(
        "compliance/notice.html",
        change=change,
        place=place,
        checks=queries_notices.checks_of(law, change, place, found, day),
        copies=queries_notices.copies_of(place.sent) if place.sent else [],
        labels=NOTICE_LABELS,
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/notices/<string:site>/draft", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def draft_notice(reference: str, site: str) -> ResponseReturnValue:
    """Write the next notice of an establishment; the register and the counter fill in what they know."""
    viewer, day, law = current_viewer(), today(), rule_book()
    change = get_change(reference, viewer, day)
    found, place = queries_notices.get_place(law, change, site, day)
    if place.form.value is None:
        flash(place.form.message, "warning")
        return redirect(url_for("compliance.show_notice", reference=reference, site=site))
    form = NoticeForm(data=None)
    form.offer(place.form.value.items)
    status = 200
    if request.method == "GET":
        before = place.notices[0].items if place.notices else {}
        known = {**queries_notices.drafted_notice(change, place, found, day), **before}
        for name in form.items:
            form[name].data = known.get(name, "")
        if place.draft is not None:
            form.show_version(place.draft)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_notices.save_notice(
                    change, place, form.items, by=viewer, moment=database.now(), seen=form.seen()
                )
        except EditConflictError:
            change = get_change(reference, viewer, day)
            _, place = queries_notices.get_place(law, change, site, day)
            if place.draft is not None:
                form.show_version(place.draft)
            form.form_errors.append(
                "Somebody else saved this draft meanwhile. What you typed is here: saving replaces theirs"
            )
            status = 409
        else:
            flash("The draft is saved: nothing has been sent to the authority", "success")
            return redirect(url_for("compliance.show_notice", reference=reference, site=site))
    else:
        status = 400
    return render_template("compliance/draft_notice.html", change=change, place=place, form=form), status


@compliance.route("/changes/<string:reference>/notices/<string:site>/sent", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def record_sent(reference: str, site: str) -> ResponseReturnValue:
    """Record that the draft went to the authority; it is never edited again."""
    viewer, day, law = current_viewer(), today(), rule_book()
    change = get_change(reference, viewer, day)
    _, place = queries_notices.get_place(law, change, site, day)
    row = place.draft
    if row is None or place.form.value is None:
        abort(404)
    form = SentForm()
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_notices.record_sent(
                    row,
                    form.on.data or day,
                    form.way.data or "",
                    items=place.form.value.items,
                    by=viewer,
                    seen=form.seen(),
                )
        except IncompleteError as error:
            for item in error.missing:
                form.form_errors.append(f"Answer this item first, nought included: {NOTICE_LABELS[item]}")
        except EditConflictError:
            form.form_errors.append("Somebody else changed this notice meanwhile: read it again")
        else:
            flash("The notice is recorded as sent: give a copy to each representative", "success")
            return redirect(url_for("compliance.show_notice", reference=reference, site=site))
    page = render_template("compliance/sent_notice.html", change=change, place=place, row=row, form=form)
    return page, 400 if form.errors else 200
