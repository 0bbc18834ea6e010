"""One person's whole history of change in date order: steps, meetings, support and letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.queries_support import letters_for, meetings_for, support_for
from tracker.affected_staff.rules_support import MeetingState
from tracker.affected_staff.standing import steps_of_all
from tracker.database import db
from tracker.organisation.models import Person
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class Event:
    """Something that happened to the person in a change. ``text`` and ``by`` are empty where not for them."""

    on: date
    kind: str
    what: str
    text: str
    by: str
    change: str
    affected: str


def rows_about(reference: str, viewer: Viewer, day: date) -> list[AffectedPerson]:
    """The person with that reference in every change in which the viewer may read of them."""
    return list(db.session.scalars(visible_affected(viewer, day).where(Person.reference == reference)))


def history_of(rows: list[AffectedPerson], viewer: Viewer, day: date) -> list[Event]:
    """Everything the viewer may read of the person, the latest first. A fixed number of statements."""
    found = [*_steps(rows, viewer), *_meetings(rows, viewer, day), *_offers(rows, viewer, day)]
    return sorted([*found, *_letters(rows, viewer, day)], key=lambda event: event.on, reverse=True)


def _steps(rows: list[AffectedPerson], viewer: Viewer) -> Iterator[Event]:
    steps = steps_of_all(rows, viewer)
    for row in rows:
        for step in steps[row.id]:
            words = f"Still {step.status}" if step.stays else _sentence(step.status)
            if step.corrects:
                words += f", in place of “{step.corrects}”"
            if step.corrected:
                words += " (corrected since)"
            yield _event(row, step.told_on if step.stays else step.on, "Status", words, step.reason, step.by)
            if step.told_on and not step.stays:
                how = f" {step.told_how}" if step.told_how else ""
                said = f"Told that they are {step.status}{how}"
                yield _event(row, step.told_on, "Told", said, "", step.told_by)


def _meetings(rows: list[AffectedPerson], viewer: Viewer, day: date) -> Iterator[Event]:
    by_id = {row.id: row for row in rows}
    for each in meetings_for(list(by_id), viewer, day):
        words = f"Meeting {each.number} {each.state}"
        if each.state is MeetingState.HELD and each.companion:
            words += f", {each.companion}"
        yield _event(by_id[each.affected_id], each.on, "Meeting", words, each.note, each.held_by)


def _offers(rows: list[AffectedPerson], viewer: Viewer, day: date) -> Iterator[Event]:
    by_id = {row.id: row for row in rows}
    for each in support_for(list(by_id), viewer, day):
        row = by_id[each.affected_id]
        words = f"{_sentence(each.kind)} offered"
        yield _event(row, each.offered_on, "Support", words, each.description, each.offered_by)
        if each.answer and each.answered_on:
            yield _event(row, each.answered_on, "Support", f"{_sentence(each.kind)} {each.answer}", "", "")


def _letters(rows: list[AffectedPerson], viewer: Viewer, day: date) -> Iterator[Event]:
    by_id = {row.id: row for row in rows}
    for each in letters_for(list(by_id), viewer, day):
        row = by_id[each.affected_id]
        sent = f"Letter sent {each.channel}: {each.kind}"
        yield _event(row, each.sent_on, "Letter", sent, each.description, "")
        if each.received_on and each.received_on != each.sent_on:
            yield _event(row, each.received_on, "Letter", f"Letter received: {each.kind}", "", "")
        if each.acknowledged_on:
            yield _event(row, each.acknowledged_on, "Letter", f"Letter acknowledged: {each.kind}", "", "")


def _event(row: AffectedPerson, on: date | None, kind: str, what: str, text: str, by: str) -> Event:
    return Event(on or row.status_on, kind, what, text, by, row.change.title, row.reference)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
