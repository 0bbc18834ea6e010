"""What pages read of transfers, elections, special circumstances and equality assessments of a change."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.accounts.models import Account
from tracker.attachments.models import Attachment
from tracker.attachments.queries import FileLine, files_by_owner, get_attachment
from tracker.changes.models import Change, ChangeVersion
from tracker.compliance.models_records import (
    Election,
    EqualityAssessment,
    EqualityFile,
    Moment,
    SpecialCircumstances,
    TransferParty,
)
from tracker.compliance.steps import StepKind
from tracker.compliance.transfers import Party, Side
from tracker.database import db


def parties_of(change: Change) -> dict[Side, TransferParty]:
    """What is recorded of each employer, the change being one the viewer may read."""
    rows = db.session.scalars(sa.select(TransferParty).where(TransferParty.change_id == change.id))
    return {row.side: row for row in rows}


def as_party(row: TransferParty) -> Party:
    """The row as the duties read it."""
    return Party(**{name: getattr(row, name) for name in Party.__dataclass_fields__})


def elections_of(change: Change) -> list[Election]:
    """Elections of the change, newest first."""
    query = sa.select(Election).where(Election.change_id == change.id).order_by(Election.id.desc())
    return list(db.session.scalars(query))


def get_election(change: Change, reference: str) -> Election:
    """One of them. Raises ``NoResultFound``."""
    query = sa.select(Election).where(Election.change_id == change.id, Election.reference == reference)
    return db.session.scalars(query).one()


def circumstances_of(change: Change) -> list[tuple[SpecialCircumstances, str, str | None]]:
    """Special circumstances of the change, newest first, with who recorded and who agreed."""
    second = aliased(Account)
    rows = db.session.execute(
        sa.select(SpecialCircumstances, Account.name, second.name)
        .join(Account, Account.id == SpecialCircumstances.recorded_by_id)
        .outerjoin(second, second.id == SpecialCircumstances.approved_by_id)
        .where(SpecialCircumstances.change_id == change.id)
        .order_by(SpecialCircumstances.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def get_circumstances(change: Change, reference: str) -> SpecialCircumstances:
    """One of them. Raises ``NoResultFound``."""
    query = sa.select(SpecialCircumstances).where(
        SpecialCircumstances.change_id == change.id, SpecialCircumstances.reference == reference
    )
    return db.session.scalars(query).one()


def defended_steps(change: Change, day: date) -> frozenset[StepKind]:
    """Steps for which special circumstances, agreed by a second person, hold on the day."""
    query = sa.select(SpecialCircumstances.kind).where(
        SpecialCircumstances.change_id == change.id,
        SpecialCircumstances.approved_by_id.is_not(None),
        SpecialCircumstances.since <= day,
        sa.or_(SpecialCircumstances.until.is_(None), SpecialCircumstances.until >= day),
    )
    return frozenset(db.session.scalars(query))


def assessments_of(change: Change) -> Mapping[Moment, list[EqualityAssessment]]:
    """Equality assessments of the change by moment, the latest of each first."""
    found: dict[Moment, list[EqualityAssessment]] = {moment: [] for moment in Moment}
    query = sa.select(EqualityAssessment).where(EqualityAssessment.change_id == change.id)
    order = (EqualityAssessment.on.desc(), EqualityAssessment.id.desc())
    for row in db.session.scalars(query.order_by(*order)):
        found[row.moment].append(row)
    return found


def get_assessment(change: Change, reference: str) -> EqualityAssessment:
    """One of them. Raises ``NoResultFound``."""
    query = sa.select(EqualityAssessment).where(
        EqualityAssessment.change_id == change.id, EqualityAssessment.reference == reference
    )
    return db.session.scalars(query).one()


def visible_equality_files(row: EqualityAssessment) -> sa.Select[int]:
    """Numbers of the files of an assessment that the viewer may read."""
    return sa.select(EqualityFile.attachment_id).where(EqualityFile.assessment_id == row.id)


def get_equality_file(row: EqualityAssessment, reference: str, *, with_content: bool = False) -> Attachment:
    """One of them. Raises ``NoResultFound``."""
    return get_attachment(visible_equality_files(row), reference, with_content=with_content)


def files_of_assessments(found: Mapping[Moment, list[EqualityAssessment]]) -> dict[int, list[FileLine]]:
    """Files of every assessment, by its number."""
    numbers = [row.id for rows in found.values() for row in rows]
    return files_by_owner(EqualityFile, EqualityFile.assessment_id, numbers)


def changed_on(change: Change) -> date | None:
    """The day the latest text of the proposal was published, None while none was after the first."""
    query = sa.select(sa.func.max(ChangeVersion.published_at), sa.func.count()).where(
        ChangeVersion.change_id == change.id, ChangeVersion.published_at.is_not(None)
    )
    latest, texts = db.session.execute(query).one()
    return latest.date() if latest is not None and texts > 1 else None
