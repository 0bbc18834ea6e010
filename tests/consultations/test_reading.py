from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import NoResultFound

from tests import factories
from tests.consultations.arrange import answered, consultation, over, staff, world
from tracker.audit import services as audit
from tracker.consultations.models import Consultation
from tracker.consultations.reading import Results, protected, response_page, responses_page, results_of
from tracker.consultations.rules import ConsultationState, Position
from tracker.database import unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today
from tracker.web.listing import Listing

DAY = today()
BEFORE = DAY - timedelta(days=5)


def listing(sort: str = "sent", **arguments: str) -> Listing:
    return Listing("/", arguments.get("q", ""), sort, False, 1, 50, {k: [v] for k, v in arguments.items()})


def names(row: Consultation, viewer: Viewer, asked: Listing) -> list[str]:
    return [each.name for each in responses_page(row, viewer, DAY, asked).rows]


def test_hr_reads_every_answer_with_its_name(database: SQLAlchemy) -> None:
    here = world(people=2)
    row = over(here)
    ann, bob = here.people
    answered(row, staff(ann), text="100% against", day=BEFORE)
    answered(row, staff(bob), position=Position.SUPPORT, text="Fine", day=BEFORE)
    answered(row, factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union), day=BEFORE)
    hr = factories.viewer(Role.HR_PARTNER)

    assert names(row, hr, listing()) == [ann.name, bob.name, here.union.name]
    assert names(row, hr, listing("position")) == [ann.name, here.union.name, bob.name]
    assert names(row, hr, listing(position="support")) == [bob.name]
    assert names(row, hr, listing(q="%")) == [ann.name]
    assert names(row, hr, listing(q=bob.name.upper())) == [bob.name]
    assert responses_page(row, hr, DAY, listing()).rows[0].job == "Clerk"


def test_nothing_is_narrowed_or_sorted_by_position_while_answers_come_in(database: SQLAlchemy) -> None:
    here = world(people=2)
    row = consultation(here)
    ann, bob = here.people
    answered(row, staff(ann), position=Position.SUPPORT, day=DAY)
    answered(row, staff(bob), position=Position.OPPOSE, day=DAY)
    hr = factories.viewer(Role.HR_PARTNER)

    everyone = [ann.name, bob.name]
    assert names(row, hr, listing(position="support")) == everyone
    assert names(row, hr, listing(q=bob.name)) == everyone
    assert names(row, hr, listing("position")) == everyone


def test_nobody_but_hr_of_the_programme_reads_a_response(database: SQLAlchemy) -> None:
    here = world()
    row = over(here)
    me = staff(here.people[0])
    response = answered(row, me, day=BEFORE)
    hr = factories.viewer(Role.HR_PARTNER, programme=here.programme)
    assert response_page(row, response.reference, hr, DAY).row.name == here.people[0].name

    for viewer in (
        me,
        factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union),
        factories.viewer(Role.MANAGER, unit=here.unit),
        factories.viewer(Role.PROGRAMME_DIRECTOR, programme=here.programme),
        factories.viewer(Role.HR_PARTNER, programme=factories.programme()),
    ):
        assert responses_page(row, viewer, DAY, listing()).rows == []
        with pytest.raises(NoResultFound):
            response_page(row, response.reference, viewer, DAY)


def test_one_by_one_reading_goes_on_within_what_was_asked_for(database: SQLAlchemy) -> None:
    here = world(people=3)
    row = over(here)
    stands = (Position.OPPOSE, Position.SUPPORT, Position.OPPOSE)
    first, middle, last = (
        answered(row, staff(person), position=position, day=BEFORE)
        for person, position in zip(here.people, stands, strict=True)
    )
    hr = factories.viewer(Role.HR_PARTNER)

    everyone = response_page(row, middle.reference, hr, DAY)
    against = response_page(row, first.reference, hr, DAY, position="oppose")

    assert (everyone.before, everyone.after) == (first.reference, last.reference)
    assert (against.before, against.after) == (None, last.reference)
    assert everyone.answers == [(1, "Question 1?", "No")]


def close(row: Consultation) -> None:
    with unit_of_work():
        row.state = ConsultationState.OUTCOME_PUBLISHED
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def test_before_the_last_day_is_over_hr_has_a_count_and_nobody_a_tally(database: SQLAlchemy) -> None:
    here = world(people=2)
    row = consultation(here)
    me = staff(here.people[0])
    answered(row, me, day=DAY)
    hr, director = factories.viewer(Role.HR_PARTNER), factories.viewer(Role.PROGRAMME_DIRECTOR)

    assert results_of(row, hr, DAY) == Results(asked=2, answered=1, unions_asked=1, unions_answered=0)
    for viewer in (
        director,
        factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union),
        factories.viewer(Role.MANAGER, unit=here.unit),
        me,
    ):
        assert results_of(row, viewer, DAY) == Results()


def test_afterwards_hr_counts_exactly_the_director_safely_and_others_with_the_outcome(
    database: SQLAlchemy,
) -> None:
    here = world(people=2)
    row = over(here)
    answered(row, staff(here.people[0]), day=BEFORE)
    hr, director = factories.viewer(Role.HR_PARTNER), factories.viewer(Role.PROGRAMME_DIRECTOR)
    me = staff(here.people[1])

    assert results_of(row, hr, DAY).positions[Position.OPPOSE] == 1
    safe = Results(None, None, 1, 0, {}, withheld=True)
    assert results_of(row, director, DAY) == safe
    assert results_of(row, me, DAY) == Results()
    close(row)
    assert results_of(row, me, DAY) == safe


def tally(support: int, changes: int, oppose: int, none: int) -> dict[Position, int]:
    return dict(zip(Position, (support, changes, oppose, none), strict=True))


@pytest.mark.parametrize(
    ("positions", "asked", "answered", "shown"),
    [
        pytest.param(tally(10, 10, 10, 10), 60, 40, True, id="each at the threshold"),
        pytest.param(tally(9, 10, 10, 10), 60, 39, False, id="one below"),
        pytest.param(tally(0, 20, 20, 20), 90, 60, False, id="nobody is an answer too"),
        pytest.param(tally(20, 20, 20, 20), 84, 80, False, id="four did not answer"),
        pytest.param(tally(20, 20, 20, 20), 85, 80, True, id="five did not answer"),
        pytest.param(tally(20, 20, 20, 20), 80, 80, True, id="all answered"),
    ],
)
def test_one_small_count_withholds_all_positions(
    positions: dict[Position, int], asked: int, answered: int, *, shown: bool
) -> None:
    found = protected(Results(asked, answered, 1, 1, positions))

    assert found.positions == (positions if shown else {})
    assert found.withheld is not shown


def test_the_number_of_answers_is_withheld_when_it_or_its_rest_is_small() -> None:
    counts = {
        given: protected(Results(*given, 1, 1, {})).answered
        for given in ((50, 4), (50, 46), (50, 45), (50, 0))
    }

    assert counts == {(50, 4): None, (50, 46): None, (50, 45): 45, (50, 0): 0}
