"""Reads of past disputes; every one starts from ``visible_disputes``."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import db
from tracker.disputes.models import DisputeFile, PastDispute
from tracker.disputes.reading import PATTERN_OF
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.figures import publishable_count
from tracker.web.listing import Listing, Page, paginate

MOST_PATTERNS = 8


def visible_disputes(viewer: Viewer) -> sa.Select[PastDispute]:
    """Disputes in the files of employers the viewer works with, latest first."""
    query = (
        sa.select(PastDispute)
        .join(DisputeFile, DisputeFile.id == PastDispute.file_id)
        .order_by(PastDispute.began_on.desc(), PastDispute.id)
    )
    if not viewer.may(Permission.DISPUTE_READ):
        return query.where(sa.false())
    return query.where(DisputeFile.employer_id.in_(viewer.employer_ids))


@dataclass(frozen=True)
class DisputeRow:
    """One line of the list. ``people_out`` None: too few to show, or not said (``said`` is False then)."""

    employer: str
    union: str
    sector: str
    place: str
    began_on: date
    ended_on: date | None
    people_out: int | None
    said: bool

    @property
    def days(self) -> int | None:
        """Calendar days it lasted, first and last included."""
        return (self.ended_on - self.began_on).days + 1 if self.ended_on else None


def _row(
    employer: str, union: str, sector: str, place: str, began_on: date, ended_on: date | None, out: int | None
) -> DisputeRow:
    shown = None if out is None else publishable_count(out)
    return DisputeRow(employer, union, sector, place, began_on, ended_on, shown, out is not None)


SORTS: dict[str, Any] = {
    "began": PastDispute.began_on,
    "employer": PastDispute.employer,
    "union": PastDispute.union,
    "sector": PastDispute.sector,
    "place": PastDispute.place,
}


def disputes_page(viewer: Viewer, listing: Listing) -> Page[DisputeRow]:
    """One page, latest first unless asked; nonsense in a filter is no filter."""
    query = narrowed(visible_disputes(viewer), listing).with_only_columns(
        PastDispute.employer,
        PastDispute.union,
        PastDispute.sector,
        PastDispute.place,
        PastDispute.began_on,
        PastDispute.ended_on,
        PastDispute.people_out,
    )
    return paginate(query, listing, SORTS, PastDispute.id, _row)


def narrowed(query: sa.Select[Any], listing: Listing) -> sa.Select[Any]:
    """The disputes that a list is asked for: words, one union, one employer, one year."""
    for name, column in (("union", PastDispute.union), ("employer", PastDispute.employer)):
        if wanted := listing.value(name):
            query = query.where(column == wanted)
    if (year := listing.value("year")).isdecimal() and 1800 <= int(year) <= 9998:
        query = query.where(PastDispute.began_on.between(date(int(year), 1, 1), date(int(year), 12, 31)))
    if listing.q:
        words = (PastDispute.employer, PastDispute.union, PastDispute.place, PastDispute.case_number)
        query = query.where(sa.or_(*(column.icontains(listing.q, autoescape=True) for column in words)))
    return query


def years(viewer: Viewer) -> list[str]:
    """Years in which a dispute began, latest first."""
    year = sa.extract("year", PastDispute.began_on)
    found = visible_disputes(viewer).with_only_columns(year).distinct()
    rows = db.session.scalars(found.order_by(None).order_by(year.desc()))
    return [str(int(each)) for each in rows]


@dataclass(frozen=True)
class Pattern:
    """What happened again and again: one union, or one employer, with how many disputes since when."""

    name: str
    disputes: int
    first: date
    last: date


def patterns(viewer: Viewer, listing: Listing) -> dict[str, list[Pattern]]:
    """Unions and employers with several of the disputes that the list holds, the most first.

    They count disputes, which each viewer can list; no person is counted. Two statements.
    """
    return {
        "union": _repeated(viewer, listing, PastDispute.union),
        "employer": _repeated(viewer, listing, PastDispute.employer),
    }


def _repeated(viewer: Viewer, listing: Listing, column: Any) -> list[Pattern]:
    count = sa.func.count()
    rows = db.session.execute(
        narrowed(visible_disputes(viewer), listing)
        .with_only_columns(
            column, count, sa.func.min(PastDispute.began_on), sa.func.max(PastDispute.began_on)
        )
        .group_by(column)
        .having(count >= PATTERN_OF)
        .order_by(None)
        .order_by(count.desc(), column)
        .limit(MOST_PATTERNS)
    )
    return [Pattern(*row) for row in rows]


def visible_files(viewer: Viewer) -> sa.Select[DisputeFile]:
    """Files of employers the viewer works with, latest first."""
    query = sa.select(DisputeFile).order_by(DisputeFile.brought_in_at.desc(), DisputeFile.id.desc())
    if not viewer.may(Permission.DISPUTE_READ):
        return query.where(sa.false())
    return query.where(DisputeFile.employer_id.in_(viewer.employer_ids))


def get_file(reference: str, viewer: Viewer) -> DisputeFile:
    """The file with that reference; raises ``NoResultFound`` when the viewer may not know of it."""
    return db.session.scalars(visible_files(viewer).where(DisputeFile.reference == reference)).one()


def files(viewer: Viewer) -> list[tuple[DisputeFile, int]]:
    """Every file with how many disputes it holds."""
    held = sa.select(sa.func.count()).where(PastDispute.file_id == DisputeFile.id).scalar_subquery()
    rows = db.session.execute(visible_files(viewer).add_columns(held))
    return [(row[0], row[1]) for row in rows]
