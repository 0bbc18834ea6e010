"""Pages of the counter, the clocks and the law: who sees what, and that nothing is saved unasked."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.audit.models import AuditEntry
from tracker.changes.models import Change
from tracker.changes.rules import ChangeState
from tracker.compliance.models import StatutoryDates
from tracker.organisation.models import Establishment
from tracker.organisation.rules import StaffKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.findings import NOT_ADVICE
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]


def world(number: int = 13, **given: Any) -> tuple[Change, Establishment]:
    site = factories.establishment(name="Lloyd House")
    unit = factories.unit()
    people = [
        factories.person(unit=unit, kind=StaffKind.POLICE_STAFF, establishment_id=site.id)
        for _ in range(number)
    ]
    officer = factories.person(unit=unit, kind=StaffKind.POLICE_OFFICER, establishment_id=site.id)
    told = factories.change(
        **{
            "title": "One front desk",
            "announced": today(),
            "transition_start": today() + timedelta(days=60),
            **given,
        }
    )
    factories.affected(told, *people, officer)
    return told, site


def typed(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_hr_reads_the_counter_and_who_makes_it_up(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get("/compliance/")
    assert "7 short of 20" in page.text
    assert NOT_ADVICE in page.text

    page = browser.get(f"/compliance/sites/{site.reference}")
    assert "police officers hold an office and are outside the Act" in page.text
    assert "13 counted" in page.text
    assert NOT_ADVICE in page.text


def test_a_programme_director_never_reads_a_small_number(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, site = world(number=4)
    browser, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    page = browser.get("/compliance/")
    assert "confidential" in page.text
    assert "16 short of 20" not in page.text
    browser.get(f"/compliance/sites/{site.reference}", status=403)

    page = browser.get(f"/compliance/changes/{told.reference}")
    assert "Too few people are counted" in page.text
    assert "4 counted" not in page.text


def test_more_people_are_tried_and_not_saved(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    leaves = typed("leaves", today() + timedelta(days=70))
    asked = "&".join(f"{name}={value}" for name, value in {"number": "7", **leaves}.items())

    page = browser.get(f"/compliance/sites/{site.reference}?{asked}")

    assert "statutory count 20 instead of 13" in page.text
    assert "Consult at least 30 days before" in page.text
    assert "7 short of 20" in browser.get("/compliance/").text


def test_a_number_that_is_none_is_said_by_its_field(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/compliance/sites/{site.reference}?number=-3", status=400)

    assert "Enter a number from 0 to 100,000" in page.text


def test_dates_are_tried_before_they_are_saved(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world(number=20)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    given = typed("information_given_on", today()) | typed("first_dismissal_on", today() + timedelta(days=29))

    browser.get(f"/compliance/changes/{told.reference}/dates")
    page = browser.submit(given, button="Try these dates")

    assert "29 days from the start of consultation to the first dismissal; 30 are required" in page.text
    assert database.session.scalar(sa.select(sa.func.count()).select_from(StatutoryDates)) == 0

    page = browser.submit(given, button="Save the dates")

    assert page.flash == ["The dates are saved and the clocks worked out again"]
    assert "29 days from the start of consultation to the first dismissal; 30 are required" in page.text
    assert "Breach" in page.text
    [row] = database.session.scalars(sa.select(StatutoryDates)).all()
    assert (row.information_given_on, row.hr1_received_on) == (today(), None)
    last = database.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.object_type) == ("compliance:record", "statutory dates")


def test_two_people_recording_dates_compare_them(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/compliance/changes/{told.reference}/dates"
    first.get(url)
    second.get(url)
    first.submit(typed("proposed_on", date(2026, 1, 5)), button="Save the dates")

    page = second.submit(typed("proposed_on", date(2026, 1, 6)), button="Save the dates", status=409)
    assert "5 January 2026" in page.text

    second.submit({}, button="Save the dates")
    [row] = database.session.scalars(sa.select(StatutoryDates)).all()
    assert row.proposed_on == date(2026, 1, 6)


def test_a_last_dismissal_before_the_first_is_refused(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    given = typed("first_dismissal_on", date(2026, 6, 2)) | typed("last_dismissal_on", date(2026, 6, 1))

    browser.get(f"/compliance/changes/{told.reference}/dates")
    page = browser.submit(given, button="Save the dates", status=400)

    assert "The last dismissal must be on or after the first" in page.text


def test_a_change_out_of_scope_is_not_there(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, site = world()
    other = factories.employer(name="Another force")
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=other)

    browser.get(f"/compliance/changes/{told.reference}", status=404)
    browser.get(f"/compliance/sites/{site.reference}", status=404)
    assert "Lloyd House" not in browser.get("/compliance/").text


def test_changes_of_other_programmes_count_without_their_titles(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    _, site = world(number=3)
    other = factories.programme(name="Secret programme")
    browser, _ = sign_in_as(Role.HR_PARTNER, programme=other)

    page = browser.get(f"/compliance/sites/{site.reference}")

    assert "A change outside your programmes" in page.text
    assert "One front desk" not in page.text
    assert "3 counted" in page.text


def test_exposure_is_a_range_under_an_assumption(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world(number=100, transition_start=date(2026, 12, 20))
    browser, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    page = browser.get(f"/compliance/changes/{told.reference}/exposure?low=600&high=650")

    assert "Up to £1,542,857.14" in page.text
    assert "Up to £1,671,428.57" in page.text


def test_a_union_representative_checks_a_plan_and_reads_the_law(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    browser, _ = sign_in_as(Role.UNION_REPRESENTATIVE)
    asked = "place=England&number=150" + "".join(
        f"&{name}={value}"
        for name, value in (
            typed("proposed_on", date(2011, 10, 3)) | typed("first_dismissal_on", date(2012, 1, 31))
        ).items()
    )

    page = browser.get(f"/compliance/check?{asked}")
    assert "consult at least 90 days before the first dismissal" in page.text
    assert "1 November 2011 by clear days; 2 November 2011 by the bare count" in page.text
    assert NOT_ADVICE in page.text

    page = browser.get("/compliance/law?place=England&on-day=5&on-month=4&on-year=2026")
    assert "What the law said on 5 April 2026" in page.text
    assert "90 days" in page.text
    page = browser.get("/compliance/law?place=Ireland&on-day=5&on-month=4&on-year=2026")
    assert "Protection of Employment Act 1977" in page.text
    assert "TULRCA" not in page.text


def test_an_establishment_brings_the_law_of_where_it_lies(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    employer = factories.employer(name="Northern Division")
    yard = factories.establishment(
        name="Harbour Yard", nation=Nation.NORTHERN_IRELAND, employer_id=employer.id
    )
    far = factories.establishment(
        name="Somebody else's yard", employer_id=factories.employer(name="Other").id
    )
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=employer)

    page = browser.get(f"/compliance/law?place={yard.reference}&on-day=1&on-month=11&on-year=2026")
    assert "At Harbour Yard, Northern Division." in page.text
    assert "The law of Northern Ireland" in page.text
    days = typed("proposed_on", today()) | typed("first_dismissal_on", date(2027, 12, 1))
    dates = "&".join(f"{name}={value}" for name, value in days.items())
    page = browser.get(f"/compliance/check?place={yard.reference}&number=100&{dates}")
    assert "consult at least 90 days" in page.text

    assert far.name not in page.text
    abroad = factories.establishment(name="Far yard", nation=Nation.ELSEWHERE, employer_id=employer.id)
    page = browser.get(f"/compliance/law?place={abroad.reference}", status=400)
    assert "The law of that establishment's country is not held here: choose a country" in page.text
    browser.get(f"/compliance/law?place={far.reference}", status=400)


def test_what_is_not_law_yet_says_so(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)

    assert "Not law yet" in browser.get("/compliance/law").text


def test_nonsense_in_the_address_is_an_error_by_its_field(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get("/compliance/law?place=Atlantis", status=400)
    browser.get("/compliance/check?number=many", status=400)
    page = browser.get("/compliance/check?place=England&first_dismissal_on-day=41", status=400)
    assert "First leaving date that is wanted must include" in page.text


def test_a_change_that_is_over_is_judged_as_it_stood(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world(
        number=20,
        state=ChangeState.CLOSED,
        announced=date(2012, 1, 9),
        consult_start=date(2012, 1, 16),
        transition_start=date(2012, 3, 1),
    )
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/compliance/changes/{told.reference}")

    assert "20 counted: consult at least 30 days before the first dismissal" in page.text
    assert "Lloyd House" not in browser.get("/compliance/").text.split("Nobody counted")[0]
