"""Consultations as what people are told about, and the days on which they close."""

from collections.abc import Collection, Iterator
from datetime import date

from tracker.consultations.models import Consultation
from tracker.consultations.queries import visible_consultations
from tracker.consultations.rules import ConsultationState
from tracker.database import db
from tracker.notifications.deadlines import Deadline
from tracker.notifications.kinds import declare_matter
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """Titles of the consultations among these that the viewer may read. One statement."""
    found = (
        visible_consultations(viewer, today())
        .where(Consultation.reference.in_(references))
        .with_only_columns(Consultation.reference, Consultation.title, maintain_column_froms=True)
        .order_by(None)
    )
    return {row.reference: row.title for row in db.session.execute(found)}


CONSULTATION = declare_matter("consultation", "Consultation", "consultations.show_consultation", titles)


def closing_days(viewer: Viewer, first: date, last: date) -> Iterator[Deadline]:
    """When the consultations that are open to the viewer close. One statement."""
    found = (
        visible_consultations(viewer, today())
        .where(Consultation.state == ConsultationState.OPEN, Consultation.closes.between(first, last))
        .with_only_columns(Consultation.reference, Consultation.closes, maintain_column_froms=True)
        .order_by(None)
    )
    for reference, closes in db.session.execute(found):
        yield Deadline(CONSULTATION.name, reference, "Consultation closes", closes)
