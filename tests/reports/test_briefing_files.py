"""A briefing card as a file keeps its embargo to the moment."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import docx
import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories, factories_changes
from tests.browser import Browser
from tracker.audit.models import AuditEntry
from tracker.briefings.models import BriefingLine
from tracker.briefings.rules import CardState, LineKind
from tracker.changes.models import Change
from tracker.database import db
from tracker.organisation.models import Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
NINE = datetime(2031, 7, 2, 8, tzinfo=UTC)
SECRET = "Nine posts are deleted."


def world() -> tuple[Unit, Change]:
    unit = factories.unit("Payroll")
    change = factories.change(title="One payroll", units=(unit,))
    factories_changes.briefing_card(
        change,
        BriefingLine(kind=LineKind.SAY, text="Two teams may become one.", answer=""),
        BriefingLine(kind=LineKind.SAY, text=SECRET, answer="", embargo=NINE),
    )
    return unit, change


def taken(browser: Browser, change: Change, kind: str, status: int = 200) -> bytes:
    browser.get("/")
    data = {"csrf_token": browser.token}
    return browser.open(f"/reports/briefings/{change.reference}.{kind}", "POST", status, data=data).body


def words(content: bytes) -> list[str]:
    return [row.cells[1].text for row in docx.Document(io.BytesIO(content)).tables[0].rows][1:]


@pytest.mark.parametrize(
    ("after", "out"),
    [
        pytest.param(timedelta(microseconds=-1), False, id="a moment before"),
        pytest.param(timedelta(0), True, id="the moment itself"),
    ],
)
def test_an_embargo_is_kept_to_the_moment_in_a_file(
    sign_in_as: SignIn, monkeypatch: pytest.MonkeyPatch, after: timedelta, out: bool
) -> None:
    unit, change = world()
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)
    monkeypatch.setattr("tracker.reports.briefing_views.now", lambda: NINE + after)

    found = words(taken(manager, change, "docx"))

    assert found == ["Two teams may become one.", *([SECRET] if out else [])]


def test_those_who_write_cards_get_the_embargo_with_its_moment(sign_in_as: SignIn) -> None:
    _, change = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)

    table = docx.Document(io.BytesIO(taken(hr, change, "docx"))).tables[0]

    assert [cell.text for cell in table.rows[2].cells][1:] == [SECRET, "", "2 July 2031 at 9:00am"]


def test_it_is_recorded_and_comes_as_pdf_too(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit, change = world()
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)

    assert taken(manager, change, "pdf").startswith(b"%PDF-")

    last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert last is not None
    assert (last.action, last.object_type) == ("briefing:export", "briefing card")


def test_what_may_not_be_read_is_no_file(sign_in_as: SignIn) -> None:
    unit, change = world()
    draft = factories.change(units=(unit,))
    factories_changes.briefing_card(draft, state=CardState.DRAFT)
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)
    other, _ = sign_in_as(Role.MANAGER, unit=factories.unit("Elsewhere"))

    taken(manager, draft, "docx", status=404)
    taken(manager, change, "exe", status=404)
    taken(other, change, "docx", status=404)
