"""The filter by unit that lists of the register share: hundreds of units, which seldom change."""

from dataclasses import dataclass
from datetime import date

from flask import render_template
from markupsafe import Markup

from tracker.organisation import queries_units
from tracker.organisation.rules import TreeUnit
from tracker.policy.access.viewer import Viewer
from tracker.web.kept import kept


@dataclass(frozen=True)
class UnitFilter:
    """What the page shows: the options of the select, the unit chosen, the employers of all units."""

    options: Markup
    chosen: TreeUnit | None
    employers: list[tuple[str, str]]
    version: tuple[tuple[int, int], ...]


def unit_filter(viewer: Viewer, now: date, day: date, wanted: str) -> UnitFilter:
    """The filter with the wanted unit chosen. One statement, and one more after the register has changed."""
    version = queries_units.register_version(viewer)
    units, employers, options = kept.get(
        ("units", viewer.grant_references, now, day, version), lambda: _units(viewer, now, day)
    )
    chosen = units.get(wanted)
    if chosen:
        mark = Markup('value="{}"').format(wanted)
        options = options.replace(mark, mark + Markup(" selected"), 1)
    return UnitFilter(options, chosen, employers, version)


def _units(viewer: Viewer, now: date, day: date) -> tuple[dict[str, TreeUnit], list[tuple[str, str]], Markup]:
    placed = queries_units.placed_units(viewer, now, day)
    options = render_template("organisation/_unit_options.html", units=placed)
    return (
        {each.unit.reference: each.unit for each in placed},
        queries_units.employers_of(placed),
        Markup(options),  # noqa: S704  a template of ours, which has escaped every name
    )
