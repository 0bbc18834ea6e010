"""Days in a register file: read where one reading exists, asked about where there are two."""

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.browser import Browser
from tests.organisation.files import csv_of, xlsx_of
from tests.organisation.registers import SPRING, receive, table_of, worked
from tracker.database import db
from tracker.organisation import command_line
from tracker.organisation.command_line import CommandError, Wanted
from tracker.organisation.register_check.dates import DateColumn, DateOrder, day
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.register_check.fields import guess
from tracker.organisation.register_check.rows import CheckedRows, check_rows
from tracker.organisation.register_check.values import NotStatedError, UnreadableValueError
from tracker.organisation.rules import ImportKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

DAY, MONTH, UNKNOWN = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.UNKNOWN
PEOPLE = ImportKind.PEOPLE
SignIn = Callable[..., tuple[Browser, Viewer]]


def starts(*texts: Any, order: DateOrder | None = None, content: bytes = b"") -> CheckedRows:
    """Rows of people whose service started so."""
    rows = [(str(n), "A", text) for n, text in enumerate(texts)]
    name = "staff.xlsx" if content else "staff.csv"
    table = table_of(content or csv_of(("Staff number", "Unit", "Start date"), *rows), PEOPLE, name)
    given = {"service_start": order} if order else {}
    return check_rows(PEOPLE, table, guess(PEOPLE, table.headings), as_of=SPRING, date_orders=given)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2012-03-27", DAY, date(2012, 3, 27)),
        ("2012-03-27 00:00:00", DAY, date(2012, 3, 27)),
        ("27/3/2012", DAY, date(2012, 3, 27)),
        ("27/3/2012 09:30", DAY, date(2012, 3, 27)),
        ("27.03.12", DAY, date(2012, 3, 27)),
        ("27 March 2012", DAY, date(2012, 3, 27)),
        ("27-Mar-86", DAY, date(1986, 3, 27)),
        ("03/04/2012", DAY, date(2012, 4, 3)),
        ("03/04/2012", MONTH, date(2012, 3, 4)),
        ("03/27/2012", MONTH, date(2012, 3, 27)),
        ("03/27/2012", DAY, date(2012, 3, 27)),
        ("27/03/2012", MONTH, date(2012, 3, 27)),
        ("5/5/2012", UNKNOWN, date(2012, 5, 5)),
        ("29/2/2012", DAY, date(2012, 2, 29)),
    ],
)
def test_days_are_read_in_the_usual_ways(text: str, order: DateOrder, expected: date) -> None:
    assert day(text, order) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("31/2/2011", "does not exist"),
        ("29/2/2011", "does not exist"),
        ("13/13/2011", "does not exist"),
        ("2011-13-01", "does not exist"),
        ("soon", "is not a date"),
        ("39690", "is not a date"),
    ],
)
def test_a_day_that_is_none_is_said_to_be_so(text: str, says: str) -> None:
    with pytest.raises(UnreadableValueError, match=says):
        day(text)


def test_a_day_with_two_readings_is_not_read_when_nobody_knows() -> None:
    with pytest.raises(NotStatedError, match="two days"):
        day("3/4/2012", UNKNOWN)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        pytest.param(["22/09/1986", "01/02/1990"], DAY, id="one date exists day first alone"),
        pytest.param(["09/22/1986", "01/02/1990"], MONTH, id="one date exists month first alone"),
        pytest.param(["01/02/1990", "03/04/1991"], None, id="every date exists both ways"),
        pytest.param(["22/09/1986", "09/22/1986", "01/02/1990"], None, id="two orders in one column"),
        pytest.param(["22/09/1986", "09/22/1986"], DAY, id="two orders, no date that exists both ways"),
        pytest.param(["05/05/1990", "1990-02-01", "2 March 1990"], DAY, id="nothing to ask about"),
        pytest.param([], DAY, id="blank"),
    ],
)
def test_only_a_column_that_proves_its_order_is_read_without_asking(
    texts: list[str], order: DateOrder | None
) -> None:
    assert DateColumn.of(texts).order is order


def test_dates_are_read_as_the_person_answered() -> None:
    texts = ("03/04/2001", "22/09/1986", "09/22/1986")

    assert starts(*texts, order=DAY).values["service_start"][0] == date(2001, 4, 3)
    assert starts(*texts, order=MONTH).values["service_start"][0] == date(2001, 3, 4)


