"""Wrong rows of an import and the cells that were put right."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_saved import MendedCell, WrongRow
from tracker.organisation.queries_imports import account
from tracker.web.listing import Listing, Page


def wrong_rows(row: RegisterImport) -> list[WrongRow]:
    """Every wrong row that was kept, in the order of the file."""
    return list(
        db.session.scalars(sa.select(WrongRow).where(WrongRow.import_id == row.id).order_by(WrongRow.row))
    )


def wrong_rows_page(row: RegisterImport, listing: Listing) -> Page[WrongRow]:
    """One page of them."""
    mine = WrongRow.import_id == row.id
    total = db.session.scalar(sa.select(sa.func.count()).select_from(WrongRow).where(mine)) or 0
    page: Page[WrongRow] = Page([], total, listing)
    query = sa.select(WrongRow).where(mine).order_by(WrongRow.row).limit(listing.per_page)
    rows = db.session.scalars(query.offset((page.number - 1) * listing.per_page)).all()
    return Page(list(rows), total, listing)


def mends_of(import_id: int) -> list[tuple[int, int, str]]:
    """Row, position and text of each cell that was put right."""
    query = sa.select(MendedCell.row, MendedCell.position, MendedCell.text)
    rows = db.session.execute(query.where(MendedCell.import_id == import_id).order_by(MendedCell.id))
    return [(each.row, each.position, each.text) for each in rows]


@dataclass(frozen=True)
class Mend:
    """A line of what was put right."""

    row: int
    position: int
    was: str
    text: str
    by: str | None
    at: datetime


def mends_listed(row: RegisterImport) -> list[Mend]:
    """What was put right, by whom and when."""
    query = (
        sa.select(
            MendedCell.row,
            MendedCell.position,
            MendedCell.was,
            MendedCell.text,
            account.c.name,
            MendedCell.mended_at,
        )
        .outerjoin(account, account.c.id == MendedCell.mended_by_id)
        .where(MendedCell.import_id == row.id)
        .order_by(MendedCell.row, MendedCell.position)
    )
    return [Mend(*each) for each in db.session.execute(query)]
