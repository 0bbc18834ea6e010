"""The register edited by hand, each time from a day on."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.database import EditConflictError, db, unit_of_work
from tracker.organisation import services_people as services
from tracker.organisation.models import Person, Post, Posting, PostPeriod, Unit
from tracker.organisation.models_absence import Absence, ProtectedPeriod, Secondment
from tracker.organisation.queries import valid_on
from tracker.organisation.rules import Contract, PostState
from tracker.organisation.rules_operations import OperationError
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
DAY = date(2012, 4, 1)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def hr(database: SQLAlchemy) -> Viewer:
    return factories.viewer(Role.HR_PARTNER, employer=factories.the_employer())


def move(
    person: Person, unit: Unit, hr: Viewer, on: date = DAY, post: Post | None = None, **given: Any
) -> None:
    values = {"title": "Clerk", "grade": "C", "fte": 1.0, **given}
    seen = services.fingerprint(person)
    with unit_of_work():
        services.change_posting(
            person,
            services.PostingGiven(unit.id, post.id if post else None, None, **values),
            on=on,
            seen=seen,
            by=hr,
        )


def posted(person: Person, day: date) -> tuple[int, float] | None:
    row = db.session.execute(
        sa.select(Posting.unit_id, Posting.fte).where(Posting.person_id == person.id, valid_on(Posting, day))
    ).first()
    return (row[0], row[1]) if row else None


def state(post: Post, day: date) -> PostState | None:
    query = sa.select(PostPeriod.state).where(PostPeriod.post_id == post.id, valid_on(PostPeriod, day))
    return db.session.scalar(query)


def test_a_move_ends_the_posting_the_day_before_and_keeps_the_past(hr: Viewer) -> None:
    one, two = factories.unit(), factories.unit()
    person = factories.person(unit=one)

    move(person, two, hr, fte=0.6)
    move(person, two, hr, fte=0.5)

    assert [posted(person, BEFORE), posted(person, DAY)] == [(one.id, 1.0), (two.id, 0.5)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Posting)) == 2


def test_a_move_before_another_one_is_refused(hr: Viewer) -> None:
    one, two = factories.unit(), factories.unit()
    person = factories.person(unit=one)
    move(person, two, hr)

    with pytest.raises(OperationError, match="another posting from 1 April 2012 already"):
        move(person, one, hr, on=BEFORE)
    move(person, one, hr, on=DAY + timedelta(days=1))

    assert posted(person, DAY) == (two.id, 1.0)


def test_a_post_that_is_left_is_vacant_and_one_that_is_taken_is_live(hr: Viewer) -> None:
    unit = factories.unit()
    old, new = factories.post(unit), factories.post(unit, state=PostState.VACANT)
    person = factories.person(unit=unit, post_id=old.id)

    move(person, unit, hr, post=new)

    assert [state(old, BEFORE), state(old, DAY)] == [PostState.LIVE, PostState.VACANT]
    assert [state(new, BEFORE), state(new, DAY)] == [PostState.VACANT, PostState.LIVE]


def test_a_shared_post_stays_live_until_the_last_holder_goes(hr: Viewer) -> None:
    unit = factories.unit()
    shared = factories.post(unit)
    one, two = (factories.person(unit=unit, post_id=shared.id) for _ in range(2))

    move(one, unit, hr)
    assert state(shared, DAY) is PostState.LIVE
    with unit_of_work():
        services.end_posting(two, last=DAY, leaves=True, seen=services.fingerprint(two), by=hr)

    after = DAY + timedelta(days=1)
    assert [state(shared, DAY), state(shared, after)] == [PostState.LIVE, PostState.VACANT]
    assert (two.service_end, posted(two, after)) == (DAY, None)


def test_a_post_that_is_held_is_not_deleted_under_its_holder(hr: Viewer) -> None:
    unit = factories.unit()
    post = factories.post(unit)
    factories.person(unit=unit, post_id=post.id, name="Ada Brook")

    def edit(to: PostState) -> None:
        seen = services.fingerprint(post)
        given = services.PostGiven(unit.id, to, "Clerk", "C", 1.0)
        with unit_of_work():
            services.edit_post(post, given, on=DAY, seen=seen, by=hr)

    with pytest.raises(OperationError, match="Ada Brook would still hold it"):
        edit(PostState.DELETED)
    edit(PostState.TO_BE_DELETED)

    assert [state(post, BEFORE), state(post, DAY)] == [PostState.LIVE, PostState.TO_BE_DELETED]


@pytest.mark.parametrize(
    ("contract", "ends", "sound"),
    [
        pytest.param(Contract.FIXED_TERM, DAY, True, id="fixed term"),
        pytest.param(Contract.AGENCY, DAY, True, id="agency"),
        pytest.param(Contract.PERMANENT, None, True, id="permanent"),
        pytest.param(Contract.PERMANENT, DAY, False, id="permanent with an end"),
        pytest.param(Contract.FIXED_TERM, factories.BEGAN, True, id="the day service began"),
        pytest.param(Contract.FIXED_TERM, factories.BEGAN - timedelta(days=1), False, id="before service"),
    ],
)
def test_only_what_ends_has_an_end(hr: Viewer, contract: Contract, ends: date | None, sound: bool) -> None:
    person = factories.person(unit=factories.unit())

    def save() -> None:
        with unit_of_work():
            services.set_contract(person, contract, ends, seen=None, by=hr)

    if sound:
        save()
        assert (person.contract, person.contract_end) == (contract, ends)
    else:
        with pytest.raises(OperationError):
            save()


def test_what_was_typed_over_another_state_is_refused(hr: Viewer) -> None:
    one, two = factories.unit(), factories.unit()
    person = factories.person(unit=one)
    seen = services.fingerprint(person)
    move(person, two, hr)

    with pytest.raises(EditConflictError), unit_of_work():
        services.end_posting(person, last=DAY, leaves=False, seen=seen, by=hr)

    assert posted(person, DAY + timedelta(days=1)) == (two.id, 1.0)


def test_two_people_who_edit_a_posting_meet_on_the_conflict_page(sign_in_as: SignIn) -> None:
    unit = factories.unit("Payroll")
    person = factories.person(unit=unit, name="Ada Brook")
    first, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    second, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    day = today()
    typed = {"on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year)}
    address = f"/register/people/{person.reference}/posting"
    first.get(address)
    second.get(address)

    first.submit({**typed, "grade": "D"})
    page = second.submit({**typed, "grade": "E"}, 409)
    second.submit({**typed, "grade": "E"})

    assert ["Grade", "D", "E"] in page.table("What differs")
    assert second.page is not None
    assert second.page.table("Postings")[-1][4] == "E"


def test_messages_stand_by_their_fields(sign_in_as: SignIn) -> None:
    unit = factories.unit("Payroll")
    person = factories.person(unit=unit)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    day = {"on-day": "1", "on-month": "4", "on-year": "2012"}
    address = f"/register/people/{person.reference}/posting"

    page = browser.post(address, {"unit": "", "fte": "much", "title": "Head"}, 400)
    assert page.field_errors["unit"] == "Choose the unit"
    assert page.field_errors["fte"] == "FTE must be a number, such as 0.6"
    page = browser.post(address, {**day, "unit": unit.reference, "fte": "1", "post": "P404"}, 400)

    assert page.field_errors["post"] == "There is no post P404: correct it, or leave it empty"


def test_protection_absence_and_secondment_are_recorded_and_removed(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    unit, host = factories.unit("Payroll"), factories.unit("Change team")
    person = factories.person(unit=unit)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    until = today() + timedelta(days=200)
    at = f"/register/people/{person.reference}"

    def day(name: str, value: date) -> dict[str, str]:
        return {
            f"{name}-day": str(value.day),
            f"{name}-month": str(value.month),
            f"{name}-year": str(value.year),
        }

    browser.post(f"{at}/protection", {**day("until", until), "source": "SPL Regulations 2014, regulation 39"})
    browser.post(f"{at}/absence", {**day("valid_from", today()), "contact": "through HR only"})
    browser.post(f"{at}/secondment", {**day("valid_from", today()), "unit": host.reference})
    page = browser.get(at)
    assert "SPL Regulations 2014" in page.facts["Offered suitable vacancies ahead of others until"]
    assert page.table("Secondments")[0][2] == "Change team"
    browser.get(f"{at}/protection")
    browser.submit({}, button="Remove it")
    browser.get(f"{at}/absence")
    browser.submit({}, button="Remove it")

    assert "For those who must act" not in browser.get(at).text
    left = [
        database.session.scalars(sa.select(kind)).all() for kind in (ProtectedPeriod, Absence, Secondment)
    ]
    assert [len(rows) for rows in left] == [0, 0, 1]


def test_a_programmes_hr_partner_records_only_for_whom_it_affects(sign_in_as: SignIn) -> None:
    unit = factories.unit()
    affected, other = factories.person(unit=unit), factories.person(unit=unit)
    programme = factories.programme()
    factories.affected(factories.change(programme_id=programme.id), affected)
    browser, _ = sign_in_as(Role.HR_PARTNER, programme=programme)

    browser.get(f"/register/people/{affected.reference}/protection")
    browser.get(f"/register/people/{other.reference}/protection", 404)
    browser.get(f"/register/people/{other.reference}/absence", 404)
