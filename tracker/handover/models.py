"""Tables of handovers: who gave what to whom. Never edited."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Referenced
from tracker.policy.access.roles import Role


class Handover(Referenced, Base):
    """Matters that went from one person to another of the same side; ``by_id`` did it, often the giver."""

    __tablename__ = "handover"

    role: Mapped[Role]
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(sa.Text)
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]


class HandoverItem(Base):
    """One matter that went over. ``matter``: its kind by name, as notices know it."""

    __tablename__ = "handover_item"

    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("handover.id"), index=True)
    matter: Mapped[str] = mapped_column(sa.String(40))
    reference: Mapped[str] = mapped_column(sa.String(12))
