"""The page of the last twelve months and the next twelve, and the same figures as a file."""

import csv
import io
from operator import attrgetter

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.audit import services as audit
from tracker.database import unit_of_work
from tracker.disruption import queries
from tracker.disruption.blueprint import chosen_employer, disruption, safe
from tracker.disruption.queries import Computed, EmployerChoice
from tracker.disruption.rules import YEAR
from tracker.disruption.years_page import UnitYears, driven_by, present_month, years
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.disruption.errors import DisruptionError
from tracker.policy.disruption.method import load_method
from tracker.policy.disruption.months import month_label, month_number
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import Listing, Page, listing_from_request

SORTS = {"ahead": attrgetter("ahead"), "back": attrgetter("back"), "unit": attrgetter("unit.name")}


@disruption.get("/years")
@requires(Permission.DISRUPTION_READ)
def list_years() -> ResponseReturnValue:
    """Which units carried most, which will, and which changes that comes from."""
    viewer, day = current_viewer(), today()
    employers = queries.employers_of(viewer)
    if not employers:
        return render_template("disruption/nothing.html", why="No employer is in your scope yet.")
    employer = chosen_employer(employers)
    listing = listing_from_request("ahead", descending=True)
    try:
        found = _found(employer, viewer)
    except DisruptionError as error:
        return render_template("disruption/nothing.html", why=f"The register holds a contradiction: {error}.")
    rows = years(found, viewer)
    kept = _ordered([row for row in rows if listing.q.casefold() in row.unit.name.casefold()], listing)
    page = Page(kept, len(kept), listing)
    begin = (page.number - 1) * listing.per_page
    page = Page(kept[begin : begin + listing.per_page], len(kept), listing)
    return render_template(
        "disruption/years.html",
        employer=employer,
        employers=employers,
        listing=listing,
        page=page,
        heaviest=[row for row in rows if row.rank == 1],
        most=max((load for row in rows for load in (row.back, row.ahead) if load is not None), default=0.0),
        behind=driven_by(found, page.rows, viewer, day),
        month=month_label(month_number(day)),
        until=present_month(found),
        found=found,
        method=load_method(),
        file=url_for("disruption.export_years", employer=employer.reference),
    )


@disruption.post("/years/export")
@requires(Permission.DISRUPTION_READ)
def export_years() -> ResponseReturnValue:
    """Every unit's two years as CSV, withheld ones as ``c``; recorded before it is sent."""
    viewer = current_viewer()
    employer = chosen_employer(queries.employers_of(viewer))
    found = _found(employer, viewer)
    rows = years(found, viewer)
    with unit_of_work():
        audit.record(viewer, "disruption:export", "employer", employer.reference, facts={"rows": len(rows)})
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["Unit code", "Unit", "Rank ahead", "Last 12 months", "Next 12 months", "Trend"])
    for row in rows:
        loads = ["c" if load is None else f"{load:.1f}" for load in (row.back, row.ahead)]
        code, name = safe(row.unit.code), safe(row.unit.name)
        out.writerow([code, name, row.rank or "", *loads, row.trend.value if row.trend else ""])
    out.writerow([])
    method = load_method()
    out.writerow(
        [f"Upheaval-days a person over 12 months. Method {method.id} {method.version}. c: withheld."]
    )
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="upheaval-years-{present_month(found):%Y-%m}.csv"'
        },
    )


def _found(employer: EmployerChoice, viewer: Viewer) -> Computed:
    """Twelve months up to the present one and the twelve after it."""
    return queries.computed(employer, viewer, month_number(today()) - YEAR + 1, 2 * YEAR)


def _ordered(rows: list[UnitYears], listing: Listing) -> list[UnitYears]:
    """As asked; what is not known comes last whichever way."""
    key = SORTS.get(listing.sort, SORTS["ahead"])
    known = [row for row in rows if key(row) is not None]
    known.sort(key=key, reverse=listing.descending)
    return known + [row for row in rows if key(row) is None]
