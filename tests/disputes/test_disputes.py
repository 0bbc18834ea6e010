"""Past disputes: a file comes in whole or not at all, is searched, and repetition in it is seen."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tracker.database import db, now, unit_of_work
from tracker.disputes.models import DisputeFile, PastDispute
from tracker.disputes.reading import NoSuchFileError, checked
from tracker.disputes.services import bring_in
from tracker.organisation.register_file.apart import read_apart
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]
STOPPAGES = Path(__file__).parents[3] / "shared/data/work-stoppages/work_stoppages.csv"
HEADINGS = ["Employer", "Union", "# Idled", "Start Date", "End Date"]
TODAY = date(2026, 11, 27)
GOOD = [["Docks", "NUS 1", "120", "1988-02-01", "1988-03-01"], ["Docks", "NUS 1", "", "1989-02-01", ""]]


def sent(rows: list[list[str]], name: str = "before.csv") -> tuple[io.BytesIO, str]:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return io.BytesIO(text.getvalue().encode()), name


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count(PastDispute.id))) or 0


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (["", "NUS", "1", "1988-02-01", ""], "There is no employer: enter it"),
        (["Docks", "NUS", "1", "", ""], "There is no start date: enter it"),
        (["Docks", "NUS", "1", "1 Feb 88", ""], "The start date is no date such as 2003-09-27"),
        (["Docks", "NUS", "1", "2026-11-28", ""], "The start date is not in the past: correct it"),
        (["Docks", "NUS", "1", "1988-02-02", "1988-02-01"], "The end date is before the start date"),
        (["Docks", "NUS", "1.5", "1988-02-01", ""], "The number of people out is no whole number"),
        (["D" * 201, "NUS", "1", "1988-02-01", ""], "The employer is too long: use 200 characters"),
    ],
)
def test_what_is_wrong_is_said_by_row(cells: list[str], what: str) -> None:
    columns = [list(column) for column in zip(*GOOD, cells, strict=True)]
    _records, wrong = checked(HEADINGS, columns, [2, 3, 5], TODAY)
    assert [(each.row, what in each.what) for each in wrong] == [(5, True)]


def test_the_edges_are_sound_and_a_table_of_something_else_is_not() -> None:
    edge = ["D" * 200, "NUS", "0", "2026-11-27", "2026-11-27"]
    (record,), wrong = checked(HEADINGS, [[cell] for cell in edge], [2], TODAY)
    assert wrong == []
    assert (record["people_out"], record["ended_on"], record["place"]) == (0, TODAY, "")
    with pytest.raises(NoSuchFileError, match="“Union” and “Start date”"):
        checked(["Employer"], [["Docks"]], [2], TODAY)


def test_brought_in_searched_and_taken_out(sign_in_as: SignIn) -> None:
    employer = factories.the_employer()
    partner, _ = sign_in_as(Role.HR_PARTNER, employer=employer)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE)
    filled = {"employer": employer.reference, "source": "The record office"}
    bad = ["Docks", "NUS 1", "1", "1990-02-01", "1990-01-01"]
    partner.get("/past-disputes/bring-in")
    page = partner.submit({**filled, "file": sent([*GOOD, bad])}, status=400)
    assert "Nothing was brought in" in page.text
    assert "The end date is before the start date" in page.text
    assert count() == 0
    page = partner.submit({**filled, "file": sent([*GOOD, bad, [*bad[:-1], ""]]), "leave_out": "y"})
    assert page.flash == ["Brought in: 3 past disputes; 1 row left out"]
    assert "NUS 1 : 3 disputes, 1988 to 1990" in rep.get("/past-disputes").text
    assert len(rep.get("/past-disputes?q=docks&year=1988").soup.select("tbody tr")) == 1
    assert "No past dispute is like that" in rep.get("/past-disputes?union=NUS+2").text
    few = rep.get("/past-disputes?year=1990").soup.select("tbody tr td")[-1].get_text()
    assert few.startswith("c")  # one person is too few to show
    file = db.session.scalars(sa.select(DisputeFile)).one()
    rep.get(f"/past-disputes/files/{file.reference}/take-out", status=403)
    partner.get(f"/past-disputes/files/{file.reference}/take-out")
    assert partner.submit({}).flash == ["Taken out: 3 past disputes"]
    assert count() == 0


def test_another_employers_people_read_none(sign_in_as: SignIn) -> None:
    employer, other = factories.the_employer(), factories.employer()
    partner, _ = sign_in_as(Role.HR_PARTNER, employer=employer)
    stranger, _ = sign_in_as(Role.HR_PARTNER, employer=other)
    partner.get("/past-disputes/bring-in")
    partner.submit({"employer": employer.reference, "source": "Records", "file": sent(GOOD)})
    assert "Docks" in partner.get("/past-disputes").text
    assert "Docks" not in stranger.get("/past-disputes").text
    file = db.session.scalars(sa.select(DisputeFile.reference)).one()
    stranger.get(f"/past-disputes/files/{file}/take-out", status=404)


@pytest.mark.skipif(not STOPPAGES.exists(), reason="the shared data is not here")
def test_six_thousand_real_stoppages(sign_in_as: SignIn) -> None:
    employer = factories.the_employer()
    partner, by = sign_in_as(Role.HR_PARTNER, employer=employer)
    table = read_apart(STOPPAGES.read_bytes(), STOPPAGES.name, ["employer", "union", "start date"])
    records, wrong = checked(table.headings, table.columns, table.rows, TODAY)
    assert [each.what for each in wrong] == ["The end date is before the start date: correct one of them"]
    without = wrong[0].row
    kept = [each for each in zip(table.rows, records, strict=True) if each[0] != without]
    with unit_of_work():
        bring_in(employer, kept, name="f", source="FMCS", reference="A" * 10, by=by, moment=now())
    assert count() == 6087
    page = partner.get("/past-disputes")
    assert "NEHCEU 1199 : 98 disputes" in page.text
    assert "Summit Medical Center : 6 disputes" in page.text
    found = partner.get("/past-disputes?q=hillsboro&sort=employer&order=up")
    assert "Ferry Brothers" in found.text
