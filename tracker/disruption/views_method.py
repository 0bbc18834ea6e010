"""The method of the upheaval measure, and what hangs on its choices."""

from collections import OrderedDict

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.disruption import queries
from tracker.disruption.blueprint import chosen_employer, disruption
from tracker.disruption.method_page import (
    EXAMPLE,
    Sensitivities,
    sensitivities,
    weight_tables,
    worked_example,
)
from tracker.disruption.queries import EmployerChoice
from tracker.disruption.rules import YEAR
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.disruption.method import load_method
from tracker.policy.disruption.months import month_number
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

Key = tuple[int, int, int, bool, tuple[int, ...]]
KEPT = 8
_kept: "OrderedDict[Key, Sensitivities | None]" = OrderedDict()


@disruption.get("/method")
@requires(Permission.DISRUPTION_READ)
def show_method() -> ResponseReturnValue:
    """How the figures are made, in plain words, with a sum worked through."""
    method = load_method()
    return render_template(
        "disruption/method.html",
        method=method,
        tables=weight_tables(method),
        example=EXAMPLE,
        lines=worked_example(method),
    )


@disruption.get("/sensitivity")
@requires(Permission.DISRUPTION_READ)
def show_sensitivity() -> ResponseReturnValue:
    """What would change in the next twelve months if one weight stood at an end of its range."""
    viewer = current_viewer()
    employers = queries.employers_of(viewer)
    if not employers:
        return render_template("disruption/nothing.html", why="No employer is in your scope yet.")
    employer = chosen_employer(employers)
    return render_template(
        "disruption/sensitivity.html",
        employer=employer,
        employers=employers,
        method=load_method(),
        found=_worked_out(employer, viewer),
    )


def _worked_out(employer: EmployerChoice, viewer: Viewer) -> Sensitivities | None:
    """Forty calculations, kept until the data or the month change."""
    first = month_number(today()) - YEAR + 1
    found = queries.computed(employer, viewer, first, 2 * YEAR)
    published = not viewer.may(Permission.CHANGE_DRAFT_READ)
    key = (employer.id, employer.version, first, published, tuple(queries.tops(found, viewer)))
    if key not in _kept:
        _kept[key] = sensitivities(found, viewer, load_method())
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return _kept[key]
