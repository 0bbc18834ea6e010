"""Union representatives read bands: how they are typed, dated, and that no grade reaches them."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.architecture.test_role_by_page import oracle
from tests.browser import Browser, sign_in
from tests.journeys.pages_listed import DOWNLOADS, PAGES
from tests.journeys.whole_world import fill
from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.audit import services as audit
from tracker.database import db, unit_of_work
from tracker.organisation.models import Employer, Posting, PostPeriod
from tracker.organisation.models_bands import GradeBand
from tracker.organisation.queries_bands import NO_BAND, bands_on
from tracker.organisation.rules_bands import Band, as_lines, read_lines
from tracker.policy.access.roles import Role
from tracker.web.clock import today

KNOWN = ["Scale 1", "Scale 2", "PO1", "PO2", "Head, acting"]


def test_lines_are_read_whatever_their_letters_and_a_grade_may_hold_a_comma() -> None:
    bands, wrong = read_lines("Lower: scale 1, SCALE  2\n\nUpper: PO1,Head, acting", KNOWN)

    assert wrong == []
    assert bands == [Band("Lower", ("Scale 1", "Scale 2")), Band("Upper", ("PO1", "Head, acting"))]
    assert read_lines(as_lines(bands), KNOWN) == (bands, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Lower Scale 1", "Enter a name and a colon", id="no colon"),
        pytest.param("Lower: Scale 1", "a band of one tells the grade", id="one grade"),
        pytest.param("Lower: Scale 1, Scale 1", "a band of one tells the grade", id="one grade twice"),
        pytest.param("Lower: Scale 1, Scale 9", "No grade on the register is called “Scale 9”", id="unknown"),
        pytest.param("A: Scale 1, PO1\nB: PO1, PO2", "Put “PO1” in one band: it is in “A” too", id="in two"),
        pytest.param("A: Scale 1, PO1\na: Scale 2, PO2", "Put all grades of “a” on one line", id="twice"),
        pytest.param("po1: Scale 1, PO1", "Name the band “po1” otherwise", id="named as a grade"),
        pytest.param("A" * 61 + ": Scale 1, PO1", "Use 60 characters or fewer", id="long name"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    _, wrong = read_lines(text, KNOWN)

    assert any(words in line for line in wrong), wrong


def day_boxes(day: date) -> dict[str, str]:
    return {"on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year)}


def test_hr_sets_bands_from_a_day_on_and_what_held_before_stays(sign_in_as: Any) -> None:
    unit = factories.unit()
    for grade in KNOWN[:4]:
        factories.person(unit=unit, grade=grade)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    later = today() + timedelta(days=30)
    page = browser.get("/register/grade-bands", follow=True)
    assert "4 grades stand in no band" in page.text

    page = browser.submit({"bands": "Lower: Scale 1"}, status=400)
    assert "a band of one" in page.field_errors["bands"]
    browser.submit({"bands": "Lower: Scale 1, Scale 2"}, follow=True)
    page = browser.get("/register/grade-bands", follow=True)
    assert page.table("Bands today") == [["Lower", "Scale 1, Scale 2"]]
    page = browser.submit({**day_boxes(today() - timedelta(days=1))}, status=400)
    assert page.field_errors["on"].startswith("Enter today or a later day")
    page = browser.submit({"bands": "All: Scale 1, Scale 2, PO1, PO2", **day_boxes(later)}, follow=True)
    assert f"Other bands begin on {later.day} {later:%B %Y}" in page.text

    assert bands_on(unit.employer_id, later - timedelta(days=1)) == [Band("Lower", ("Scale 1", "Scale 2"))]
    assert bands_on(unit.employer_id, later) == [Band("All", tuple(KNOWN[:4]))]


def test_two_who_set_bands_at_once_do_not_overwrite_each_other_unseen(app: Flask, sign_in_as: Any) -> None:
    unit = factories.unit()
    for grade in KNOWN[:4]:
        factories.person(unit=unit, grade=grade)
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    first.get("/register/grade-bands", follow=True)
    second.get("/register/grade-bands", follow=True)
    first.submit({"bands": "Lower: Scale 1, Scale 2"}, follow=True)

    page = second.submit({"bands": "Upper: PO1, PO2"}, status=409)

    assert "Somebody else changed this" in page.errors[0]
    assert page.table("Bands today") == [["Lower", "Scale 1, Scale 2"]]
    second.submit({"bands": "Upper: PO1, PO2"}, follow=True)
    assert bands_on(unit.employer_id, today()) == [Band("Upper", ("PO1", "PO2"))]


GRADE = "Zq7canarygrade"
EXACT = {
    "affected_staff.list_affected",
    "affected_staff.show_affected",
    "organisation.list_posts",
    "organisation.show_post",
}
"""Pages on which HR reads grades and representatives read bands."""


def allowed(method: str) -> set[str]:
    """Endpoints that representatives may ask for."""
    return {
        row["endpoint"]
        for row in oracle()
        if row["method"] == method and row["union representative"] == "allow"
    }


@pytest.fixture
def graded(database: SQLAlchemy) -> tuple[dict[str, str], dict[Role, Any]]:
    """A world in which everybody and everything has one grade, which stands in a band."""
    named, viewers = fill()
    with unit_of_work():
        for column in (Posting.grade, PostPeriod.grade, AffectedPerson.grade):
            quiet = sa.update(column.class_).values(grade=GRADE)
            db.session.execute(quiet.execution_options(synchronize_session=False))
        for employer in db.session.scalars(sa.select(Employer.id)):
            row = GradeBand(employer_id=employer, band="Middle band", grade=GRADE, valid_from=factories.BEGAN)
            db.session.add(row)
        db.session.flush()
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    return named, viewers


def bodies(app: Flask, browser: Browser, named: dict[str, str]) -> dict[str, list[str]]:
    """What every page and file that representatives may ask for answers, by endpoint."""
    found: dict[str, list[str]] = {}
    wanted = allowed("GET")
    for entry in PAGES:
        if entry.endpoint in wanted:
            values: dict[str, Any] = {part: named[name] for part, name in entry.about.items()}
            if "number" in values:
                values["number"] = int(values["number"])
            with app.test_request_context():
                address = app.url_for(entry.endpoint, **values) + entry.asks
            page = browser._once(address, "GET")
            found.setdefault(entry.endpoint, []).append(page.body.decode())
    return found


def test_no_grade_reaches_a_union_representative_on_any_page_or_in_any_file(
    app: Flask, graded: tuple[dict[str, str], dict[Role, Any]]
) -> None:
    named, viewers = graded
    union, hr = (
        Browser(app, sign_in(app, db.session.get_one(Account, viewers[role].account_id)))
        for role in (Role.UNION_REPRESENTATIVE, Role.HR_PARTNER)
    )

    read, exact = bodies(app, union, named), bodies(app, hr, named)

    assert allowed("GET") - set(read) - DOWNLOADS == set(), "every page is walked"
    assert {name for name, texts in read.items() if any(GRADE in text for text in texts)} == set()
    assert {name for name, texts in exact.items() if any(GRADE in text for text in texts)} == EXACT
    for name in EXACT:
        assert any("Middle band" in text for text in read[name]), name
    union.get("/")
    for address in ("/reports/uncertainty.csv", "/upheaval/export"):
        page = union.open(address, "POST", 200, data={"csrf_token": union.token})
        assert GRADE.encode() not in page.body


def test_neither_search_nor_order_tells_a_grade(app: Flask, database: SQLAlchemy, sign_in_as: Any) -> None:
    union = factories.union()
    group = factories.bargaining_group(union)
    unit, change = factories.unit(), factories.change()
    people = [
        factories.person(unit=unit, name=name, grade=grade, group=group)
        for name, grade in (("Ann", "PO2"), ("Bob", "PO1"), ("Cy", "Unbanded"))
    ]
    factories.affected(change, *people)
    for grade in ("PO1", "PO2"):
        factories.save(
            GradeBand(employer_id=unit.employer_id, band="Upper", grade=grade, valid_from=factories.BEGAN)
        )
    browser, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)
    url = f"/changes/{change.reference}/affected-staff"

    def rows(query: str) -> list[tuple[str, str]]:
        page = browser.get(f"{url}?{query}")
        return [(row[0], row[3]) for row in page.table("Affected staff")] if page.soup.table else []

    assert rows("q=PO1") == []
    assert rows("q=Upper") == [("Ann", "Upper"), ("Bob", "Upper")]
    assert rows("sort=grade") == [("Cy", NO_BAND), ("Ann", "Upper"), ("Bob", "Upper")]
    assert rows("sort=grade&order=down")[-1] == ("Cy", NO_BAND)
