"""Tables of anonymous answers. Nothing here has a time, and no answer or code leads to a person.

Row numbers are drawn at random, so neither they nor the order in which SQLite keeps rows says which came
first; ``mixing`` sees to the rest.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.consultations.rules import Position
from tracker.database import Base

RANDOM_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class AnonymousCode(Base):
    """A code that was given out and not used yet, as its fingerprint. Deleted when it is used."""

    __tablename__ = "anonymous_code"
    __table_args__ = (sa.Index("ix_anonymous_code_consultation_id_id", "consultation_id", "id"),)

    id: Mapped[int] = mapped_column(RANDOM_NUMBER, primary_key=True, autoincrement=False)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)


class CodeHolder(Base):
    """Somebody who was given a code; which one, and whether it was used, is not known. Deleted at release."""

    __tablename__ = "code_holder"
    __table_args__ = (
        sa.UniqueConstraint("consultation_id", "person_id"),
        sa.Index("ix_code_holder_consultation_id_id", "consultation_id", "id"),
    )

    id: Mapped[int] = mapped_column(RANDOM_NUMBER, primary_key=True, autoincrement=False)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)


class AnonymousAnswer(Base):
    """An answer that nobody reads before the consultation's ``released_at``.

    ``answers``: question number to text. ``words``: the same texts in one piece, for searching.
    ``receipt_hash`` finds it for whoever holds the receipt.
    """

    __tablename__ = "anonymous_answer"
    __table_args__ = (sa.Index("ix_anonymous_answer_consultation_id_id", "consultation_id", "id"),)

    id: Mapped[int] = mapped_column(RANDOM_NUMBER, primary_key=True, autoincrement=False)
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    position: Mapped[Position]
    answers: Mapped[dict[str, str]] = mapped_column(sa.JSON())
    words: Mapped[str] = mapped_column(sa.Text)
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))
    receipt_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
