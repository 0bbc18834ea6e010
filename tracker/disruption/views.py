"""Pages of the upheaval measure: the heat map and what is behind a cell."""

import csv
import io
from datetime import date
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.audit import services as audit
from tracker.database import unit_of_work
from tracker.disruption import (
    queries,
    views_method,  # noqa: F401  its pages register themselves
    views_years,  # noqa: F401  its pages register themselves
)
from tracker.disruption.blueprint import chosen_employer, disruption, safe
from tracker.disruption.cell_page import cell_page
from tracker.disruption.queries import Computed, EmployerChoice
from tracker.disruption.rules import LENGTHS, month_date, read_month
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.disruption.errors import DisruptionError
from tracker.policy.disruption.method import load_method
from tracker.policy.disruption.months import month_label, month_number
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

__all__ = ["disruption"]
DEFAULT_LENGTH = 24


class Period:
    """The months asked for in the address; nonsense reads as the twelve before and after today."""

    def __init__(self, day: date) -> None:
        length = request.args.get("months", "")
        self.months = int(length) if length.isdigit() and int(length) in LENGTHS else DEFAULT_LENGTH
        asked = read_month(request.args.get("from", ""))
        self.first = asked if asked is not None else month_number(day) - self.months // 2 + 1
        self.bad = bool(request.args.get("from")) and asked is None

    @property
    def labels(self) -> list[date]:
        """The first day of each month."""
        return [month_date(month) for month in range(self.first, self.first + self.months)]


@disruption.get("/")
@requires(Permission.DISRUPTION_READ)
def heat_map() -> ResponseReturnValue:
    """Mean daily load by unit and month."""
    viewer, day = current_viewer(), today()
    employers = queries.employers_of(viewer)
    if not employers:
        return render_template("disruption/nothing.html", why="No employer is in your scope yet.")
    employer = chosen_employer(employers)
    period = Period(day)
    try:
        found = queries.computed(employer, viewer, period.first, period.months)
    except DisruptionError as error:
        return render_template("disruption/nothing.html", why=f"The register holds a contradiction: {error}.")
    opened = frozenset(request.args.getlist("open"))
    heaviest = request.args.get("sort") == "ahead"
    rows, peak = queries.lines_shown(found, viewer, opened, day, heaviest_first=heaviest)
    return render_template(
        "disruption/heat_map.html",
        employer=employer,
        employers=employers,
        period=period,
        labels=period.labels,
        years=_years(period.labels),
        month_keys=[month_label(month) for month in range(period.first, period.first + period.months)],
        now=month_date(month_number(day)),
        rows=rows,
        peak=peak,
        heaviest_first=heaviest,
        lengths=LENGTHS,
        found=found,
        method=load_method(),
        address=Address(employer, period, opened or frozenset(_tops(found, viewer)), heaviest),
        bad_month=period.bad,
    )


def _tops(found: Computed, viewer: Viewer) -> list[str]:
    return [found.world.units[row].reference for row in queries.tops(found, viewer)]


def _years(labels: list[date]) -> list[tuple[int, int]]:
    """Each year shown and over how many months."""
    years: dict[int, int] = {}
    for label in labels:
        years[label.year] = years.get(label.year, 0) + 1
    return list(years.items())


class Address:
    """Links that keep the employer, the period and what is open."""

    def __init__(
        self, employer: EmployerChoice, period: Period, opened: frozenset[str], heaviest: bool
    ) -> None:
        self.base: dict[str, Any] = {
            "employer": employer.reference,
            "from": month_label(period.first),
            "months": str(period.months),
        }
        self.opened = opened
        self.sort = "ahead" if heaviest else None
        self.first, self.months = period.first, period.months

    def toggled(self, reference: str) -> str:
        """Open what is closed, close what is open; the row keeps the keyboard's place."""
        opened = sorted(self.opened ^ {reference}) or ["none"]
        address = url_for("disruption.heat_map", **self.base, sort=self.sort, open=opened)
        return f"{address}#row-{reference}"

    def sorted_by(self, sort: str | None) -> str:
        """The same map in another order."""
        return url_for("disruption.heat_map", **self.base, sort=sort, open=sorted(self.opened))

    def moved(self, months: int) -> str:
        """The same map earlier or later."""
        base = {**self.base, "from": month_label(self.first + months)}
        return url_for("disruption.heat_map", **base, sort=self.sort, open=sorted(self.opened))

    def file(self) -> str:
        """Where the figures are sent from as a file."""
        return url_for("disruption.export", **self.base, sort=self.sort, open=sorted(self.opened))


@disruption.post("/export")
@requires(Permission.DISRUPTION_READ)
def export() -> ResponseReturnValue:
    """The figures on the page as CSV, withheld ones as ``c``; recorded before it is sent."""
    viewer, day = current_viewer(), today()
    employer = chosen_employer(queries.employers_of(viewer))
    period = Period(day)
    found = queries.computed(employer, viewer, period.first, period.months)
    rows = queries.rows_shown(
        found,
        viewer,
        frozenset(request.args.getlist("open")),
        day,
        heaviest_first=request.args.get("sort") == "ahead",
    )
    with unit_of_work():
        audit.record(viewer, "disruption:export", "employer", employer.reference, facts={"rows": len(rows)})
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["Unit code", "Unit", *(f"{label:%Y-%m}" for label in period.labels)])
    for row in rows:
        out.writerow([safe(row.unit.code), safe(row.unit.name), *(_words(cell) for cell, _ in row.cells)])
    out.writerow([])
    method = load_method()
    out.writerow([f"Mean upheaval-days a person a day. Method {method.id} {method.version}. c: withheld."])
    name = f"upheaval-{month_label(period.first)}-{period.months}-months.csv"
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _words(cell: str) -> str:
    return "not assessed" if cell == queries.NOT_ASSESSED else cell


@disruption.get("/<string:reference>/<string:month>")
@requires(Permission.DISRUPTION_READ)
def show_cell(reference: str, month: str) -> ResponseReturnValue:
    """The changes behind one cell."""
    viewer, day = current_viewer(), today()
    number = read_month(month)
    if number is None:
        abort(404)
    employer = chosen_employer(queries.employers_of(viewer))
    period = Period(day)
    if not period.first <= number < period.first + period.months:
        period.first, period.months = number, LENGTHS[0]
    found = queries.computed(employer, viewer, period.first, period.months)
    units = found.world.units
    row = next((row for row, unit in enumerate(units) if unit.reference == reference), None)
    mine = queries.tops(found, viewer)
    if row is None or not any(top <= row < units[top].subtree_end for top in mine):
        abort(404)
    page = cell_page(found, row, number, viewer, day)
    return render_template(
        "disruption/cell.html",
        page=page,
        employer=employer,
        method=load_method(),
        own_scope=viewer.role is Role.MANAGER,
        before=_link(employer, period, reference, number - 1),
        after=_link(employer, period, reference, number + 1),
        back=url_for(
            "disruption.heat_map",
            employer=employer.reference,
            months=period.months,
            **_from(period),
        ),
    )


def _link(employer: EmployerChoice, period: Period, reference: str, month: int) -> str:
    return url_for(
        "disruption.show_cell",
        reference=reference,
        month=month_label(month),
        employer=employer.reference,
        months=period.months,
        **_from(period),
    )


def _from(period: Period) -> dict[str, Any]:
    """The first month as the address names it; the word is taken in Python."""
    return {"from": month_label(period.first)}
