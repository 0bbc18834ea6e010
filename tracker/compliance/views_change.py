"""Pages of one change: its clocks, its statutory dates, and what a defective consultation may cost."""

from fractions import Fraction

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.queries import get_change
from tracker.compliance import queries, services
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms import DatesForm, ExposureForm
from tracker.compliance.services import HeldBackError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.protective_award import award_exposure, most_protected_days
from tracker.policy.law.regimes import REGIME_LABELS
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over


@compliance.get("/changes/<string:reference>")
@requires(Permission.COMPLIANCE_READ)
def show_change(reference: str) -> ResponseReturnValue:
    """The clocks of a change, each with its sum."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    found = queries.shown_to(queries.clocks_of(rule_book(), change, day), viewer)
    return render_template(
        "compliance/change.html",
        change=change,
        found=found,
        law_name=REGIME_LABELS[found.regime],
        recorded=queries.dates_of(change),
        form_sent_on=None if found.dates.hr1_received_on else queries.notice_sent_on(change),
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/dates", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def edit_dates(reference: str) -> ResponseReturnValue:
    """Record the days on which the clocks turn; they can be tried first without saving."""
    viewer, day, law = current_viewer(), today(), rule_book()
    change = get_change(reference, viewer, day)
    row = queries.dates_of(change)
    form = DatesForm(obj=row)
    conflict = tried = None
    if request.method == "GET":
        if row is not None:
            form.show_version(row)
    elif form.validate_on_submit():
        if "try" in request.form:
            tried = queries.clocks_of(law, change, day, form.given())
        else:
            try:
                with unit_of_work():
                    services.record_dates(
                        change, form.given(), law=law, by=viewer, moment=database.now(), seen=form.seen()
                    )
            except EditConflictError:
                change = get_change(reference, viewer, day)
                conflict = conflict_over(form, queries.dates_of(change))
            except HeldBackError as held:
                form.say(
                    "first_notice_on", f"Notice must wait: {held}. Record the steps, or ask for an override"
                )
            else:
                flash("The dates are saved and the clocks worked out again", "success")
                return redirect(url_for("compliance.show_change", reference=reference))
    page = render_template(
        "compliance/dates.html",
        change=change,
        form=form,
        conflict=conflict,
        tried=tried,
        not_advice=NOT_ADVICE,
    )
    return page, 409 if conflict else 400 if form.errors else 200


@compliance.get("/changes/<string:reference>/exposure")
@requires(Permission.EXPOSURE_READ)
def show_exposure(reference: str) -> ResponseReturnValue:
    """The range of protective awards under an assumption about pay."""
    viewer, day, law = current_viewer(), today(), rule_book()
    change = get_change(reference, viewer, day)
    found = queries.shown_to(queries.clocks_of(law, change, day), viewer)
    asked = bool(request.args)
    form = ExposureForm(request.args) if asked else ExposureForm(None)
    sound = form.validate() if asked else False
    most = most_protected_days(law, found.regime, found.dates.first_dismissal_on)
    typed = [week for week in (form.low.data, form.high.data) if week] if sound else []
    awards = [award_exposure(found.number, Fraction(week), most.value) for week in sorted(typed)]
    page = render_template(
        "compliance/exposure.html",
        change=change,
        found=found,
        form=form,
        most=most,
        awards=awards,
        not_advice=NOT_ADVICE,
    )
    return page, 400 if asked and not sound else 200
