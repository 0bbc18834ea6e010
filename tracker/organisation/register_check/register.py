"""The register as it stands, as plain values to compare a file with."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tracker.organisation.rules import ImportKind

PLAIN: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.PEOPLE: ("name", "kind", "contract", "service_start"),
    ImportKind.POSTS: (),
    ImportKind.POST_GROUPS: (),
}
"""What is true of somebody whatever the day; put right where it stands."""

_POST = ("unit", "site", "title", "grade", "fte", "state", "reports_to", "group")
DATED: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.PEOPLE: ("unit", "site", "post", "group", "title", "grade", "fte"),
    ImportKind.POSTS: _POST,
    ImportKind.POST_GROUPS: _POST,
}
"""What is true over a period; a difference ends the period and begins another."""


class Entry(NamedTuple):
    """A person or post in the register. ``period_id`` is None for whoever has no period on the day.

    ``plain`` and ``dated`` follow ``PLAIN`` and ``DATED``, with ids for units, sites, posts and groups.
    """

    key: str
    id: int
    period_id: int | None
    since: date | None
    ended: date | None
    plain: tuple[Any, ...]
    dated: tuple[Any, ...]


class RegisterUnit(NamedTuple):
    """A unit. When it was closed before the day, ``period_id`` is None and its code stands for its name."""

    id: int
    code: str
    name: str
    parent_id: int | None
    site_id: int | None
    period_id: int | None
    since: date | None


@dataclass
class Register:
    """One employer's register on the day of a file. ``others`` counts what else stands in each unit.

    ``latest`` is the first day of the newest period: a file of an earlier day cannot be put before it.
    """

    kind: ImportKind
    as_of: date
    entries: dict[str, Entry] = field(default_factory=dict)
    units: dict[int, RegisterUnit] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    posts: dict[int, str] = field(default_factory=dict)
    others: dict[int, int] = field(default_factory=dict)
    latest: date | None = None
