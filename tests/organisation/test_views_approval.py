"""Imports in several hands: approval by a second person, two people at once, an administrator's view."""

from collections.abc import Callable

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.browser import Browser
from tests.organisation.registers import AUTUMN, SPRING, bring_in, people_csv, postings, receive, work, worked
from tracker.database import unit_of_work
from tracker.organisation import services
from tracker.organisation.models import RegisterImport
from tracker.organisation.rules import ImportMoveError
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
FIRST = (
    ("001", "Ada Brook", "Finance", "Accountant", "C", "1"),
    ("002", "Bo Carr", "Finance", "Clerk", "A", "0.5"),
    ("003", "Cy Dunn", "Estates", "Surveyor", "C", "1"),
)
TWENTY = [(f"{n:03}", f"Person {n}", "Finance", "Clerk", "A", "1") for n in range(20)]


def test_an_administrator_sees_counts_and_rows_but_no_cell(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row, _, _ = receive(people_csv(*FIRST, ("001", "Secret Name", "Finance", "Spy", "X9", "1")))
    browser, _ = sign_in_as(Role.ADMINISTRATOR)

    check = browser.get(f"/register/imports/{row.reference}/check")
    columns = browser.get(f"/register/imports/{row.reference}/columns")
    report = browser.get(f"/register/imports/{row.reference}/report.csv")
    found = browser.get(f"/register/imports/{row.reference}/check?q=Accountant")

    assert check.table("Row by row")[0] == [
        "Wrong, left out",
        "2",
        "Staff number is used again in row 5: of rows with one number the last counts",
    ]
    assert columns.table("Columns")[1][0] == "B: Name xxx xxxxx; xx xxxx; xx xxxx"
    for page in (check.text, columns.text, report.body.decode()):
        assert not any(word in page for word in ("Secret", "Brook", "Accountant", "Spy"))
    assert "Nothing matches" in found.text


def ends_two_of_twenty(by: Viewer) -> RegisterImport:
    bring_in(people_csv(*TWENTY))
    return receive(people_csv(*TWENTY[:18]), as_of=AUTUMN, by=by)[0]


def test_ending_more_than_one_in_twenty_waits_for_another_hr_partner(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    browser, uploader = sign_in_as(Role.HR_PARTNER)
    other, _ = sign_in_as(Role.HR_PARTNER)
    row = ends_two_of_twenty(uploader)
    check, confirm = (f"/register/imports/{row.reference}/{step}" for step in ("check", "confirm"))

    page = browser.get(check)
    assert "ends 2 of 20 on the register" in page.text
    assert browser.post(confirm, {}).flash == [
        "Nothing was imported: one person asks for approval and another HR partner gives it"
    ]
    browser.get(check)
    page = browser.submit()
    assert page.flash == ["Another HR partner can now approve the import"]
    assert "It waits for another HR partner" in page.text
    browser.post(confirm, {})
    assert len(postings(AUTUMN)) == 20

    page = other.get(other.get(check).links["Approve and import"])
    page = worked(other, other.submit())
    assert page.flash == ["The register was brought into line with the file"]
    assert len(postings(AUTUMN)) == 18


def test_an_administrator_cannot_approve(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, uploader = sign_in_as(Role.HR_PARTNER)
    browser, _ = sign_in_as(Role.ADMINISTRATOR)
    row = ends_two_of_twenty(uploader)

    browser.post(f"/register/imports/{row.reference}/approval", {})
    browser.post(f"/register/imports/{row.reference}/confirm", {})

    assert len(postings(AUTUMN)) == 20
    assert "It waits for an HR partner" in browser.get(f"/register/imports/{row.reference}/check").text


def test_a_register_changed_meanwhile_gives_a_new_dry_run(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row, _, _ = receive(people_csv(*FIRST))
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/register/imports/{row.reference}/confirm")
    form = browser.page
    bring_in(people_csv(FIRST[0]))
    browser.page = form

    page = worked(browser, browser.submit())

    assert page.flash[0].startswith("Nothing was imported: the register changed")
    assert "Not in the register" in page.text
    assert [line[2] for line in page.table("Row by row")] == ["002", "003", "Estates"]
    assert len(postings(SPRING)) == 1


def test_two_people_matching_columns_at_once_both_keep_what_they_chose(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row, _, _ = receive(people_csv(*FIRST))
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    address = f"/register/imports/{row.reference}/columns"
    first.get(address)
    second.get(address)
    first.submit({"column_4": ""})

    work()
    page = second.submit({"column_3": ""}, 409)

    assert page.table("What differs") == [
        ["Column D: Job title", "Job title", "Not used"],
        ["Column E: Grade", "Not used", "Grade"],
    ]
    assert page.soup.select_one("#column_3 option[value=''][selected]") is not None
    page = worked(second, second.submit())
    assert page.h1 == "What the import would do"


def test_two_people_confirming_at_once_import_once(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row, _, _ = receive(people_csv(*FIRST))
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    first.get(f"/register/imports/{row.reference}/confirm")
    second.get(f"/register/imports/{row.reference}/confirm")

    first.submit()
    page = second.submit()
    assert page.flash == [
        "Nothing was imported. This import is being worked on. Wait until that is over, or stop it"
    ]
    page = worked(first, page)

    assert page.h1 == "What the import did"
    assert len(postings(SPRING)) == 3


def test_a_cancelled_import_is_over(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row, _, _ = receive(people_csv(*FIRST))
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/register/imports/{row.reference}/cancel")

    page = browser.submit()
    assert page.flash == ["The import was cancelled and its file removed"]
    page = browser.get(f"/register/imports/{row.reference}/confirm", follow=True)

    assert page.h1 == "Cancelled import"
    assert "Ada" not in page.text


def test_a_file_with_nothing_new_offers_no_import(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    row, _, _ = receive(people_csv(*FIRST), as_of=AUTUMN)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/register/imports/{row.reference}/check")

    assert "There is nothing to import" in page.text
    assert "Go on to confirm" not in page.links


def test_a_file_without_a_sound_row_ends_nobody(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    bring_in(people_csv(*TWENTY))
    browser, uploader = sign_in_as(Role.HR_PARTNER)
    row, _, _ = receive(
        people_csv(("", "No Number", "Finance", "Clerk", "A", "1")), as_of=AUTUMN, by=uploader
    )

    page = browser.get(f"/register/imports/{row.reference}/check")
    assert "No row of this file is sound" in page.text
    assert "Ask for approval" not in page.text
    with pytest.raises(ImportMoveError, match="No row of the file is sound"), unit_of_work():
        services.ask_for_approval(row, by=uploader)

    assert len(postings(AUTUMN)) == 20
