"""The page of what has not been assessed."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from tracker.disruption.queries import employers_of
from tracker.policy.access.permissions import Permission
from tracker.reports.blueprint import reports
from tracker.reports.coverage import coverage as coverage_of
from tracker.reports.coverage_rules import Gap
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import Page, listing_from_request


@reports.get("/coverage")
@requires(Permission.COVERAGE_READ)
def coverage() -> ResponseReturnValue:
    """Which change lacks an assessment of which unit or group, with where to mend it."""
    viewer, day = current_viewer(), today()
    employers = employers_of(viewer)
    if not employers:
        return render_template("disruption/nothing.html", why="No employer is in your scope yet.")
    wanted = request.args.get("employer", "")
    chosen = [each for each in employers if each.reference == wanted] if wanted else employers
    if not chosen:
        abort(404)
    listing = listing_from_request("")
    found = coverage_of(chosen[0].id, viewer, day)
    change, gap = listing.value("change"), listing.value("gap")
    rows = [row for row in found.rows if change in ("", row.change_reference) and gap in ("", row.gap.value)]
    pages = max(1, -(-len(rows) // listing.per_page))
    start = (min(listing.number, pages) - 1) * listing.per_page
    return render_template(
        "reports/coverage.html",
        page=Page(rows[start : start + listing.per_page], len(rows), listing),
        listing=listing,
        found=found,
        gaps=list(Gap),
        employer=chosen[0],
        employers=employers,
        may_assess=viewer.may(Permission.IMPACT_ASSESS),
        exact=viewer.may(Permission.AFFECTED_STAFF_READ),
    )
