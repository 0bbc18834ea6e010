"""Pages of the uncertainty clock by unit, on screen, on paper and as a file."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.database import now, unit_of_work
from tracker.disruption.queries import EmployerChoice, employers_of
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.standards import NOBODY, WITHHELD
from tracker.policy.uncertainty.waits import DEFINITIONS
from tracker.reports.blueprint import reports
from tracker.reports.rules import days_in_words, shown_as_text
from tracker.reports.services import record_figures
from tracker.reports.uncertainty import (
    UncertaintyTable,
    UnitWaits,
    hidden_cells,
    reads_each,
    uncertainty_table,
)
from tracker.web.access import current_viewer, requires
from tracker.web.clock import london, today
from tracker.web.listing import Listing, listing_from_request

COLUMNS = (
    ("people", "People told"),
    ("median", "Median"),
    ("ninetieth", "90th percentile"),
    ("longest", "Longest"),
    ("not_started", "Not started"),
)


@dataclass(frozen=True)
class Asked:
    """What the address asks for and what was found."""

    employer: EmployerChoice
    employers: list[EmployerChoice]
    change: Change | None
    table: UncertaintyTable
    rows: list[UnitWaits]
    listing: Listing

    @property
    def hidden(self) -> int:
        """Figures withheld among the rows."""
        return hidden_cells(self.rows)


def _asked(viewer: Viewer, day: date) -> Asked | None:
    """None when no employer is in the viewer's scope."""
    employers = employers_of(viewer)
    if not employers:
        return None
    wanted = request.args.get("employer", "")
    chosen = [each for each in employers if each.reference == wanted] if wanted else employers
    if not chosen:
        abort(404)
    listing = listing_from_request("")
    change = None
    if listing.value("change") and reads_each(viewer):
        change = get_change(listing.value("change"), viewer, day)
    table = uncertainty_table(chosen[0].id, viewer, day, change.id if change else None)
    unit = listing.value("unit") or _only_top(table)
    return Asked(chosen[0], employers, change, table, table.shown(unit), listing)


def _only_top(table: UncertaintyTable) -> str:
    """A single top is shown with what is below it: the table would else be one line."""
    tops = [row.unit.reference for row in table.rows if row.unit.depth == 0 and not row.empty]
    return tops[0] if len(tops) == 1 else ""


@reports.get("/uncertainty")
@requires(Permission.UNCERTAINTY_READ)
def uncertainty() -> ResponseReturnValue:
    """Days from being told to knowing, by unit."""
    viewer, day = current_viewer(), today()
    asked = _asked(viewer, day)
    if asked is None:
        return render_template("disruption/nothing.html", why="No employer is in your scope yet.")
    printed = asked.listing.value("view") == "print"
    return render_template(
        "reports/uncertainty_print.html" if printed else "reports/uncertainty.html",
        asked=asked,
        listing=asked.listing,
        above=asked.table.path(asked.rows[0].unit.reference) if asked.rows else [],
        columns=COLUMNS,
        cell=_cell,
        definitions=DEFINITIONS,
        at=now(),
    )


def _cell(row: UnitWaits, name: str) -> str:
    """A figure in words: withheld, none at all, or the number."""
    if name in row.withheld:
        return WITHHELD
    value = getattr(row, name)
    return NOBODY if value is None else days_in_words(value)


@reports.post("/uncertainty.csv")
@requires(Permission.UNCERTAINTY_READ)
def uncertainty_csv() -> ResponseReturnValue:
    """The figures on the page, withheld ones as ``c``; recorded before they are sent."""
    viewer, day = current_viewer(), today()
    asked = _asked(viewer, day)
    if asked is None:
        abort(404)
    with unit_of_work():
        record_figures("uncertainty", asked.employer.reference, len(asked.rows), viewer)
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["Unit code", "Unit", *(label for _, label in COLUMNS)])
    for row in asked.rows:
        names = (shown_as_text(row.unit.code), shown_as_text(row.unit.name))
        out.writerow([*names, *(_cell(row, name) for name, _ in COLUMNS)])
    out.writerow([])
    about = f"As at {london(now()):%d %B %Y, %H:%M} London time. {asked.hidden} figures withheld (c)."
    change = f" Change: {asked.change.title}." if asked.change else ""
    out.writerow([about + change])
    return Response(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="uncertainty-{day.isoformat()}.csv"'},
    )
