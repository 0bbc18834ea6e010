"""Rows on their way into the database: numbered by us, written many at a time, table after table."""

from typing import Any

import sqlalchemy as sa

from tracker.accounts.models import AccessGrant, Account
from tracker.affected_staff.models import (
    AffectedPerson,
    AffectedStep,
    ChosenForMove,
    Exposure,
    ExposureVersion,
    Impact,
    ImpactListed,
    StatusMove,
)
from tracker.affected_staff.models_support import IndividualMeeting, Letter, MeetingStep, SupportOffer
from tracker.briefings.models import BriefingCard, BriefingLine
from tracker.changes.models import (
    AgreedPause,
    AgreedPauseUnion,
    Change,
    ChangeSite,
    ChangeStep,
    ChangeUnit,
    ChangeVersion,
    Programme,
    SavingsTarget,
)
from tracker.commitments.models import Commitment, CommitmentStep
from tracker.compliance.models import InformationPack, PackReceipt, StatutoryDates, StatutoryStep
from tracker.compliance.models_notices import RedundancyNotice
from tracker.compliance.models_proof import StepRecipient
from tracker.compliance.models_records import (
    Election,
    EqualityAssessment,
    SpecialCircumstances,
    TopicEntry,
    TransferParty,
)
from tracker.concerns.models import Concern, ConcernMessage, ConcernStage, ConcernUnit, ConcernVersion
from tracker.concerns.models_rooms import ManagementRoomNote, UnionRoomNote
from tracker.consultations.models import (
    Answer,
    Consultation,
    ConsultationExtension,
    InvitedUnion,
    OutcomeAuthor,
    Question,
    Response,
    ResponseVersion,
)
from tracker.consultations.models_anonymous import AnonymousAnswer
from tracker.consultations.models_enquiries import Enquiry
from tracker.consultations.models_themes import AnswerReading, Theme, ThemeAuthor, ThemeMark
from tracker.database import Base, db, table_of
from tracker.information_requests.models import InformationRequest, RequestStep
from tracker.meetings.models import (
    Action,
    ActionStep,
    AgendaItem,
    Attendance,
    Forum,
    ForumUnion,
    Meeting,
    Paragraph,
    ParagraphMark,
    ParagraphText,
)
from tracker.notifications.models import Notice
from tracker.offers.models import Clause, ClauseMove
from tracker.organisation.models import (
    BargainingGroup,
    Employer,
    Establishment,
    Person,
    Post,
    Posting,
    PostPeriod,
    RecognisedUnion,
    Recognition,
    Unit,
    UnitPeriod,
)
from tracker.organisation.models_absence import Absence, ProtectedPeriod, Secondment
from tracker.organisation.models_bands import GradeBand
from tracker.organisation.models_operations import EmployerTerm, LegalEmployer, Operation, UnitSuccession
from tracker.organisation.models_saved import SavedColumns
from tracker.questions.models import ManagerQuestion
from tracker.redeployment.models import (
    EntryPlace,
    OfferStep,
    RedeploymentEntry,
    RedeploymentOffer,
    Vacancy,
)
from tracker.selection.models import (
    ModeratedScore,
    PanelMember,
    PoolCriterion,
    PoolMember,
    PoolStep,
    Score,
    ScoreSheet,
    SelectionPool,
)

