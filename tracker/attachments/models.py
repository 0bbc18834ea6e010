"""The table of files, and the columns that a package's own table of links has."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, deferred, mapped_column, relationship

from tracker.database import Base, Referenced


class Attachment(Referenced, Base):
    """A file as it came. ``content`` is read only when the file is given back, and is gone once removed.

    Name, size and fingerprint stay after a removal, so that the record still tells what was there.
    """

    __tablename__ = "attachment"

    name: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    added_at: Mapped[datetime]
    removed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]
    content: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))


class AttachmentLink:
    """A row that ties one file to one record: give it a table name and a column for the record."""

    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachment.id"), unique=True)

    @declared_attr
    def attachment(cls) -> Mapped[Attachment]:  # noqa: N805  a class, as SQLAlchemy passes it
        """The file, read only when a query says so."""
        return relationship(Attachment, lazy="raise_on_sql")
