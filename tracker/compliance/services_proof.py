"""What people do to the proof of statutory steps: attach files, remove one."""

from collections.abc import Iterable
from datetime import datetime

from tracker.attachments import services as attachments
from tracker.attachments.models import Attachment
from tracker.attachments.rules import Upload
from tracker.changes.models import Change
from tracker.compliance.models import StepFile
from tracker.compliance.queries_proof import visible_step_files
from tracker.compliance.steps import StepKind
from tracker.policy.access.viewer import Viewer


def add_step_files(
    change: Change, kind: StepKind, uploads: Iterable[Upload], *, by: Viewer, moment: datetime
) -> list[Attachment]:
    """Attach files to a step; the same file sent twice is kept once."""
    return attachments.keep_uploads(
        uploads,
        lambda number: StepFile(attachment_id=number, change_id=change.id, kind=kind),
        beside=visible_step_files(change, kind),
        by=by,
        moment=moment,
    )
