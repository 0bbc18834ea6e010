"""Table of what managers have marked as done for an affected person."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.affected_staff.rules import AffectedStatus
from tracker.database import Base, Referenced


class TaskMark(Referenced, Base):
    """What the status asked of the manager was done. It holds for that status since that day alone."""

    __tablename__ = "task_mark"
    __table_args__ = (sa.UniqueConstraint("affected_person_id", "status", "status_on"),)

    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"))
    status: Mapped[AffectedStatus]
    status_on: Mapped[date]
    marked_on: Mapped[date]
    marked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    marked_at: Mapped[datetime]
