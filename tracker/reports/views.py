"""Pages of reports: the affected-staff report, on screen, on paper and as files."""

from dataclasses import replace

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.audit import looks
from tracker.database import now, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.reports import (
    coverage_views,  # noqa: F401  its pages register themselves
    files,
    queries,
    services,
    uncertainty_views,  # noqa: F401  its pages register themselves
)
from tracker.reports.blueprint import reports
from tracker.reports.forms import ExportForm
from tracker.reports.queries import Choices
from tracker.reports.rules import MOST_ROWS, Purpose
from tracker.web.access import current_viewer, requires
from tracker.web.clock import london, today
from tracker.web.listing import Listing, Page, listing_from_request

__all__ = ["reports"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reports.get("/affected-staff")
@requires(Permission.REPORT_AFFECTED_STAFF)
def affected_staff() -> ResponseReturnValue:
    """Who is affected: for a manager the people of their own units, for HR those of their programmes."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("when")
    choices = queries.report_choices(viewer, listing, day)
    if listing.value("view") == "print":
        rows = queries.affected_rows(viewer, listing, choices, day)
        page, where = Page(rows[:MOST_ROWS], len(rows), listing), looks.Where.PAPER
        text = _screen(viewer, page, choices, "reports/affected_staff_print.html")
    else:
        page, where = queries.affected_page(viewer, listing, choices, day), looks.Where.LIST
        text = _screen(viewer, page, choices, "reports/affected_staff.html", form=ExportForm())
    looks.note_looks(
        viewer, [row.person_id for row in page.rows if not row.looked_at], where, day, about=("report", "-")
    )
    return text


def _screen(
    viewer: Viewer, page: Page[queries.ReportRow], choices: Choices, template: str, **more: object
) -> str:
    listing = page.listing
    return render_template(
        template,
        page=page,
        listing=listing,
        choices=choices,
        statuses=queries.statuses(),
        status_asked=queries.status_asked(listing),
        title=_title(viewer, choices),
        team=queries.is_of_a_team(viewer),
        narrowed=_narrowed(listing, choices),
        at=now(),
        **more,
    )


def _title(viewer: Viewer, choices: Choices) -> str:
    where = choices.tops if queries.is_of_a_team(viewer) else "your programmes"
    return f"Affected staff in {where}" if where else "Affected staff"


def _narrowed(listing: Listing, choices: Choices) -> list[str]:
    """The filters in words."""
    words = []
    for name, options in (("change", choices.changes), ("unit", choices.units)):
        words += [f"{name.capitalize()}: {one.label}" for one in options if one.value == listing.value(name)]
    if queries.status_asked(listing):
        words.append(f"Status: {queries.status_asked(listing)}")
    if listing.q:
        words.append(f"Search: {listing.q}")
    return words


@reports.post("/affected-staff.csv")
@requires(Permission.REPORT_AFFECTED_STAFF)
def affected_staff_csv() -> ResponseReturnValue:
    """The same rows and columns, filters kept, as comma-separated text."""
    return _export("csv")


@reports.post("/affected-staff.xlsx")
@requires(Permission.REPORT_AFFECTED_STAFF)
def affected_staff_xlsx() -> ResponseReturnValue:
    """The same rows and columns, filters kept, as a workbook."""
    return _export("xlsx")


def _export(kind: str) -> ResponseReturnValue:
    """Record first, then send: a file that nobody recorded never leaves."""
    viewer, form, day = current_viewer(), ExportForm(), today()
    listing = replace(listing_from_request("when"), path=url_for("reports.affected_staff"))
    choices = queries.report_choices(viewer, listing, day)
    valid = form.validate_on_submit()
    rows = queries.affected_rows(viewer, listing, choices, day) if valid else []
    if len(rows) > MOST_ROWS:
        form.say("", f"Narrow the report to {MOST_ROWS:,} rows or fewer, then take it away")
    if form.errors:
        page = queries.affected_page(viewer, listing, choices, day)
        return _screen(viewer, page, choices, "reports/affected_staff.html", form=form), 400
    with unit_of_work():
        looks.add_looks(viewer, looks.not_noted(viewer, [row.person_id for row in rows], day), day)
        services.record_export(kind, len(rows), Purpose(form.purpose.data), viewer)
    if kind == "csv":
        content, media = files.as_csv(rows), "text/csv; charset=utf-8"
    else:
        content = files.as_workbook(
            rows,
            title=_title(viewer, choices),
            by=f"{viewer.name}, {viewer.role}",
            at=london(now()),
            filters=_narrowed(listing, choices),
        )
        media = XLSX
    name = f"affected-staff-{day.isoformat()}.{kind}"
    return Response(
        content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
