"""Tables of support offered, or a letter issued, to many people of a change together."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.affected_staff.rules_rounds import RoundKind, RoundState
from tracker.affected_staff.rules_support import LetterChannel, LetterKind, SupportKind
from tracker.changes.models import Change
from tracker.database import Base, Referenced, Versioned


class Round(Versioned, Referenced, Base):
    """One kind of support, or one letter, for people of one change: a draft until somebody confirmed who.

    ``text`` is the letter with its gaps (``rules_rounds.GAPS``); each person's own stands with their letter.
    """

    __tablename__ = "round"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    kind: Mapped[RoundKind]
    state: Mapped[RoundState] = mapped_column(default=RoundState.DRAFT)
    support: Mapped[SupportKind | None]
    letter: Mapped[LetterKind | None]
    description: Mapped[str] = mapped_column(sa.String(200), default="")
    on: Mapped[date]
    offered_by: Mapped[str] = mapped_column(sa.String(200), default="")
    channel: Mapped[LetterChannel | None]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    people: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime]

    change: Mapped[Change] = relationship(lazy="raise_on_sql")

    @property
    def what(self) -> str:
        """Which support or letter, empty until it has been said."""
        return str(self.support or self.letter or "")


class RoundPerson(Base):
    """Somebody chosen for a round."""

    __tablename__ = "round_person"
    __table_args__ = (sa.UniqueConstraint("round_id", "affected_person_id"),)

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("round.id"))
    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
