"""What pages read of the proof of statutory steps: files and recipients."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from tracker.attachments.models import Attachment
from tracker.attachments.queries import FileLine, files_by_owner, get_attachment
from tracker.changes.models import Change
from tracker.compliance.models_proof import StepFile, StepRecipient
from tracker.compliance.steps import StepKind
from tracker.database import db


def visible_step_files(change: Change, kind: StepKind) -> sa.Select[int]:
    """Numbers of the files of a step of a change that the viewer may read."""
    return sa.select(StepFile.attachment_id).where(StepFile.change_id == change.id, StepFile.kind == kind)


def get_step_file(
    change: Change, kind: StepKind, reference: str, *, with_content: bool = False
) -> Attachment:
    """One file of the step. Raises ``NoResultFound``."""
    return get_attachment(visible_step_files(change, kind), reference, with_content=with_content)


def files_of_steps(change: Change, kinds: Collection[StepKind]) -> dict[StepKind, list[FileLine]]:
    """Files of each step of the change, those removed among them."""
    return files_by_owner(StepFile, StepFile.kind, kinds, StepFile.change_id == change.id)


def recipients_of(change: Change) -> dict[StepKind, list[StepRecipient]]:
    """Who was given what each step of the change asks for, in the order it was sent."""
    found: dict[StepKind, list[StepRecipient]] = defaultdict(list)
    query = sa.select(StepRecipient).where(StepRecipient.change_id == change.id)
    for row in db.session.scalars(query.order_by(StepRecipient.sent_on, StepRecipient.id)):
        found[row.kind].append(row)
    return found


def get_recipient(change: Change, kind: StepKind, reference: str) -> StepRecipient:
    """One recipient of the step. Raises ``NoResultFound``."""
    return db.session.scalars(
        sa.select(StepRecipient).where(
            StepRecipient.change_id == change.id,
            StepRecipient.kind == kind,
            StepRecipient.reference == reference,
        )
    ).one()
