"""Reads of files. Which of them somebody may see, the owning package judges by the links it lets them see."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, undefer

from tracker.accounts.models import Account
from tracker.attachments.models import Attachment, AttachmentLink
from tracker.attachments.rules import words_of_size
from tracker.database import db

Owner = TypeVar("Owner")


@dataclass(frozen=True)
class FileLine:
    """A file on a page. ``removed_at`` is None while it can be had. ``added_by_id`` is never shown."""

    reference: str
    name: str
    size: str
    sha256: str
    added_by: str
    added_at: datetime
    removed_at: datetime | None
    added_by_id: int


def files_by_owner(
    link: type[AttachmentLink],
    owner: InstrumentedAttribute[Owner],
    owners: Collection[Owner],
    *where: sa.ColumnElement[bool],
) -> dict[Owner, list[FileLine]]:
    """Files of several records, in the order they were added, by record; never their bytes.

    ``owner`` is the column of ``link`` that names the record; ``where`` narrows the links further.
    """
    found: dict[Owner, list[FileLine]] = defaultdict(list)
    if not owners:
        return found
    rows = db.session.execute(
        sa.select(owner.label("owner"), Attachment, Account.name.label("added_by"))
        .select_from(link)
        .join(Attachment, Attachment.id == link.attachment_id)
        .join(Account, Account.id == Attachment.added_by_id)
        .where(owner.in_(owners), *where)
        .order_by(Attachment.id)
    )
    for row in rows:
        file = row.Attachment
        found[row.owner].append(
            FileLine(
                reference=file.reference,
                name=file.name,
                size=words_of_size(file.size),
                sha256=file.sha256,
                added_by=row.added_by,
                added_at=file.added_at,
                removed_at=file.removed_at,
                added_by_id=file.added_by_id,
            )
        )
    return found


def get_attachment(among: sa.Select[int], reference: str, *, with_content: bool = False) -> Attachment:
    """One file that still can be had. Raises ``NoResultFound`` when it is not ``among`` the numbers given.

    ``among`` selects ``attachment_id`` from the owning package's links, as far as the viewer sees them.
    """
    query = sa.select(Attachment).where(
        Attachment.reference == reference, Attachment.removed_at.is_(None), Attachment.id.in_(among)
    )
    if with_content:
        query = query.options(undefer(Attachment.content))
    return db.session.scalars(query).one()
