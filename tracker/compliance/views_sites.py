"""Pages of the live counter: every establishment, and one with who makes up its number."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from tracker.compliance import queries
from tracker.compliance.blueprint import compliance
from tracker.compliance.counting import WhatIf
from tracker.compliance.forms import MoreForm
from tracker.policy.access.permissions import Permission
from tracker.policy.law.batches import Batch
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.regimes import REGIME_LABELS, REGIME_OF
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@compliance.get("/")
@requires(Permission.COMPLIANCE_READ)
def list_sites() -> ResponseReturnValue:
    """The counter of each establishment, statutory and prudent side by side."""
    found = queries.lines(rule_book(), current_viewer(), today())
    return render_template("compliance/sites.html", lines=found, day=today(), not_advice=NOT_ADVICE)


@compliance.get("/sites/<string:reference>")
@requires(Permission.COMPLIANCE_COUNT)
def show_site(reference: str) -> ResponseReturnValue:
    """One establishment: the sum, who makes it up, and what more people would do to it."""
    viewer, day, law = current_viewer(), today(), rule_book()
    site = queries.get_site(law, reference, viewer, day)
    if site is None:
        abort(404)
    asked = bool(request.args)
    form = MoreForm(request.args) if asked else MoreForm(None)
    sound = form.validate() if asked else False
    tried = None
    if sound and form.number.data:
        more = Batch("more people", day, None, {form.leaves.data: form.number.data})
        tried = queries.get_site(law, reference, viewer, day, WhatIf(more={reference: more}))
    regime = REGIME_OF.get(site.nation) if site.nation else None
    page = render_template(
        "compliance/site.html",
        site=site,
        tried=tried,
        form=form,
        law_name=REGIME_LABELS[regime] if regime else "Not known",
        day=day,
        not_advice=NOT_ADVICE,
    )
    return page, 400 if asked and not sound else 200
