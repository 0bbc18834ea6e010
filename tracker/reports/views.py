"""Pages of reports: the affected-staff report, on screen, on paper and as files."""

from dataclasses import replace
from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.audit import looks
from tracker.database import now, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.reports import (
    briefing_views,  # noqa: F401  its pages register themselves
    coverage_views,  # noqa: F401  its pages register themselves
    files,
    queries,
    services,
    task_views,
    uncertainty_views,  # noqa: F401  its pages register themselves
)
from tracker.reports.blueprint import reports
from tracker.reports.forms import ExportForm
from tracker.reports.paper import MOST_ON_PAPER, as_paper
from tracker.reports.pdf import as_pdf
from tracker.reports.queries import Choices
from tracker.reports.rules import MOST_ROWS, Purpose
from tracker.reports.word import as_word
from tracker.web.access import current_viewer, requires
from tracker.web.clock import london, today
from tracker.web.listing import Listing, Page, listing_from_request

__all__ = ["reports"]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@reports.get("/affected-staff")
@requires(Permission.REPORT_AFFECTED_STAFF)
def affected_staff() -> ResponseReturnValue:
    """Who is affected: for a manager the people of their own units, for HR those of their programmes."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("due" if queries.is_of_a_team(viewer) else "when")
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
        today=today(),
        may_complete=viewer.may(Permission.TASK_COMPLETE),
        heads=queries.heads_and_fte(viewer, listing, choices, today()),
        done=task_views.read_done(listing.value("done")),
        done_for=next((row.name for row in page.rows if row.reference == listing.value("who")), ""),
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


@reports.post("/affected-staff.docx")
@requires(Permission.REPORT_AFFECTED_STAFF)
def affected_staff_docx() -> ResponseReturnValue:
    """The same rows and columns, filters kept, as a Word document."""
    return _export("docx")


@reports.post("/affected-staff.pdf")
@requires(Permission.REPORT_AFFECTED_STAFF)
def affected_staff_pdf() -> ResponseReturnValue:
    """The same rows and columns, filters kept, as a PDF that can be read aloud."""
    return _export("pdf")


def _export(kind: str) -> ResponseReturnValue:
    """Record first, then send: a file that nobody recorded never leaves."""
    viewer, form, day = current_viewer(), ExportForm(), today()
    default = "due" if queries.is_of_a_team(viewer) else "when"
    listing = replace(listing_from_request(default), path=url_for("reports.affected_staff"))
    choices = queries.report_choices(viewer, listing, day)
    valid = form.validate_on_submit()
    rows = queries.affected_rows(viewer, listing, choices, day) if valid else []
    most = MOST_ON_PAPER if kind in ("docx", "pdf") else MOST_ROWS
    if len(rows) > most:
        form.say("", f"Narrow the report to {most:,} rows or fewer, then take it away")
    if form.errors:
        page = queries.affected_page(viewer, listing, choices, day)
        return _screen(viewer, page, choices, "reports/affected_staff.html", form=form), 400
    with unit_of_work():
        looks.add_looks(viewer, looks.not_noted(viewer, [row.person_id for row in rows], day), day)
        services.record_export(kind, len(rows), Purpose(form.purpose.data), viewer)
    content = _content(kind, rows, choices, listing, viewer)
    name = f"affected-staff-{day.isoformat()}.{kind}"
    return Response(
        content, content_type=MEDIA[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _content(
    kind: str, rows: list[queries.ReportRow], choices: Choices, listing: Listing, viewer: Viewer
) -> bytes:
    """The file: what the page shows, as at this moment."""
    if kind == "csv":
        return files.as_csv(rows)
    about: dict[str, Any] = {
        "title": _title(viewer, choices),
        "by": f"{viewer.name}, {viewer.role}",
        "at": london(now()),
        "filters": _narrowed(listing, choices),
        "heads": queries.heads_and_fte(viewer, listing, choices, today()),
    }
    if kind == "xlsx":
        return files.as_workbook(rows, **about)
    sheet = as_paper(rows, **about)
    return as_word(sheet) if kind == "docx" else as_pdf(sheet)
