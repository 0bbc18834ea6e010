"""What the tests of this package start from: affected people, their union, an open consultation."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests import factories
from tracker.changes.models import Change, Programme
from tracker.consultations import answering
from tracker.consultations.models import Consultation, Response
from tracker.consultations.queries import get_consultation
from tracker.consultations.responders import responders_of
from tracker.consultations.rules import ConsultationState, Position
from tracker.database import unit_of_work
from tracker.organisation.models import Person, RecognisedUnion, Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today


@dataclass
class World:
    """One published change of one programme, the people it affects, and the union recognised for them."""

    union: RecognisedUnion
    programme: Programme
    change: Change
    unit: Unit
    people: list[Person]


def world(people: int = 1) -> World:
    """A unit of its own, so that the manager of another sees nothing of it."""
    union = factories.union()
    group = factories.bargaining_group(union)
    unit = factories.unit()
    programme = factories.programme()
    change = factories.change(programme_id=programme.id)
    affected = [factories.person(unit=unit, group=group) for _ in range(people)]
    factories.affected(change, *affected)
    return World(union, programme, change, unit, affected)


def consultation(here: World, *, questions: int = 1, **given: Any) -> Consultation:
    """Open for a month from today, with the union invited."""
    values = {
        "state": ConsultationState.OPEN,
        "opens": today(),
        "closes": today() + timedelta(days=30),
        "people_asked": len(here.people),
        **given,
    }
    return factories.consultation(here.change, here.union, questions=questions, **values)


def over(here: World, **given: Any) -> Consultation:
    """A consultation whose last day was yesterday."""
    days = {"opens": today() - timedelta(days=30), "closes": today() - timedelta(days=1)}
    return consultation(here, **{**days, **given})


def answered(
    row: Consultation, viewer: Viewer, *, position: Position = Position.OPPOSE, text: str = "No", day: date
) -> Response:
    """An answer sent on the day by the viewer, in the first name they may answer in."""
    consultation = get_consultation(row.reference, viewer, day)
    with unit_of_work():
        return answering.respond(
            consultation,
            responders_of(consultation, viewer, day)[0],
            position=position,
            answers={1: text},
            by=viewer,
            moment=factories.MOMENT,
            day=day,
        )


def staff(person: Person) -> Viewer:
    """The person's own account."""
    return factories.viewer(Role.STAFF, person=person)


def day_boxes(name: str, day: date) -> dict[str, str]:
    """A day as typed into its three boxes."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def design(**given: str) -> dict[str, str]:
    """A draft as typed, with one question that must be answered."""
    return {
        "title": "Moving north",
        "kind": "collective",
        "mode": "named",
        **day_boxes("opens", today()),
        **day_boxes("closes", today() + timedelta(days=30)),
        "document": "One\n\nTwo",
        "questions-0-text": "Why?",
        "questions-0-required": "y",
        **given,
    }
