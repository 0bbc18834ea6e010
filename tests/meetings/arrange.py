"""Forums and meetings as tests need them, made by the services."""

from datetime import date, timedelta
from typing import Any

from tests import factories
from tracker.changes.models import Change
from tracker.database import new_reference, now, unit_of_work
from tracker.meetings import queries, queries_minutes, services, services_minutes
from tracker.meetings.models import Action, Forum, Meeting, Paragraph
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

MONTH = timedelta(days=30)


def forum(by: Viewer, *unions: RecognisedUnion, name: str = "Joint committee") -> Forum:
    with unit_of_work():
        row = Forum(employer_id=factories.the_employer().id)
        return services.save_forum(row, name, [union.id for union in unions], by=by)


def meeting(of: Forum, by: Viewer, on: date, **given: Any) -> Meeting:
    """Planned, its agenda drafted as the page drafts it."""
    day = today()
    unions = [union.id for union in queries.unions_of(of)]
    values: dict[str, Any] = {
        "concerns": queries_minutes.concerns_to_discuss(of, unions, by, day),
        "consultations": queries_minutes.consultations_to_discuss(of, by, day, max(on, day), 60),
        **given,
    }
    with unit_of_work():
        row = services.plan(
            of, reference=new_reference(), on=on, at="10am", place="Room 1", by=by, moment=now(), **values
        )
    return seen(row, by)


def seen(row: Meeting, by: Viewer) -> Meeting:
    """The meeting with its forum, as a page reads it."""
    return queries.get_meeting(row.reference, by)


def held(row: Meeting, by: Viewer, *unions: RecognisedUnion) -> None:
    names: dict[int | None, str] = {
        None: "HR director",
        **{union.id: f"Secretary, {union.short_name}" for union in unions},
    }
    with unit_of_work():
        services.record_attendance(row, names, by=by, day=today(), seen=None)


def paragraph(row: Meeting, by: Viewer, text: str, change: Change | None = None) -> Paragraph:
    with unit_of_work():
        return services_minutes.write_paragraph(
            row, text, change.id if change else None, reference=new_reference(), by=by, moment=now()
        )


def action(
    row: Meeting, by: Viewer, text: str, union: RecognisedUnion | None = None, due_on: date | None = None
) -> Action:
    with unit_of_work():
        return services_minutes.ask(
            row,
            text,
            "HR director",
            union.id if union else None,
            due_on or today() + MONTH,
            reference=new_reference(),
            by=by,
            moment=now(),
        )


def circulated(row: Meeting, by: Viewer) -> None:
    with unit_of_work():
        services.circulate(row, len(queries_minutes.minutes_of(row, {}, by, today())), by=by, seen=None)
