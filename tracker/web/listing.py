"""Lists: search, sort and paging kept in the address, counted by the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request

from tracker.database import AnySelect, db

Row = TypeVar("Row")
PER_PAGE = 50
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Listing:
    """What a person asked of a list. ``arguments`` are the address's own, so that links keep every filter."""

    path: str
    q: str
    sort: str
    descending: bool
    number: int
    per_page: int
    arguments: Mapping[str, list[str]] = field(default_factory=dict)

    def _url(self, **changes: str) -> str:
        kept = {name: values for name, values in self.arguments.items() if name not in changes}
        return f"{self.path}?{urlencode({**kept, **changes}, doseq=True)}"

    def url_for_sort(self, key: str) -> str:
        """Sort by the key, or turn its order round when it is already the sort; back to the first page."""
        order = "down" if self.sort == key and not self.descending else "up"
        return self._url(sort=key, order=order, page="1")

    def url_for(self, number: int) -> str:
        """The same list at another page."""
        return self._url(page=str(number))

    def url_with(self, **changes: str) -> str:
        """The same list with other arguments; an empty one is left out."""
        others = {name: values for name, values in self.arguments.items() if name not in changes}
        given = {name: value for name, value in changes.items() if value}
        return f"{self.path}?{urlencode({**others, **given}, doseq=True)}"

    @property
    def asked(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The address's arguments as a key: two listings with the same are the same list."""
        return tuple((name, tuple(values)) for name, values in sorted(self.arguments.items()))

    def value(self, name: str) -> str:
        """A single filter's value, or empty."""
        return next(iter(self.arguments.get(name, [])), "").strip()


def listing_from_request(default: str, *, descending: bool = False, per_page: int = PER_PAGE) -> Listing:
    """Read ``q``, ``sort``, ``order`` and ``page`` from the address; nonsense reads as the default."""
    arguments = {name: request.args.getlist(name) for name in request.args}
    sort = request.args.get("sort", default)
    order = request.args.get("order", "")
    page = request.args.get("page", "1")
    return Listing(
        path=request.path,
        q=request.args.get("q", "").strip()[:200],
        sort=sort,
        descending=(order == "down") if order in ("up", "down") else descending,
        number=min(max(int(page), 1), LAST_PAGE)
        if page.isascii() and page.isdigit() and len(page) < 9
        else 1,
        per_page=per_page,
        arguments=arguments,
    )


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, and where it stands in the whole."""

    rows: list[Row]
    total: int
    listing: Listing

    @property
    def number(self) -> int:
        """Which page this is, from 1."""
        return min(self.listing.number, self.pages)

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.listing.per_page))

    @property
    def first(self) -> int:
        """Number of the first row shown, 0 when there is none."""
        return (self.number - 1) * self.listing.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    def url_for(self, number: int) -> str:
        """The same list at another page."""
        return self.listing.url_for(number)


def count(query: AnySelect) -> int:
    """How many rows the select finds. One statement."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0


def paginate(
    query: AnySelect,
    listing: Listing,
    sorts: Mapping[str, Any],
    tie: Any,
    make: Callable[..., Row],
    *,
    default: str | None = None,
    total: Callable[[], int] | None = None,
) -> Page[Row]:
    """Run a select of columns as one page of ``make(*row)``: one statement to count, one for the rows.

    ``sorts`` names the columns that may be sorted by; an unknown key sorts by ``default`` or the first.
    Every order ends in ``tie``, a unique column. ``total`` counts where the caller can sooner than the
    database; it is asked only when the rows themselves do not tell.
    """
    key = listing.sort if listing.sort in sorts else (default or next(iter(sorts)))
    order = [one.desc() if listing.descending else one.asc() for one in (sorts[key], tie)]
    query = query.order_by(None)

    def rows_of(number: int) -> list[Row]:
        shown = query.order_by(*order).limit(listing.per_page).offset((number - 1) * listing.per_page)
        return [make(*row) for row in db.session.connection().execute(shown).all()]

    if total is not None:
        rows = rows_of(listing.number)
        if 0 < len(rows) < listing.per_page or (not rows and listing.number == 1):
            return Page(rows, (listing.number - 1) * listing.per_page + len(rows), listing)
        if rows:
            return Page(rows, total(), listing)
    found = count(query) if total is None else total()
    return Page(rows_of(min(listing.number, max(1, -(-found // listing.per_page)))), found, listing)