ORDER: tuple[type[Base], ...] = (
    Employer,
    Establishment,
    Unit,
    UnitPeriod,
    RecognisedUnion,
    BargainingGroup,
    Recognition,
    GradeBand,
    Post,
    PostPeriod,
    Person,
    Posting,
    UnitSuccession,
    LegalEmployer,
    EmployerTerm,
    ProtectedPeriod,
    Absence,
    Secondment,
    Programme,
    SavingsTarget,
    Account,
    AccessGrant,
    Operation,
    SavedColumns,
    Change,
    ChangeVersion,
    ChangeUnit,
    ChangeSite,
    ChangeStep,
    Notice,
    AgreedPause,
    AgreedPauseUnion,
    BriefingCard,
    BriefingLine,
    StatutoryDates,
    StatutoryStep,
    StepRecipient,
    TransferParty,
    EqualityAssessment,
    Election,
    SpecialCircumstances,
    InformationPack,
    PackReceipt,
    RedundancyNotice,
    Impact,
    ImpactListed,
    AffectedPerson,
    Exposure,
    StatusMove,
    ChosenForMove,
    AffectedStep,
    ExposureVersion,
    IndividualMeeting,
    MeetingStep,
    SupportOffer,
    Letter,
    SelectionPool,
    PoolCriterion,
    PoolMember,
    PanelMember,
    ScoreSheet,
    Score,
    ModeratedScore,
    PoolStep,
    Vacancy,
    RedeploymentEntry,
    EntryPlace,
    RedeploymentOffer,
    OfferStep,
    Consultation,
    ConsultationExtension,
    InvitedUnion,
    OutcomeAuthor,
    Question,
    Response,
    Answer,
    ResponseVersion,
    AnonymousAnswer,
    Theme,
    ThemeAuthor,
    AnswerReading,
    ThemeMark,
    Enquiry,
    Concern,
    ConcernVersion,
    ConcernMessage,
    ConcernStage,
    ConcernUnit,
    UnionRoomNote,
    ManagementRoomNote,
    ManagerQuestion,
    InformationRequest,
    RequestStep,
    Clause,
    ClauseMove,
    Forum,
    ForumUnion,
    Meeting,
    AgendaItem,
    Attendance,
    Paragraph,
    ParagraphText,
    ParagraphMark,
    Action,
    ActionStep,
    TopicEntry,
    Commitment,
    CommitmentStep,
)
"""Every table that is filled, each after those it points to."""

CHUNK = 5_000


class Rows:
    """Rows by table. ``add`` gives each its number at once, so that later rows can point to it."""

    def __init__(self) -> None:
        self._rows: dict[type[Base], list[dict[str, Any]]] = {model: [] for model in ORDER}
        self._last = {model: self._highest(model) for model in ORDER}

    def add(self, model: type[Base], **columns: Any) -> int:
        """Keep a row and give back its number."""
        self._last[model] += 1
        columns["id"] = self._last[model]
        self._rows[model].append(columns)
        return self._last[model]

    def of(self, model: type[Base]) -> list[dict[str, Any]]:
        """The rows kept for a table; a row may still be altered."""
        return self._rows[model]

    def write(self) -> int:
        """Write everything in the present transaction; gives back how many rows."""
        connection = db.session.connection()
        on_postgresql = connection.dialect.name == "postgresql"
        for model in ORDER:
            rows, statement = self._rows[model], sa.insert(table_of(model))
            if on_postgresql and len(rows) > CHUNK:
                _copy(connection, table_of(model), rows)
                continue
            for start in range(0, len(rows), CHUNK):
                connection.execute(statement, rows[start : start + CHUNK])
        if on_postgresql:
            self._raise_sequences()
        return sum(map(len, self._rows.values()))

    def _raise_sequences(self) -> None:
        """PostgreSQL hands out numbers from a sequence that has not seen ours."""
        for model in ORDER:
            if self._rows[model]:
                sequence = sa.func.pg_get_serial_sequence(table_of(model).name, "id")
                db.session.execute(sa.select(sa.func.setval(sequence, self._last[model])))

    @staticmethod
    def _highest(model: type[Base]) -> int:
        return db.session.scalar(sa.select(sa.func.max(table_of(model).c.id))) or 0


def _copy(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """By COPY, which is less work on both sides than inserting; each value written as its column would."""
    names = list(rows[0])
    impls = (table.c[name].type.dialect_impl(connection.dialect) for name in names)
    written = [impl.bind_processor(connection.dialect) or _as_it_is for impl in impls]
    columns = ", ".join(f'"{name}"' for name in names)
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([write(row[name]) for write, name in zip(written, names, strict=True)])


def _as_it_is(value: Any) -> Any:
    return value
