"""Pages of units, posts and recognised unions."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.organisation import queries_posts, queries_units
from tracker.organisation.as_at import as_at
from tracker.organisation.blueprint import organisation
from tracker.organisation.queries_employers import employer_of_unit
from tracker.organisation.queries_structure import predecessors_of, successors_of
from tracker.organisation.queries_units import EVERYTHING, Opened, PlacedUnit, UnitLine
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import Listing, Page, listing_from_request

UNITS_ON_A_PAGE = 100


@organisation.get("/register/units")
@requires(Permission.ORGANISATION_READ)
def list_units() -> ResponseReturnValue:
    """The tree of units, a page at a time; the address names those open, or closed where all are."""
    viewer, now = current_viewer(), today()
    listing = listing_from_request("name", per_page=UNITS_ON_A_PAGE)
    asked = as_at(listing, now)
    everything = queries_units.placed_units(viewer, now, asked.day)
    units = [u for u in everything if listing.value("employer") in ("", u.employer_reference)]
    opened = opened_units(units)
    lines = queries_units.unit_lines(units, viewer, asked.day, opened, listing.q)
    page: Page[UnitLine] = Page([], len(lines), listing)
    start = max(page.first - 1, 0)
    return render_template(
        "organisation/units.html",
        listing=listing,
        asked=asked,
        employers=queries_units.employers_of(everything),
        page=Page(lines[start : start + UNITS_ON_A_PAGE], len(lines), listing),
        some_open=any(line.is_open and line.has_units for line in lines),
        address=tree_address(listing, opened),
        total=len(units),
    )


def opened_units(units: list[PlacedUnit]) -> Opened:
    """What the address says is open; a single top unit at first, as the tree would else be one line."""
    named = request.args.getlist("open")
    if "all" in named:
        return Opened(frozenset(request.args.getlist("close")), every=True)
    if named:
        return Opened(frozenset(named) - {"none"})
    tops = [u.unit.reference for u in units if u.unit.depth == 0]
    return Opened(frozenset(tops if len(tops) == 1 else []))


def tree_address(listing: Listing, opened: Opened) -> Callable[..., str]:
    """Links that open or close a unit, all or none; all other filters kept, and the page for one unit."""

    def address(turn: str = "", *, every: bool = False) -> str:
        then = opened.turned(turn) if turn else Opened(frozenset(), every)
        dropped = {"open", "close"} if turn else {"open", "close", "page", "q"}
        kept = {name: values for name, values in listing.arguments.items() if name not in dropped}
        named = sorted(then.named)
        shown = {"open": ["all"], "close": named} if then.every else {"open": named or ["none"]}
        return f"{listing.path}?{urlencode({**kept, **shown}, doseq=True)}"

    return address


@organisation.get("/register/units/<string:reference>")
@requires(Permission.ORGANISATION_READ)
def show_unit(reference: str) -> ResponseReturnValue:
    """A unit as it stood on a day: place, figures, units below; its past, and what it became."""
    viewer, now = current_viewer(), today()
    unit = queries_units.get_unit(reference, viewer, now)
    listing = listing_from_request("name")
    asked = as_at(listing, now)
    units = queries_units.placed_units(viewer, now, asked.day)
    lines = {
        line.placed.unit.id: line for line in queries_units.unit_lines(units, viewer, asked.day, EVERYTHING)
    }
    line = lines.get(unit.id)
    above: list[PlacedUnit] = []
    here = line.placed.unit.parent_id if line else None
    while here is not None and here in lines:
        above.insert(0, lines[here].placed)
        here = lines[here].placed.unit.parent_id
    past = queries_units.past_of(unit)
    return render_template(
        "organisation/unit.html",
        unit=unit,
        name=line.placed.unit.name if line else (past[0].name if past else unit.code),
        line=line,
        above=above,
        below=[each for each in lines.values() if each.placed.unit.parent_id == unit.id],
        past=past,
        listing=listing,
        asked=asked,
        came_from=predecessors_of(unit.id),
        became=successors_of(unit.id),
        employer=employer_of_unit(unit, asked.day),
    )


@organisation.get("/register/unions")
@requires(Permission.ORGANISATION_READ)
def list_unions() -> ResponseReturnValue:
    """Recognised unions and the groups of posts they are recognised for."""
    now = today()
    listing = listing_from_request("union")
    asked = as_at(listing, now)
    return render_template(
        "organisation/unions.html",
        rows=queries_posts.recognitions(current_viewer(), day=asked.day),
        listing=listing,
        asked=asked,
    )
