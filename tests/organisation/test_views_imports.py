"""Bringing a register file in by the pages: each step, each refusal, and who may."""

import dataclasses
import gc
import io
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.organisation.files import bomb, csv_of, shared, xlsx_of
from tests.organisation.registers import SPRING, bring_in, everything, people_csv, postings, receive, worked
from tests.pages import PageSeen
from tracker.organisation import import_steps
from tracker.organisation.models import RegisterImport
from tracker.organisation.register_file.reader import read
from tracker.organisation.register_file.table import SourceTable
from tracker.organisation.rules import ImportKind, ImportState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
NEW = "/register/imports/new"
FIRST = (
    ("001", "Ada Brook", "Finance", "Accountant", "C", "1"),
    ("002", "Bo Carr", "Finance", "Clerk", "A", "0.5"),
    ("003", "Cy Dunn", "Estates", "Surveyor", "C", "1"),
)


@pytest.fixture
def large_upload() -> Iterator[None]:
    """Flask's test client leaves the temporary file of a large upload to be closed when it is collected."""
    yield
    gc.collect()


def sent(content: bytes, name: str = "staff.csv", kind: ImportKind = ImportKind.PEOPLE) -> dict[str, Any]:
    return {
        "employer": factories.the_employer().reference,
        "kind": str(kind),
        "as_of-day": "31",
        "as_of-month": "3",
        "as_of-year": "2011",
        "file": (io.BytesIO(content), name),
    }


def upload(browser: Browser, content: bytes, **given: Any) -> PageSeen:
    """The file sent and read."""
    return worked(browser, browser.post(NEW, sent(content, **given)))


def only_import(database: SQLAlchemy) -> RegisterImport:
    [row] = database.session.scalars(sa.select(RegisterImport)).all()
    return row


