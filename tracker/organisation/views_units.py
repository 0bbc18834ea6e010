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
from tracker.organisation.queries_units import PlacedUnit
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import Listing, listing_from_request


@organisation.get("/register/units")
@requires(Permission.ORGANISATION_READ)
def list_units() -> ResponseReturnValue:
    """The tree of units; ``open`` in the address names those shown with what is below them."""
    viewer, now = current_viewer(), today()
    listing = listing_from_request("name")
    asked = as_at(listing, now)
    everything = queries_units.placed_units(viewer, now, asked.day)
    units = [u for u in everything if listing.value("employer") in ("", u.employer_reference)]
    opened = request.args.getlist("open") or only_top(units)
    return render_template(
        "organisation/units.html",
        listing=listing,
        asked=asked,
        employers=queries_units.employers_of(everything),
        lines=queries_units.unit_lines(units, viewer, asked.day, opened),
        opened=[each for each in opened if each != "none"],
        address=tree_address(listing, opened, units),
        total=len(units),
    )


def only_top(units: list[PlacedUnit]) -> list[str]:
    """A single top unit is shown open: the tree would else be one line."""
    tops = [u.unit.reference for u in units if u.unit.depth == 0]
    return tops if len(tops) == 1 else []


def tree_address(listing: Listing, opened: list[str], units: list[PlacedUnit]) -> Callable[..., str]:
    """Links that open and close units, all other filters kept."""
    every = [placed.unit.reference for placed in units]
    now = every if "all" in opened else [each for each in opened if each != "none"]
    kept = {name: values for name, values in listing.arguments.items() if name != "open"}

    def address(*, add: str = "", close: str = "", only: list[str] | None = None) -> str:
        wanted = only or [each for each in [*now, add] if each and each != close] or ["none"]
        return f"{listing.path}?{urlencode({**kept, 'open': wanted}, doseq=True)}"

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
        line.placed.unit.id: line for line in queries_units.unit_lines(units, viewer, asked.day, ["all"])
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