def test_dates_nobody_knows_are_left_out_with_their_row_and_the_others_are_read() -> None:
    checked = starts("03/04/2001", "22/09/1986", "09/22/1986", order=UNKNOWN)

    assert checked.values["service_start"] == [None, date(1986, 9, 22), date(1986, 9, 22)]
    assert [(f.category, f.row, f.reason, f.detail) for f in checked.findings] == [
        ("note", 2, "Start of service (column C) can be read as two days; left empty", "03/04/2001")
    ]


def test_a_column_that_was_not_asked_about_is_never_guessed() -> None:
    assert starts("03/04/2001", "05/06/2002").values["service_start"] == [None, None]


def test_the_order_that_the_column_proves_is_said() -> None:
    [note] = starts("03/04/2001", "09/22/1986").findings

    assert (note.category, note.row, note.detail) == ("note", 1, "09/22/1986")
    assert note.reason == "Start of service (column C): dates are read month first, for some exist only so"


def test_day_numbers_of_a_spreadsheet_are_read_where_the_column_is_a_date() -> None:
    rows = [("Staff number", "Unit", "Start date"), (39690, 39691, 39690), ("0012", "A", date(2001, 8, 15))]

    checked = starts(content=xlsx_of(*rows))

    assert checked.keys == ["39690", "0012"]
    assert checked.values["unit"] == ["39691", "A"]
    assert checked.values["service_start"] == [date(2008, 8, 30), date(2001, 8, 15)]
    assert [(f.reason, f.detail) for f in checked.findings] == [
        ("Start of service (column C): day numbers as spreadsheets count them are read as dates", "1 row")
    ]


@pytest.mark.parametrize("text", ["9999", "73051", "396900"])
def test_other_numbers_are_no_days(text: str) -> None:
    assert starts(text).wrong_rows == 1


TWO_WAYS = (("Staff number", "Unit", "Start date"), ("1", "A", "03/04/2001"), ("2", "A", "05/06/2002"))


def test_the_column_page_asks_with_both_readings_and_keeps_the_answer(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row, _, _ = receive(csv_of(*TWO_WAYS))
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/register/imports/{row.reference}/columns")
    assert "2 dates can be read two ways, and none of the others shows which is meant." in page.text
    assert "Day first: 03/04/2001 is 3 April 2001" in page.text
    assert "Month first: 03/04/2001 is 4 March 2001" in page.text
    assert page.soup.select("input[name=date_order_2][checked]") == []
    page = browser.submit()
    assert page.field_errors == {"date_order_2": "Column C: say how its dates are to be read"}
    page = worked(browser, browser.submit({"date_order_2": "month first"}))

    assert page.h1 == "What the import would do"
    row = db.session.merge(row, load=True)
    assert Matching.from_dict(row.mapping).date_orders == {"service_start": MONTH}


def test_i_do_not_know_is_an_answer(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row, _, _ = receive(csv_of(*TWO_WAYS))
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/register/imports/{row.reference}/columns")

    page = worked(browser, browser.submit({"date_order_2": "not known"}))

    notes = [line[1:4:2] for line in page.table("Row by row") if line[0] == "To know"]
    assert notes == [
        ["2", "Start of service (column C) can be read as two days; left empty"],
        ["3", "Start of service (column C) can be read as two days; left empty"],
    ]


def test_nothing_is_asked_of_a_column_that_is_not_used_for_a_day(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row, _, _ = receive(csv_of(("Staff number", "Unit", "Printed"), *TWO_WAYS[1:]))
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/register/imports/{row.reference}/columns")
    assert page.soup.select("input[name=date_order_2]") == []
    page = browser.submit({"column_2": "service_start"})

    assert page.field_errors == {"date_order_2": "Column C: say how its dates are to be read"}


def test_an_administrator_is_asked_without_seeing_a_cell(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row, _, _ = receive(csv_of(*TWO_WAYS))
    browser, _ = sign_in_as(Role.ADMINISTRATOR)

    page = browser.get(f"/register/imports/{row.reference}/columns")

    assert "Day first: 3/4/2012 is 3 April 2012" in page.text
    assert "2001" not in page.text


@pytest.mark.parametrize(("order", "expected"), [(DAY, date(2001, 4, 3)), (MONTH, date(2001, 3, 4))])
def test_the_command_asks_too(database: SQLAlchemy, order: DateOrder, expected: date) -> None:
    wanted = Wanted("staff.csv", csv_of(*TWO_WAYS), "Home Office", PEOPLE, SPRING, create_employer=True)

    with pytest.raises(CommandError, match="2 dates such as 03/04/2001 can be read two ways"):
        command_line.check(wanted)
    checked = command_line.check(dataclasses.replace(wanted, date_order=order))

    assert checked.dry_run.differences.new.columns["service_start"][0] == expected
