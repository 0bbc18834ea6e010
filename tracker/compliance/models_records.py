"""Tables beside the steps: transfers, topics, elections, special circumstances, equality assessments."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.attachments.models import AttachmentLink
from tracker.compliance.steps import StepKind
from tracker.compliance.transfers import Measures, Side
from tracker.database import Base, Referenced, Versioned
from tracker.policy.law.information import Topic


class TransferParty(Versioned, Referenced, Base):
    """One of the two employers of a transfer: what it envisages, told and consulted on.

    ``measures_told_on``: the incoming employer's letter on measures reached the outgoing one.
    """

    __tablename__ = "transfer_party"
    __table_args__ = (sa.UniqueConstraint("change_id", "side"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"))
    side: Mapped[Side]
    name: Mapped[str] = mapped_column(sa.String(200))
    measures: Mapped[Measures] = mapped_column(default=Measures.NOT_SAID)
    measures_text: Mapped[str] = mapped_column(sa.Text, default="")
    measures_told_on: Mapped[date | None]
    informed_on: Mapped[date | None]
    consulted_from: Mapped[date | None]
    consulted_to: Mapped[date | None]
    replies: Mapped[str] = mapped_column(sa.Text, default="")
    liability_as_at: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class TopicEntry(Referenced, Base):
    """Where a topic of consultation was covered: an answer to a concern or consultation, minutes, a note."""

    __tablename__ = "topic_entry"
    __table_args__ = (
        sa.UniqueConstraint("concern_id", "topic"),
        sa.UniqueConstraint("consultation_id", "topic"),
        sa.UniqueConstraint("paragraph_id", "topic"),
    )

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    topic: Mapped[Topic]
    on: Mapped[date]
    concern_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concern.id"))
    consultation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consultation.id"))
    paragraph_id: Mapped[int | None] = mapped_column(sa.ForeignKey("minute_paragraph.id"))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class Election(Versioned, Referenced, Base):
    """An election of representatives where no union is recognised for a group.

    ``candidates``: votes by name, None until counted. ``conditions``: true, false or null by key of the law.
    """

    __tablename__ = "election"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    constituency: Mapped[str] = mapped_column(sa.String(200))
    seats: Mapped[int]
    voters: Mapped[int | None]
    invited_on: Mapped[date | None]
    nominations_close_on: Mapped[date | None]
    ballot_on: Mapped[date | None]
    term_ends_on: Mapped[date | None]
    scrutineer: Mapped[str] = mapped_column(sa.String(200), default="")
    candidates: Mapped[dict[str, Any]]
    conditions: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class SpecialCircumstances(Versioned, Referenced, Base):
    """Why a step was not reasonably practicable, and what was done. It counts once a second person agrees."""

    __tablename__ = "special_circumstances"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    kind: Mapped[StepKind]
    facts: Mapped[str] = mapped_column(sa.Text)
    why: Mapped[str] = mapped_column(sa.Text)
    taken: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[date]
    until: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]


class Moment(StrEnum):
    """When in a change its equality effect is assessed."""

    PROPOSAL = "proposal"
    POOL = "pool"
    SELECTION = "selection"
    OUTCOME = "outcome"


class EqualityAssessment(Referenced, Base):
    """A dated assessment of the equality effect at one moment. Never edited: a later one refreshes it."""

    __tablename__ = "equality_assessment"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    moment: Mapped[Moment]
    on: Mapped[date]
    author: Mapped[str] = mapped_column(sa.String(200))
    finding: Mapped[str] = mapped_column(sa.Text)
    action: Mapped[str] = mapped_column(sa.Text)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class EqualityFile(AttachmentLink, Base):
    """A file of an equality assessment."""

    __tablename__ = "equality_file"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("equality_assessment.id"), index=True)
