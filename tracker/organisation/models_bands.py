"""The table of grade bands."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.organisation.models import Dated


class GradeBand(Dated, Base):
    """A grade of an employer and the band in which union representatives read it, over a period."""

    __tablename__ = "grade_band"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    band: Mapped[str] = mapped_column(sa.String(60))
    grade: Mapped[str] = mapped_column(sa.String(100), index=True)
