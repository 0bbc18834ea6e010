from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import NoResultFound

from tests import factories
from tests.consultations.arrange import answered, consultation, over, staff, world
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit import services as audit
from tracker.consultations.lists import consultations_of_change, consultations_page, in_phase, waiting_for
from tracker.consultations.models import Consultation
from tracker.consultations.queries import (
    get_consultation,
    people_asked,
    unions_to_invite,
    visible_consultations,
)
from tracker.consultations.rules import ConsultationState, Phase, phase
from tracker.database import db, unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today
from tracker.web.listing import Listing

DAY = today()
ONE = timedelta(days=1)


def seen_by(viewer: Viewer) -> set[str]:
    return {row.reference for row in db.session.scalars(visible_consultations(viewer, DAY))}


def listing(**arguments: str) -> Listing:
    return Listing(
        "/consultations", arguments.get("q", ""), "opens", True, 1, 50, {k: [v] for k, v in arguments.items()}
    )


def test_only_those_asked_and_those_in_charge_know_of_a_consultation(database: SQLAlchemy) -> None:
    here, there = world(), world()
    open_now = consultation(here)
    elsewhere = factories.programme(employer_id=factories.employer().id)

    for viewer in (
        factories.viewer(Role.HR_PARTNER, programme=here.programme),
        factories.viewer(Role.PROGRAMME_DIRECTOR, programme=here.programme),
        factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union),
        factories.viewer(Role.MANAGER, unit=here.unit),
        staff(here.people[0]),
    ):
        assert seen_by(viewer) == {open_now.reference}, viewer.role
    for viewer in (
        factories.viewer(Role.HR_PARTNER, programme=elsewhere),
        factories.viewer(Role.PROGRAMME_DIRECTOR, programme=elsewhere),
        factories.viewer(Role.UNION_REPRESENTATIVE, union=there.union),
        factories.viewer(Role.MANAGER, unit=there.unit),
        staff(there.people[0]),
        factories.viewer(Role.ADMINISTRATOR),
        factories.viewer(Role.AUDITOR),
    ):
        assert seen_by(viewer) == set(), viewer.role
        with pytest.raises(NoResultFound):
            get_consultation(open_now.reference, viewer, DAY)


def test_a_draft_is_hr_s_alone_and_a_scheduled_one_not_yet_the_audience_s(database: SQLAlchemy) -> None:
    here = world()
    draft = consultation(here, state=ConsultationState.DRAFT)
    scheduled = consultation(here, opens=DAY + ONE)
    tomorrow = consultation(here, opens=DAY)

    assert seen_by(factories.viewer(Role.HR_PARTNER)) == {
        draft.reference,
        scheduled.reference,
        tomorrow.reference,
    }
    assert seen_by(factories.viewer(Role.PROGRAMME_DIRECTOR)) == {scheduled.reference, tomorrow.reference}
    for viewer in (
        factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union),
        factories.viewer(Role.MANAGER, unit=here.unit),
        staff(here.people[0]),
    ):
        assert seen_by(viewer) == {tomorrow.reference}, viewer.role


def no_longer_affected(change_id: int, person_id: int) -> None:
    row = db.session.query(AffectedPerson).filter_by(change_id=change_id, person_id=person_id).one()
    with unit_of_work():
        row.status = row.told_status = AffectedStatus.NO_LONGER_AFFECTED
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def test_the_audience_is_the_live_list_and_whoever_answered_keeps_their_answer(database: SQLAlchemy) -> None:
    here = world(people=2)
    row = consultation(here)
    silent, spoke = (staff(person) for person in here.people)
    answered(row, spoke, day=DAY)
    assert people_asked(row) == 2

    for person in here.people:
        no_longer_affected(here.change.id, person.id)

    assert seen_by(silent) == set()
    assert seen_by(spoke) == {row.reference}
    assert people_asked(row) == 0


