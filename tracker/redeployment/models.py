"""Tables of redeployment. Who is protected stands in the register's own table and is not repeated here."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import HowTold
from tracker.database import Base, Referenced, Versioned
from tracker.redeployment.rules import Exit, OfferState, VacancyState


class RedeploymentEntry(Versioned, Referenced, Base):
    """An affected person who seeks other work. Open until ``left_on``.

    ``grades`` are the names of the grades they would take; hours are whole-time equivalents.
    """

    __tablename__ = "redeployment_entry"

    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    entered_on: Mapped[date]
    until: Mapped[date | None]
    skills: Mapped[str] = mapped_column(sa.Text, default="")
    grades: Mapped[list[str]]
    fte_from: Mapped[float | None]
    fte_to: Mapped[float | None]
    left_on: Mapped[date | None] = mapped_column(index=True)
    left_because: Mapped[Exit | None]
    left_note: Mapped[str] = mapped_column(sa.Text, default="")

    affected: Mapped[AffectedPerson] = relationship(lazy="raise_on_sql")


class EntryPlace(Base):
    """A site that somebody on the register can reach."""

    __tablename__ = "entry_place"
    __table_args__ = (sa.UniqueConstraint("entry_id", "establishment_id"),)

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("redeployment_entry.id"))
    establishment_id: Mapped[int] = mapped_column(sa.ForeignKey("establishment.id"))


class Vacancy(Versioned, Referenced, Base):
    """A role that can be offered, from a vacant or proposed post of the register or typed."""

    __tablename__ = "vacancy"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("establishment.id"))
    ring_fenced_change_id: Mapped[int | None] = mapped_column(sa.ForeignKey("change.id"))
    title: Mapped[str] = mapped_column(sa.String(300))
    grade: Mapped[str] = mapped_column(sa.String(100), default="")
    fte: Mapped[float | None]
    places: Mapped[int] = mapped_column(default=1)
    skills: Mapped[str] = mapped_column(sa.Text, default="")
    opens: Mapped[date]
    closes: Mapped[date | None]
    state: Mapped[VacancyState] = mapped_column(default=VacancyState.OPEN)


class RedeploymentOffer(Versioned, Referenced, Base):
    """A role for somebody on the register, from HR's first thought to the end of the trial.

    ``trial_ends`` is worked out by the law engine when the offer is made, and again for agreed retraining.
    The person is shown it once they have been told of it, on ``told_on``. ``reason`` is their own, for
    refusing or for leaving the trial. An offer out of turn has a reason and waits as a suggestion until
    ``agreed_by_id``, another HR partner, has had a second look.
    """

    __tablename__ = "redeployment_offer"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("redeployment_entry.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(sa.ForeignKey("vacancy.id"), index=True)
    state: Mapped[OfferState] = mapped_column(default=OfferState.SUGGESTED, index=True)
    suggested_on: Mapped[date]
    offered_on: Mapped[date | None]
    answer_by: Mapped[date | None]
    old_job_ends: Mapped[date | None]
    starts_on: Mapped[date | None]
    different_terms: Mapped[bool] = mapped_column(default=True)
    trial_ends: Mapped[date | None]
    retraining_agreed_on: Mapped[date | None]
    retraining_terms: Mapped[str] = mapped_column(sa.Text, default="")
    answered_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    told_on: Mapped[date | None]
    told_how: Mapped[HowTold | None]
    told_by: Mapped[str] = mapped_column(sa.String(200), default="")
    told_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    out_of_turn_reason: Mapped[str] = mapped_column(sa.Text, default="")
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    entry: Mapped[RedeploymentEntry] = relationship(lazy="raise_on_sql")
    vacancy: Mapped[Vacancy] = relationship(lazy="raise_on_sql")


class OfferStep(Base):
    """A state an offer came to. Never edited."""

    __tablename__ = "offer_step"

    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("redeployment_offer.id"), index=True)
    state: Mapped[OfferState]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
