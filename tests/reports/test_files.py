"""The report taken away as a file: the same rows and columns, safe to open, and on record."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import docx
import openpyxl
import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories, factories_changes
from tests.browser import Browser
from tests.reports.conftest import World
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.audit.rules import in_words
from tracker.database import db, unit_of_work
from tracker.policy.access.permissions import MATRIX, Permission
from tracker.policy.access.roles import Role
from tracker.reports import files, views
from tracker.web.clock import today

URL = "/reports/affected-staff"
PURPOSE = {"purpose": "one-to-ones and support"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(browser: Browser, kind: str, query: str = "", **typed: str) -> tuple[bytes, dict[str, str]]:
    browser.get(f"{URL}?{query}")
    page = browser.open(
        f"{URL}.{kind}?{query}", "POST", 200, data={"csrf_token": browser.token, **PURPOSE, **typed}
    )
    return page.body, page.headers


def as_table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_the_file_has_the_rows_and_columns_of_the_screen(world: World) -> None:
    content, headers = download(world.manager, "csv")

    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="affected-staff-' in headers["content-disposition"]
    assert headers["cache-control"] == "no-store"
    head, *rows = as_table(content)
    assert head == list(files.COLUMNS)
    assert rows[0] == [
        "Annie Easley",
        "000102",
        "Gaoler",
        "B",
        "Custody",
        "One front desk",
        "proposed",
        "Job at risk",
        "at risk",
        str((today() - date(2012, 3, 1)).days),
        "so far",
        "2031-01-10",
        "Consultation starts",
        "Hold an individual consultation meeting; offer support",
        "",
    ]
    shown = [row[0].split(" 0001")[0] for row in world.manager.get(URL).table("Affected staff")]
    assert [row[0] for row in rows] == shown


def test_the_workbook_holds_the_same_with_real_days(world: World) -> None:
    content, headers = download(world.manager, "xlsx")

    assert headers["content-type"] == XLSX
    sheets = as_sheets(content)
    head, *rows = sheets["Affected staff"]
    assert head == list(files.COLUMNS)
    assert [row[0] for row in rows] == ["Annie Easley", "Grace Hopper"]
    assert rows[0][1] == "000102"
    assert rows[0][9] == (today() - date(2012, 3, 1)).days
    assert rows[0][11] == datetime(2031, 1, 10)  # noqa: DTZ001  a spreadsheet knows no zones
    about = {row[0]: row[1] for row in sheets["About"]}
    assert about["Report"] == "Affected staff in North"
    assert about["Taken by"] == f"{world.viewer.name}, manager"
    assert about["Rows"] == "2"
    assert about["People"] == "2 people, 2.00 full-time equivalents today"


def test_days_of_uncertainty_are_those_of_the_persons_page_on_screen_and_in_every_file(
    world: World,
) -> None:
    told, settled = date(2012, 3, 1), date(2012, 6, 1)
    factories_changes.agreed_pause(world.change, first=date(2012, 3, 10), last=date(2012, 3, 19))
    with unit_of_work():
        rows = {row.person_id: row for row in db.session.scalars(sa.select(AffectedPerson))}
        rows[world.grace.id].status = AffectedStatus.REDEPLOYED
        rows[world.grace.id].status_on = settled
        rows[world.annie.id].first_told_on = None
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    days = (settled - told - timedelta(days=10)).days
    words = [str(days), "to the outcome, less 10 of agreed pauses"]
    query = "status=&sort=name"

    page = world.manager.get(f"{URL}?{query}")
    assert f"{days} days {words[1]}" in page.text
    assert "No clock: not told yet" in page.text
    assert f"{days} days {words[1]}" in world.manager.get(f"{URL}?{query}&view=print").text

    annie, grace = as_table(download(world.manager, "csv", query)[0])[1:]
    assert (annie[9:11], grace[9:11]) == (["", "not told yet"], words)
    _, annie, grace = as_sheets(download(world.manager, "xlsx", query)[0])["Affected staff"]
    assert (annie[9:11], grace[9:11]) == ([None, "not told yet"], [days, words[1]])
    document = docx.Document(io.BytesIO(download(world.manager, "docx", query)[0]))
    grace = [cell.text for cell in document.tables[0].rows[2].cells]
    assert grace[9:11] == words
    pdf, _ = download(world.manager, "pdf", query)
    assert pdf.startswith(b"%PDF")


def test_whoever_reads_the_report_may_read_each_clock(world: World) -> None:
    readers = MATRIX[Permission.REPORT_AFFECTED_STAFF]

    assert readers <= MATRIX[Permission.UNCERTAINTY_READ] & MATRIX[Permission.PERSON_READ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_filters_and_order_are_kept(world: World, kind: str) -> None:
    query = f"unit={world.custody.reference}&sort=name&order=down"

    content, _ = download(world.manager, kind, query)

    rows = as_table(content) if kind == "csv" else as_sheets(content)["Affected staff"]
    assert [row[0] for row in rows[1:]] == ["Annie Easley"]


def test_the_buttons_on_the_page_keep_the_filters(world: World) -> None:
    page = world.manager.get(f"{URL}?q=Grace&status=at+risk")
    form = page.form(f"{URL}.xlsx")
    button = form.select_one("button[formaction]")
    assert button is not None

    for address in (str(form["action"]), str(button["formaction"])):
        assert "q=Grace" in address
        assert "status=at+risk" in address


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula(world: World, kind: str) -> None:
    evil = '=HYPERLINK("https://evil.example","x")'
    change = factories.change(title=f"@{evil}")
    for start in ("=", "+", "-", "@", "\t"):
        person = factories.person(unit=world.north, name=f"{start}cmd", title=evil)
        factories.affected(change, person)

    content, _ = download(world.manager, kind, "q=cmd")

    if kind == "csv":
        rows: list[list[Any]] = [list(row) for row in as_table(content)[1:]]
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for row in book["Affected staff"].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "d", "n"}
        assert all(cell.hyperlink is None for cell in cells)
        rows = as_sheets(content)["Affected staff"][1:]
    assert len(rows) == 5
    for row in rows:
        texts = [str(value) for value in row if value is not None]
        assert [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
        assert f"'{evil}" in texts


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_away_is_on_record(world: World, database: SQLAlchemy, kind: str) -> None:
    download(world.manager, kind, "q=Grace")

    entry = database.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()

    assert entry is not None
    assert (entry.actor, entry.action, entry.object_type) == (
        world.viewer.account_reference,
        "report:affected staff",
        "export",
    )
    assert ("facts", f"format: {kind}, purpose: one-to-ones and support, rows: 1") in in_words(entry.body)
    assert "Grace" not in entry.body


def test_a_file_that_cannot_be_recorded_never_leaves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_entry: dict[str, object]) -> str:
        raise OSError("no space left")

    world.manager.get(URL)
    monkeypatch.setattr(audit, "canonical", full_disk)

    page = world.manager.open(f"{URL}.csv", "POST", 500, data={"csrf_token": world.manager.token, **PURPOSE})

    assert b"Annie Easley" not in page.body


def test_the_entry_is_committed_before_the_file_is_made(
    world: World, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    real = files.as_csv

    def watched(rows: Any) -> bytes:
        seen.append(database.session().in_transaction())
        return real(rows)

    monkeypatch.setattr(files, "as_csv", watched)
    download(world.manager, "csv")

    assert seen == [False]


def test_a_reason_is_needed_and_the_rest_of_the_page_stays(world: World, database: SQLAlchemy) -> None:
    before = database.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
    database.session.rollback()
    page = world.manager.post(f"{URL}.csv?q=Grace", {"purpose": ""}, 400)

    assert page.field_errors == {"purpose": "Choose what the file is for"}
    assert [row[0].split(" 0001")[0] for row in page.table("Affected staff")] == ["Grace Hopper"]
    assert all(".csv" not in href for href in page.hrefs)
    assert database.session.scalar(sa.select(sa.func.max(AuditEntry.id))) == before


def test_an_export_needs_the_forms_token(world: World) -> None:
    page = world.manager.open(f"{URL}.csv", "POST", 400, data=PURPOSE)

    assert page.h1 == "Send what you typed again"
    world.manager.get(f"{URL}.csv", 405)


@pytest.mark.parametrize(("most", "status"), [(2, 200), (1, 400)])
def test_a_file_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch, most: int, status: int) -> None:
    monkeypatch.setattr(views, "MOST_ROWS", most)
    world.manager.get(URL)

    page = world.manager.open(
        f"{URL}.csv", "POST", status, data={"csrf_token": world.manager.token, **PURPOSE}
    )

    if status == 400:
        assert page.errors == ["Narrow the report to 1 rows or fewer, then take it away"]


def test_a_file_of_nobody_has_its_headings(sign_in_as: Callable[..., tuple[Browser, Any]]) -> None:
    manager, _ = sign_in_as(Role.MANAGER)
    manager.get("/account")
    data = {"csrf_token": manager.token, **PURPOSE}

    text = manager.open(f"{URL}.csv", "POST", 200, data=data).body
    book = manager.open(f"{URL}.xlsx", "POST", 200, data=data).body

    assert as_table(text) == [list(files.COLUMNS)]
    assert as_sheets(book)["Affected staff"] == [list(files.COLUMNS)]
