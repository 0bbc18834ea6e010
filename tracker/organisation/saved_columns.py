"""Columns matched once and kept by their headings, to fit them to later files of the same source."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.register_file.headings import plain_heading


def by_heading(matching: Matching, headings: Sequence[str]) -> dict[str, Any]:
    """A matching with headings in place of positions; a column without one is kept by its place.

    >>> by_heading(Matching({"unit": 1}), ["Number", ""])["columns"]
    {'unit': '#2'}
    """
    columns = {name: headings[n] or f"#{n + 1}" for name, n in matching.columns.items()}
    return {**matching.for_another_file().as_dict(), "columns": columns}


def fitted(kept: Mapping[str, Any], headings: Sequence[str]) -> Matching | None:
    """The matching for a file with these headings; None unless each heading that was kept stands in it once.

    >>> fitted({"columns": {"unit": "Where"}}, ["Number", "WHERE", "More"]).columns
    {'unit': 1}
    """
    places: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        name = plain_heading(heading) if heading else f"#{position + 1}"
        places.setdefault(name, []).append(position)
    columns = {}
    for name, heading in kept["columns"].items():
        found = places.get(heading if heading.startswith("#") else plain_heading(heading), [])
        if len(found) != 1:
            return None
        columns[name] = found[0]
    return Matching.from_dict({**kept, "columns": columns})
