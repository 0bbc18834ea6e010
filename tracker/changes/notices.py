"""Changes as what people are told about, and who is told of a text.

Staff are never told here: they hear of a change from a person first.
"""

from collections.abc import Collection
from datetime import datetime

from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.database import db
from tracker.notifications.kinds import Kind, declare, declare_matter
from tracker.notifications.queries import holders
from tracker.notifications.services import tell
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """Titles of the changes among these that the viewer may read. One statement."""
    found = (
        visible_changes(viewer, today())
        .where(Change.reference.in_(references))
        .with_only_columns(Change.reference, Change.title, maintain_column_froms=True)
        .order_by(None)
    )
    return {row.reference: row.title for row in db.session.execute(found)}


CHANGE = declare_matter("change", "Change", "overview.show_change", titles)
WAITS = declare("change.waits", "A proposal text waits for approval")
SENT_BACK = declare("change.sent back", "A proposal text was sent back to its writer")
PUBLISHED = declare("change.published", "A proposal was published")


def tell_directors(change: Change, by: Viewer, at: datetime) -> None:
    """A text waits for them."""
    _tell(change, Role.PROGRAMME_DIRECTOR, WAITS, by, at)


def tell_writer(change: Change, writer: int, by: Viewer, at: datetime) -> None:
    """Their text came back."""
    tell([writer], Role.HR_PARTNER, SENT_BACK, CHANGE, change.reference, at=at, but_not=(by.account_id,))


def tell_published(change: Change, by: Viewer, at: datetime) -> None:
    """HR partners and the representatives of the employer's unions: there is something new to read."""
    for role in (Role.HR_PARTNER, Role.UNION_REPRESENTATIVE):
        _tell(change, role, PUBLISHED, by, at)


def _tell(change: Change, role: Role, kind: Kind, by: Viewer, at: datetime) -> None:
    of = change.programme
    people = holders(role, at.date(), employer_id=of.employer_id, programme_id=of.id)
    tell(people, role, kind, CHANGE, change.reference, at=at, but_not=(by.account_id,))
