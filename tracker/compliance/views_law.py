"""Pages of the law itself: a plan checked on paper, and what the law said on a day."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.compliance import queries
from tracker.compliance.blueprint import compliance
from tracker.compliance.clocks import Dates, clocks, conflicts
from tracker.compliance.forms import CheckForm, LawForm
from tracker.compliance.stories import AUTUMN_2012, PARAGON, counted, side_by_side
from tracker.policy.access.permissions import Permission
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.regimes import REGIME_LABELS, REGIME_OF
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@compliance.get("/check")
@requires(Permission.LAW_READ)
def check() -> ResponseReturnValue:
    """Work out the clocks of a plan, forwards or back from a wanted date. Nothing is saved."""
    asked = bool(request.args)
    form = CheckForm(request.args if asked else None).offer(queries.places(current_viewer(), today()))
    sound = form.validate() if asked else False
    found, faults = [], []
    if sound:
        names = [name for name in Dates.__dataclass_fields__ if name in form._fields]
        dates = Dates(**{name: form[name].data for name in names})
        regime = REGIME_OF[form.nation]
        found = clocks(rule_book(), regime, form.number.data, dates)
        faults = conflicts(found, dates, today())
    page = render_template(
        "compliance/check.html", form=form, clocks=found, conflicts=faults, not_advice=NOT_ADVICE
    )
    return page, 400 if asked and not sound else 200


@compliance.get("/two-laws")
@requires(Permission.LAW_READ)
def compare() -> ResponseReturnValue:
    """One story under the law of two dates, and a plan that looks larger than its count."""
    law = rule_book()
    return render_template(
        "compliance/two_laws.html",
        plans=PARAGON,
        rows=side_by_side(law, PARAGON),
        autumn=AUTUMN_2012,
        count=counted(law, AUTUMN_2012),
        not_advice=NOT_ADVICE,
    )


@compliance.get("/law")
@requires(Permission.LAW_READ)
def show_law() -> ResponseReturnValue:
    """Every value in force on a day at a place, with where it is written and how sure that is."""
    asked = bool(request.args)
    form = LawForm(request.args if asked else None).offer(queries.places(current_viewer(), today()))
    sound = form.validate() if asked else True
    day = (form.on.data if sound else None) or today()
    if not asked:
        form.on.process(None, day)
    regime = REGIME_OF[form.nation if sound else Nation.ENGLAND]
    law = rule_book()
    page = render_template(
        "compliance/law.html",
        form=form,
        site=form.site if sound else None,
        day=day,
        law_name=REGIME_LABELS[regime],
        rows=law.in_force(regime, day),
        fingerprint=law.sha256[:16],
        not_advice=NOT_ADVICE,
    )
    return page, 200 if sound else 400
