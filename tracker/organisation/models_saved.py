"""Tables of what people keep about files: saved columns by source, mended cells, rows that are wrong."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Referenced, Versioned
from tracker.organisation.models import Employer
from tracker.organisation.rules import ImportKind


class SavedColumns(Versioned, Referenced, Base):
    """What the columns of one source's files hold, by heading, under a name of its own.

    ``matched``: the heading of each field (``#3`` where the third column has none), and what was answered.
    """

    __tablename__ = "saved_columns"
    __table_args__ = (sa.UniqueConstraint("employer_id", "kind", "name"),)

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"))
    kind: Mapped[ImportKind]
    name: Mapped[str] = mapped_column(sa.String(100))
    matched: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    saved_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    saved_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")


class WrongRow(Base):
    """A row of a file that is wrong, with its cells and why; kept from one check to the next."""

    __tablename__ = "import_wrong_row"
    __table_args__ = (sa.UniqueConstraint("import_id", "row"),)

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("register_import.id"))
    row: Mapped[int]
    cells: Mapped[list[str]] = mapped_column(sa.JSON)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON)


class MendedCell(Base):
    """A cell of a file that somebody put right: it counts in place of what the file says, ``was``."""

    __tablename__ = "import_mended_cell"
    __table_args__ = (sa.UniqueConstraint("import_id", "row", "position"),)

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("register_import.id"))
    row: Mapped[int]
    position: Mapped[int]
    was: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    mended_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    mended_at: Mapped[datetime]
