"""What pages read of the proof of statutory steps: files and recipients."""

from collections.abc import Collection

import sqlalchemy as sa

from tracker.attachments.models import Attachment
from tracker.attachments.queries import FileLine, files_by_owner, get_attachment
from tracker.changes.models import Change
from tracker.compliance.models import StepFile
from tracker.compliance.steps import StepKind


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
