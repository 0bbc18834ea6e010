"""Wrong rows put right in the browser or in a file, and what is kept of that."""

import io
from collections.abc import Callable

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests.browser import Browser
from tests.organisation.registers import SPRING, people_csv, postings, receive, worked
from tests.pages import PageSeen
from tracker.database import db, unit_of_work
from tracker.organisation import services
from tracker.organisation.models_saved import MendedCell, WrongRow
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
ROWS = (
    ("001", "Ada Brook", "Finance", "Accountant", "C", "1"),
    ("", "Bo Carr", "Finance", "Clerk", "A", "0.5"),
    ("003", "Cy Dunn", "Estates", "Surveyor", "C", "lots"),
)


def opened(browser: Browser, row: str) -> PageSeen:
    page = browser.get(f"/register/imports/{row}/check")
    return browser.get(page.links["Mend the wrong rows"])


def mending(row: str) -> str:
    """Where the form with the boxes goes."""
    return f"/register/imports/{row}/mend?page=1"


def test_wrong_cells_are_mended_in_the_browser_and_counted_from_then_on(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row = receive(people_csv(*ROWS))[0].reference
    browser, viewer = sign_in_as(Role.HR_PARTNER)

    page = opened(browser, row)
    assert page.field_errors == {
        "row-3-0": "Staff number (column A) is empty",
        "row-4-5": "FTE (column F) is not a number",
    }
    page = worked(browser, browser.submit({"row-3-0": "002", "row-4-5": "0.8"}, action=mending(row)))

    assert page.h1 == "What the import would do"
    assert page.table("Mended cells") == [
        ["Row 3, Staff number", "empty", "002", page.table("Mended cells")[0][3]],
        ["Row 4, FTE", "lots", "0.8", page.table("Mended cells")[1][3]],
    ]
    assert page.table("Mended cells")[0][3].startswith(viewer.name)
    assert "Mend the wrong rows" not in page.links
    report = browser.get(f"/register/imports/{row}/report.csv").body.decode("utf-8-sig")
    assert f'mended,4,,"Column F mended by {viewer.name}' in report
    browser.get(f"/register/imports/{row}/confirm")
    worked(browser, browser.submit())
    assert [(each[0], each[4]) for each in postings(SPRING)] == [("001", 1.0), ("002", 0.5), ("003", 0.8)]


def test_a_cell_mended_badly_is_shown_again_as_it_was_typed(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row = receive(people_csv(*ROWS))[0].reference
    browser, _ = sign_in_as(Role.HR_PARTNER)
    opened(browser, row)

    worked(browser, browser.submit({"row-3-0": "002", "row-4-5": "half"}, action=mending(row)))
    page = opened(browser, row)

    assert page.soup.select_one("#row-4-5[value=half]") is not None
    assert page.soup.select_one("#row-3-0") is None
    worked(browser, browser.submit({"row-4-5": "0.5"}, action=mending(row)))
    [cell] = db.session.scalars(sa.select(MendedCell).where(MendedCell.position == 5))
    assert (cell.was, cell.text) == ("lots", "0.5")


def test_nothing_changed_checks_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row = receive(people_csv(*ROWS))[0].reference
    browser, _ = sign_in_as(Role.HR_PARTNER)
    opened(browser, row)

    page = browser.submit(action=mending(row))

    assert page.flash == ["No cell was changed"]


def test_two_people_mending_at_once_both_keep_what_they_typed(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row = receive(people_csv(*ROWS))[0].reference
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    opened(first, row)
    opened(second, row)
    worked(first, first.submit({"row-3-0": "007", "row-4-5": "some"}, action=mending(row)))

    page = second.submit({"row-3-0": "002", "row-4-5": "0.5"}, 409, action=mending(row))

    differing = {line[0]: line[1:] for line in page.table("What differs")}
    assert differing["Row 3: Staff number"] == ["no longer wrong", "002"]
    assert differing["Row 4: FTE"] == ["some", "0.5"]
    assert page.soup.select_one("#row-4-5[value='0.5']") is not None


def test_wrong_rows_are_taken_away_put_right_and_sent_again(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row = receive(people_csv(*ROWS, ("=1", "", "", "", "", "")))[0].reference
    browser, _ = sign_in_as(Role.HR_PARTNER)
    address = f"/register/imports/{row}"

    text = browser.get(f"{address}/wrong-rows.csv").body.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "Row in the file,Why,Staff number,Name,Unit,Job title,Grade,FTE"
    assert lines[1] == "3,Staff number (column A) is empty,,Bo Carr,Finance,Clerk,A,0.5"
    mended = text.replace("empty,,Bo", "empty,002,Bo").replace("lots", "1")
    mended = mended.replace("'=1,,,", "'=1,,Finance,")
    opened(browser, row)
    sent = {"file": (io.BytesIO(mended.encode()), "wrong.csv")}
    page = worked(browser, browser.submit(sent, action=f"{address}/wrong-rows"))

    assert "Mend the wrong rows" not in page.links
    assert [line[:3] for line in page.table("Mended cells")] == [
        ["Row 3, Staff number", "empty", "002"],
        ["Row 4, FTE", "lots", "1"],
        ["Row 5, Unit", "empty", "Finance"],
    ]


def test_another_file_is_refused_and_mends_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row = receive(people_csv(*ROWS))[0].reference
    browser, _ = sign_in_as(Role.HR_PARTNER)
    opened(browser, row)
    sent = {"file": (io.BytesIO(people_csv(*ROWS)), "staff.csv")}

    page = browser.submit(sent, action=f"/register/imports/{row}/wrong-rows")

    assert page.flash[0].startswith("Nothing was mended. The file has no column headed “Row in the file”")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MendedCell)) == 0


def test_a_cancelled_import_keeps_no_cell(database: SQLAlchemy) -> None:
    row, _, _ = receive(people_csv(*ROWS))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WrongRow)) == 2

    with unit_of_work():
        services.cancel_import(row, by=None)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(WrongRow)) == 0


def test_an_administrator_mends_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row = receive(people_csv(*ROWS))[0].reference
    browser, _ = sign_in_as(Role.ADMINISTRATOR)

    assert "Mend the wrong rows" not in browser.get(f"/register/imports/{row}/check").links
    for step in ("mend", "wrong-rows.csv"):
        browser.get(f"/register/imports/{row}/{step}", 403)
