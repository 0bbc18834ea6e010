"""What was said in consultations, theme by theme: for the pages that show it, and those pages."""

import sqlalchemy as sa

from tests import factories
from tests.journeys.entry import HR, PD, ST, Entry
from tests.journeys.entry import of as _of
from tracker.consultations.models import Consultation, Response
from tracker.consultations.models_anonymous import AnonymousAnswer
from tracker.consultations.models_themes import AnswerReading, Theme, ThemeMark
from tracker.consultations.rules import Position
from tracker.consultations.rules_themes import Verdict
from tracker.database import db
from tracker.policy.access.viewer import Viewer

Named = dict[str, str]
ANONYMOUS = 7_301_204_455


def themes(named: Named, member: Viewer) -> Named:
    """Two themes of what is closed, one of what was published with the member's answer."""
    closed, told, released = (
        db.session.scalars(sa.select(Consultation).where(Consultation.reference == named[each])).one()
        for each in ("closed consultation", "told consultation", "released consultation")
    )
    author = factories.account().id
    answered = {"verdict": Verdict.IN_PART, "answer": "We keep one bus", "change_made": "A bus at six"}
    bus = factories.save(Theme(consultation_id=closed.id, name="Buses", **answered))
    lifts = factories.save(Theme(consultation_id=closed.id, name="Lifts", description="Stairs too"))
    factories.save(Theme(consultation_id=released.id, name="Parking"))
    settled = factories.save(
        Theme(
            consultation_id=told.id,
            name="Buses",
            approved_by_id=factories.account().id,
            approved_at=factories.MOMENT,
            **answered,
        )
    )
    sent = {"person_id": member.person_id, "sent_at": factories.MOMENT, "sent_by_id": member.account_id}
    of_closed = factories.save(Response(consultation_id=closed.id, **sent))
    of_told = factories.save(Response(consultation_id=told.id, **sent))
    reading = factories.save(
        AnswerReading(consultation_id=told.id, response_id=of_told.id, read_by_id=author)
    )
    factories.save(ThemeMark(reading_id=reading.id, theme_id=settled.id))
    factories.save(
        AnonymousAnswer(
            id=ANONYMOUS,
            consultation_id=released.id,
            position=Position.OPPOSE,
            answers={"1": "No bus at six"},
            words="No bus at six",
            salt="00" * 32,
            commitment="0" * 64,
            receipt_hash="1" * 64,
        )
    )
    return {
        "theme": bus.reference,
        "other theme": lifts.reference,
        "closed response": of_closed.reference,
        "anonymous answer": str(ANONYMOUS),
    }


_THEME = {"reference": "closed consultation", "theme": "theme"}
_OTHER = {"reference": "closed consultation", "theme": "other theme"}
THEMES = [
    Entry("consultations.list_themes", HR, _of("closed consultation"), press="Add theme"),
    Entry("consultations.list_themes", PD, _of("closed consultation")),
    Entry("consultations.show_theme", HR, _THEME, sound_when_empty=True),
    Entry("consultations.show_theme", PD, _THEME, sound_when_empty=True),
    Entry("consultations.edit_theme", HR, _THEME, press="Save"),
    Entry("consultations.answer_theme", HR, _OTHER, press="Save answer"),
    Entry(
        "consultations.show_response",
        HR,
        {"reference": "closed consultation", "response": "closed response"},
        sound_when_empty=True,
    ),
    Entry(
        "consultations.read_anonymous",
        HR,
        {"reference": "released consultation", "number": "anonymous answer"},
        sound_when_empty=True,
    ),
    Entry("consultations.show_reply", ST, _of("told consultation")),
]
