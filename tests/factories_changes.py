"""Rows that hang on a change: agreed pauses, briefing cards. Each commits."""

from datetime import UTC, date, datetime
from typing import Any

from tests import factories
from tracker.briefings.models import BriefingCard, BriefingLine
from tracker.briefings.rules import CardState, LineKind
from tracker.changes.models import AgreedPause, AgreedPauseUnion, Change
from tracker.organisation.models import RecognisedUnion


def agreed_pause(change: Change, *unions: RecognisedUnion, **given: Any) -> AgreedPause:
    """A fortnight in March 2012 on which the uncertainty clock of the change stands still."""
    values = {
        "first": date(2012, 3, 10),
        "last": date(2012, 3, 23),
        "reason": "Talks on the grading of the new posts.",
        "agreed_on": date(2012, 3, 9),
        "agreed_by": "Branch secretaries",
        "recorded_by_id": change.owner_id,
        "recorded_at": factories.MOMENT,
        **given,
    }
    row = factories.save(AgreedPause(change_id=change.id, **values))
    for each in unions:
        factories.save(AgreedPauseUnion(pause_id=row.id, union_id=each.id))
    return row


def briefing_card(change: Change, *lines: BriefingLine, **given: Any) -> BriefingCard:
    """A published card; without lines of its own one that may be said and one under embargo until 2100."""
    values = {
        "number": 1,
        "state": CardState.PUBLISHED,
        "questions_to": "HR business partners, hr.questions@tracker.example",
        "written_by_id": change.owner_id,
        "written_at": factories.MOMENT,
        **given,
    }
    row = factories.save(BriefingCard(change_id=change.id, **values))
    default_lines = (
        BriefingLine(kind=LineKind.SAY, text="Two teams may become one.", answer=""),
        BriefingLine(
            kind=LineKind.SAY,
            text="Nine posts are deleted.",
            answer="",
            embargo=datetime(2100, 1, 1, tzinfo=UTC),
        ),
    )
    for position, line in enumerate(lines or default_lines, 1):
        line.card_id, line.position = row.id, position
        factories.save(line)
    return row