def test_a_file_goes_into_the_register_step_by_step(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    before = everything()

    page = upload(browser, people_csv(*FIRST))
    assert page.h1 == "Match the columns"
    holds = [str(box["value"]) for box in page.soup.select("select option[selected]")]
    assert holds == ["staff_number", "name", "unit", "title", "grade", "fte"]
    assert page.table("Columns")[0][0] == "A: Staff number 001; 002; 003"

    page = worked(browser, browser.submit())
    assert page.h1 == "What the import would do"
    assert page.table("Row by row")[0] == [
        "Joiners",
        "2",
        "001",
        "Not in the register",
        "Finance, Accountant, C",
    ]
    assert everything() == before

    page = browser.get(page.links["Go on to confirm"])
    assert "can be undone as long as nothing depends on it" in page.text
    page = worked(browser, browser.submit())
    assert page.flash == ["The register was brought into line with the file"]
    assert [row[0] for row in postings(SPRING)] == ["001", "002", "003"]
    assert only_import(database).state is ImportState.APPLIED


def test_nobody_waits_for_the_database_while_a_file_is_read(
    sign_in_as: SignIn, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    held: list[bool] = []

    def note(content: bytes, name: str, known: Collection[str]) -> SourceTable:
        held.append(database.session().in_transaction())
        return read(content, name, known)

    monkeypatch.setattr(import_steps, "read_apart", note)
    upload(browser, people_csv(*FIRST))
    page = worked(browser, browser.submit())
    browser.get(page.links["Go on to confirm"])
    worked(browser, browser.submit())

    assert len(postings(SPRING)) == 3
    assert held == [False, False, False]


def test_columns_with_headings_of_their_own_are_matched_by_hand(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = upload(browser, csv_of(("Wer", "Wo"), ("7", "Finanzen")))
    page = browser.submit()
    assert page.errors == ["Choose the column that holds staff number", "Choose the column that holds unit"]

    page = browser.submit({"column_0": "staff_number", "column_1": "staff_number"})
    assert page.field_errors == {
        "column_1": "Column B: Staff number is already column A. Choose one of the two"
    }
    page = browser.submit({"column_1": "unit", "full_time_hours": "soon"})
    assert "must be a number from 1 to 60" in page.errors[0]
    page = worked(browser, browser.submit({"full_time_hours": "37"}))

    assert page.h1 == "What the import would do"


def test_columns_matched_once_are_matched_so_again(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    content = csv_of(("Wer", "Wo"), ("7", "Finanzen"))
    bring_in(content, columns={"staff_number": 0, "unit": 1})
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = upload(browser, content)

    holds = [str(box["value"]) for box in page.soup.select("select option[selected]")]
    assert holds == ["staff_number", "unit"]


@pytest.mark.usefixtures("large_upload")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        pytest.param(csv_of(("Staff number", "Unit")), "staff.csv", "no rows below them", id="headings only"),
        pytest.param(xlsx_of(*FIRST), "staff.csv", "holds an Excel workbook", id="not its name"),
        pytest.param(b"\x89PNG" + b"\0" * 50, "staff.xlsx", "a picture (PNG)", id="picture"),
        pytest.param(bomb(300), "staff.xlsx", "once expanded", id="zip bomb"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 50, "staff.xls", "old Excel workbook", id="xls"),
        pytest.param(
            b"Staff number,Unit\r\n1,\x81\r\n", "staff.csv", "line 2 holds the byte 81", id="letters"
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(
    sign_in_as: SignIn, database: SQLAlchemy, content: bytes, name: str, says: str
) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = upload(browser, content, name=name)

    assert page.h1 == "That did not work"
    assert says in page.text
    row = only_import(database)
    assert (row.state, row.content, set(everything().values())) == (ImportState.FAILED, b"", {0})


@pytest.mark.usefixtures("large_upload")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "The file is empty", id="empty"),
        pytest.param(b"x," * 700_000, "1 MB or smaller", id="too big for us"),
    ],
)
def test_a_file_that_is_not_taken_at_all_is_said_by_its_box(
    sign_in_as: SignIn, database: SQLAlchemy, content: bytes, says: str
) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    settings = browser.app.config["TRACKER"]
    browser.app.config["TRACKER"] = dataclasses.replace(settings, upload_megabytes=1)

    page = browser.post(NEW, sent(content))

    assert says in page.field_errors["file"]
    assert page.soup.select_one("#as_of-year[value='2011']") is not None
    assert database.session.scalars(sa.select(RegisterImport)).all() == []


@pytest.mark.usefixtures("large_upload")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_request_larger_than_the_service_takes_is_answered_plainly(sign_in_as: SignIn) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024

    page = browser.post(NEW, sent(b"x" * 1_200_000), 413)

    assert page.h1 == "The file is too big"


def test_each_missing_answer_is_said_by_its_box(sign_in_as: SignIn) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.post(NEW, {"as_of-day": "31", "as_of-month": "2", "as_of-year": "2011"})

    assert page.field_errors == {
        "employer": "Choose the employer",
        "kind": "Choose what one row of the file is",
        "as_of": "Date of the file must be a real date, such as 27 3 2012",
        "file": "Choose the register file",
    }
    future = {**sent(people_csv(*FIRST)), "as_of-year": "2099"}
    assert browser.post(NEW, future).field_errors == {
        "as_of": "Date of the file must be today or earlier",
        "file": "Choose the file again: the page cannot keep it",
    }


def test_an_hr_partner_brings_in_files_of_their_own_employer_only(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    mine, other = factories.the_employer(), factories.employer()
    row, _, _ = receive(people_csv(*FIRST), employer=other)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=mine)

    page = browser.post(NEW, {**sent(people_csv(*FIRST)), "employer": other.reference})
    assert "employer" in page.field_errors
    for step in ("columns", "progress", "check", "confirm", "cancel", "report.csv"):
        browser.get(f"/register/imports/{row.reference}/{step}", 404)
    for step in ("approval", "stop", "again"):
        browser.post(f"/register/imports/{row.reference}/{step}", {}, 404)
    assert "No register file" in browser.get("/register/imports").text


@pytest.mark.parametrize(
    "role",
    [Role.UNION_REPRESENTATIVE, Role.MANAGER, Role.PROGRAMME_DIRECTOR, Role.STAFF, Role.AUDITOR],
)
def test_nobody_else_imports(sign_in_as: SignIn, database: SQLAlchemy, role: Role) -> None:
    row, _, _ = receive(people_csv(*FIRST))
    browser, _ = sign_in_as(role)

    browser.get("/register/imports", 403)
    browser.get(NEW, 403)
    browser.get(f"/register/imports/{row.reference}/check", 403)
    browser.post(f"/register/imports/{row.reference}/confirm", {}, 403)


def test_wrong_rows_are_left_out_only_when_that_is_said(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    upload(browser, people_csv(*FIRST, ("001", "Twice", "Finance", "", "", "1")))
    page = worked(browser, browser.submit())
    assert page.table("Row by row")[0][:4] == [
        "Wrong, left out",
        "2",
        "001",
        "Staff number is used again in row 5: of rows with one number the last counts",
    ]
    browser.get(page.links["Go on to confirm"])
    before = everything()

    page = browser.submit()
    assert "leave_out" in page.field_errors
    assert everything() == before
    worked(browser, browser.submit({"leave_out": "y"}))

    assert len(postings(SPRING)) == 3


def test_the_dry_run_can_be_searched_filtered_and_taken_away(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row, _, _ = receive(people_csv(*FIRST, ("=1+1", "Ed", "Finance", "", "", "1")))
    browser, _ = sign_in_as(Role.HR_PARTNER)
    check = f"/register/imports/{row.reference}/check"

    assert [line[2] for line in browser.get(f"{check}?category=unit").table("Row")] == ["Finance", "Estates"]
    assert [line[2] for line in browser.get(f"{check}?q=surveyor").table("Row")] == ["003"]
    report = browser.get(f"/register/imports/{row.reference}/report.csv").body.decode("utf-8-sig")
    assert report.splitlines()[0] == "What,Row in the file,Number,Why,Details"
    assert "new,5,'=1+1,Not in the register,Finance" in report


@pytest.mark.usefixtures("large_upload")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("organograms/snapshots/home_office-2011-03-31-senior.csv", ImportKind.POSTS, "125"),
        ("organograms/snapshots/home_office-2011-03-31-junior.csv", ImportKind.POST_GROUPS, "706"),
        ("staff-registers/chicago-2018-10.csv", ImportKind.PEOPLE, "33,183"),
    ],
)
def test_public_files_come_in_by_the_pages(
    sign_in_as: SignIn, database: SQLAlchemy, name: str, kind: ImportKind, rows: str
) -> None:
    content = shared(name)
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = upload(browser, content, name=name.rpartition("/")[2], kind=kind)
    assert page.facts["Rows"] == rows
    page = worked(browser, browser.submit())
    browser.get(page.links["Go on to confirm"])
    page = worked(browser, browser.submit({"leave_out": "y"}))

    assert page.flash == ["The register was brought into line with the file"]
