"""Columns saved by source: kept, offered for files with the same headings, renamed, deleted."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.organisation.files import csv_of
from tests.organisation.registers import receive, worked
from tests.organisation.test_views_imports import upload
from tests.pages import PageSeen
from tracker.database import db, now, unit_of_work
from tracker.organisation import services_saved
from tracker.organisation.models import Employer
from tracker.organisation.models_saved import SavedColumns
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.saved_columns import fitted
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
OWN = csv_of(("Wer", "Wo", "Was"), ("7", "Finanzen", "x"))


def saved(name: str = "Payroll extract", employer: Employer | None = None) -> SavedColumns:
    """Columns of ``OWN`` saved under a name."""
    row, _, _ = receive(OWN, columns={"staff_number": 0, "unit": 1}, employer=employer)
    by = factories.viewer(Role.HR_PARTNER)
    with unit_of_work():
        return services_saved.save_columns(row, Matching.from_dict(row.mapping), name, by=by, at=now())


def held(page: PageSeen) -> list[str]:
    return [str(box["value"]) for box in page.soup.select("select option[selected]")]


def test_columns_saved_while_matching_are_used_for_the_next_file_of_the_source(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    upload(browser, OWN)
    chosen = {"column_0": "staff_number", "column_1": "unit", "save_as": "Payroll extract"}
    worked(browser, browser.submit(chosen))

    page = upload(browser, csv_of(("Wann", "Wo", "Wer"), ("1", "Finanzen", "7")))

    assert held(page) == ["unit", "staff_number"]
    assert "Payroll extract: used below" in page.text


@pytest.mark.parametrize(
    ("headings", "fits"),
    [
        pytest.param(["wer", "WO "], {"staff_number": 0, "unit": 1}, id="other letter case"),
        pytest.param(["Neu", "Wo", "Wer"], {"staff_number": 2, "unit": 1}, id="other order, one more"),
        pytest.param(["Wer"], None, id="one is missing"),
        pytest.param(["Wer", "Wo", "wo"], None, id="one twice"),
    ],
)
def test_saved_columns_fit_by_their_headings(headings: list[str], fits: dict[str, int] | None) -> None:
    found = fitted({"columns": {"staff_number": "Wer", "unit": "Wo"}}, headings)

    assert (found and found.columns) == fits


def test_another_that_fits_is_offered_and_used_when_chosen(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    older = saved("Older")
    with unit_of_work():
        older.matched = {**older.matched, "columns": {"staff_number": "Was", "unit": "Wo"}}
        services_saved.rename(older, "Older", by=factories.viewer(Role.HR_PARTNER))
    saved("Newer")
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = upload(browser, OWN)
    assert held(page) == ["staff_number", "unit"]

    page = browser.get(page.links["Use “Older”"])

    assert held(page) == ["unit", "staff_number"]


def test_saving_under_a_name_in_use_replaces_it(database: SQLAlchemy) -> None:
    saved()
    saved()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(SavedColumns)) == 1


def test_saved_columns_are_renamed_and_deleted(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    saved("One")
    saved("Two")
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = browser.get("/register/saved-columns")
    assert [line[0] for line in page.table("Saved columns")] == ["One", "Two"]

    browser.get(page.links["Rename One"])
    page = browser.submit({"name": "Two"})
    assert page.field_errors == {"name": "Other saved columns have this name: choose another one"}
    page = browser.submit({"name": "Three"})
    assert page.flash == ["The saved columns have their new name"]
    browser.get(page.links["Delete Two"])
    page = browser.submit()

    assert page.flash == ["The saved columns were deleted"]
    assert [line[0] for line in page.table("Saved columns")] == ["Three"]


def test_two_people_renaming_at_once_both_keep_what_they_typed(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    reference = saved("One").reference
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    for each in (first, second):
        each.get(f"/register/saved-columns/{reference}/name")
    first.submit({"name": "Mine"})

    page = second.submit({"name": "Yours"}, 409)

    assert page.table("What differs") == [["Name", "Mine", "Yours"]]
    assert page.soup.select_one("#name[value=Yours]") is not None


def test_columns_of_another_employer_are_not_there(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    mine = factories.the_employer()
    other = saved("Theirs", factories.employer())
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=mine)

    assert "No columns have been saved yet" in browser.get("/register/saved-columns").text
    for step in ("name", "delete"):
        browser.get(f"/register/saved-columns/{other.reference}/{step}", 404)