def test_unions_recognised_for_affected_people_come_first_with_their_numbers(database: SQLAlchemy) -> None:
    here = world(people=3)
    idle = factories.union(name="Aaa union of nobody here")
    factories.bargaining_group(idle)
    ended = factories.union()
    foreign = factories.union()
    factories.bargaining_group(foreign, employer_id=factories.employer().id)
    assert ended.id

    found = unions_to_invite(here.change, DAY)

    assert [(row.id, row.represented) for row in found] == [(here.union.id, 3), (idle.id, 0)]


def test_the_phase_as_a_condition_agrees_with_the_rule(database: SQLAlchemy) -> None:
    here = world()
    for state in ConsultationState:
        for opens, closes in ((-9, -1), (-9, 0), (-9, 9), (0, 9), (1, 9)):
            consultation(here, state=state, opens=DAY + opens * ONE, closes=DAY + closes * ONE)

    found = 0
    for wanted in Phase:
        rows = db.session.query(Consultation).filter(in_phase(wanted, DAY)).all()
        assert {phase(row.state, row.opens, row.closes, DAY) for row in rows} == {wanted}
        found += len(rows)
    assert found == 20


def test_the_list_is_narrowed_by_stage_and_words(database: SQLAlchemy) -> None:
    here = world()
    hr = factories.viewer(Role.HR_PARTNER)
    now = consultation(here, title="Moving the lab")
    past = over(here, title="Shifts at 100%")

    def found(**arguments: str) -> list[str]:
        return [row.reference for row in consultations_page(hr, DAY, listing(**arguments)).rows]

    assert found() == [now.reference, past.reference]
    assert found(phase="open") == [now.reference]
    assert found(phase="ended") == [past.reference]
    assert found(q="LAB") == [now.reference]
    assert found(q="%") == [past.reference]
    assert found(phase="nonsense") == found()


def test_home_is_told_what_to_answer_until_it_is_answered(database: SQLAlchemy) -> None:
    here = world()
    row = consultation(here)
    over(here)
    consultation(here, opens=DAY + ONE)
    me = staff(here.people[0])
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)

    for viewer in (me, rep):
        assert [each.reference for each in waiting_for(viewer, DAY).to_answer] == [row.reference]
        answered(row, viewer, day=DAY)
        assert waiting_for(viewer, DAY).to_answer == []
        assert consultations_page(viewer, DAY, listing(phase="open")).rows[0].answered


def test_home_is_told_which_outcomes_are_due_and_not_one_s_own_to_publish(database: SQLAlchemy) -> None:
    here = world()
    writer = factories.viewer(Role.HR_PARTNER)
    other = factories.viewer(Role.PROGRAMME_DIRECTOR)
    ended = over(here)
    due = over(here, state=ConsultationState.CLOSED)
    written = over(here, state=ConsultationState.CLOSED)
    from tracker.consultations import services

    with unit_of_work():
        services.write_outcome(written, management_answer="No", changes_made="None", by=writer, day=DAY)

    def waiting(viewer: Viewer) -> dict[str, list[str]]:
        found = waiting_for(viewer, DAY)
        return {
            name: [row.reference for row in getattr(found, name)]
            for name in ("to_close", "outcomes_to_write", "outcomes_to_publish")
        }

    assert waiting(writer) == {
        "to_close": [ended.reference],
        "outcomes_to_write": [due.reference],
        "outcomes_to_publish": [],
    }
    assert waiting(other) == {
        "to_close": [],
        "outcomes_to_write": [],
        "outcomes_to_publish": [written.reference],
    }


def test_a_change_shows_its_consultations_in_one_statement(
    database: SQLAlchemy, count_queries: Callable[[], Any]
) -> None:
    here, there = world(), world()
    row = consultation(here)
    consultation(there)
    hr = factories.viewer(Role.HR_PARTNER)

    with count_queries() as queries:
        found = consultations_of_change(here.change.id, hr, DAY)

    assert [each.reference for each in found] == [row.reference]
    assert queries.count == 1
    assert consultations_of_change(here.change.id, factories.viewer(Role.AUDITOR), DAY) == []
