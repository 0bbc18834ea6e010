"""Reads of the files beside the shared thread."""

from dataclasses import replace

import sqlalchemy as sa

from tracker.attachments.models import Attachment
from tracker.attachments.queries import FileLine, files_by_owner, get_attachment
from tracker.concerns.models import Concern, ConcernFile
from tracker.concerns.queries import side_of
from tracker.concerns.rules import ConcernState, Side
from tracker.policy.access.viewer import Viewer


def _is_shown(concern: Concern, viewer: Viewer) -> bool:
    """A withdrawn concern's files stay with its union and with HR, which had them."""
    return concern.state is not ConcernState.WITHDRAWN or side_of(viewer) is not Side.NOBODY


def files_of(concern: Concern, viewer: Viewer) -> list[FileLine]:
    """Files in the order they came; the union's under its name for everybody else."""
    if not _is_shown(concern, viewer):
        return []
    own = files_by_owner(ConcernFile, ConcernFile.concern_id, [concern.id], ConcernFile.from_union.is_(False))
    union = files_by_owner(
        ConcernFile, ConcernFile.concern_id, [concern.id], ConcernFile.from_union.is_(True)
    )
    theirs = union[concern.id]
    if side_of(viewer) is not Side.UNION:
        theirs = [replace(each, added_by=concern.union_names) for each in theirs]
    return sorted([*own[concern.id], *theirs], key=lambda each: each.added_at)


def files_beside(concern: Concern) -> sa.Select[int]:
    """Numbers of those files."""
    return sa.select(ConcernFile.attachment_id).where(ConcernFile.concern_id == concern.id)


def get_file(concern: Concern, reference: str, viewer: Viewer) -> Attachment:
    """One of them with its content. Raises ``NoResultFound``."""
    among = files_beside(concern)
    if not _is_shown(concern, viewer):
        among = among.where(sa.false())
    return get_attachment(among, reference, with_content=True)
