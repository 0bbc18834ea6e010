"""``flask register import``: the same dry run and the same rules as the pages, without pages."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import drop_session
from tests.organisation.files import PEOPLE, csv_of, shared
from tests.organisation.registers import AUTUMN, SPRING, everything, people_csv, postings, units
from tracker.organisation.models import Employer, RegisterImport
from tracker.policy.access.roles import Role

Command = Callable[..., Result]


@pytest.fixture
def command(app: Flask, database: SQLAlchemy, tmp_path: Path) -> Command:
    """``command(content, "--confirm", …)``: run it over a file with those bytes."""

    def run(content: bytes, *more: str, kind: str = "people", as_of: str = "2011-03-31") -> Result:
        file = tmp_path / "staff.csv"
        file.write_bytes(content)
        drop_session()
        fixed = ["--employer", "Home Office", "--kind", kind, "--as-of", as_of]
        result = app.test_cli_runner().invoke(args=["register", "import", str(file), *fixed, *more])
        drop_session()
        return result

    return run


def test_without_confirm_it_shows_everything_and_saves_nothing(
    command: Command, database: SQLAlchemy
) -> None:
    result = command(csv_of(*PEOPLE, ("001", "Twice", "Finance", "", "", "1")), "--create-employer")

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert "   A  Staff number -> staff_number" in lines
    assert "  Joiners: 3" in lines
    assert "  Wrong, left out: 1" in lines
    assert (
        "  row 2: 001: Staff number is used again in row 5: of rows with one number the last counts (001)"
        in lines
    )
    assert lines[-1] == "Nothing was saved. Run it again with --confirm to import it."
    assert database.session.scalars(sa.select(Employer)).all() == []
    assert set(everything().values()) == {0}


def test_with_confirm_it_imports_and_keeps_what_was_imported(command: Command, database: SQLAlchemy) -> None:
    result = command(csv_of(*PEOPLE), "--create-employer", "--confirm")

    assert (result.exit_code, result.output.splitlines()[-1]) == (
        0,
        "Imported: the register was brought into line with the file.",
    )
    assert [row[0] for row in postings(SPRING)] == ["001", "002", "003"]
    [row] = database.session.scalars(sa.select(RegisterImport)).all()
    assert (row.state, row.uploaded_by_id, row.file_name) == ("applied", None, "staff.csv")


def test_columns_can_be_matched_by_heading_by_letter_or_left_out(
    command: Command, database: SQLAlchemy
) -> None:
    content = csv_of(("Wer", "Wo", "Wo", "Grade"), ("7", "Finanzen", "Berlin", "C"))
    maps = ("--map", "staff_number=wer", "--map", "Unit=column B", "--map", "grade=")

    result = command(content, *maps, "--create-employer", "--confirm")

    assert result.exit_code == 0, result.output
    assert [row[:4] for row in postings(SPRING)] == [("7", "Finanzen", "", "")]
    assert "2 columns with the heading “Wo”" in command(content, "--map", "unit=Wo").output
    assert "no column with the heading “Was”" in command(content, "--map", "unit=Was").output
    assert "“pay” is not one of: staff_number" in command(content, "--map", "pay=Grade").output


def test_what_cannot_be_taken_is_said_and_exits_with_1(command: Command, database: SQLAlchemy) -> None:
    unknown = command(csv_of(*PEOPLE))
    empty = command(csv_of(PEOPLE[0]), "--create-employer")
    unmatched = command(csv_of(("A", "B"), ("1", "2")), "--create-employer")

    assert "There is no employer “Home Office”" in unknown.output
    assert "no rows below them" in empty.output
    assert "No column is matched to: staff number, unit" in unmatched.output
    assert [each.exit_code for each in (unknown, empty, unmatched)] == [1, 1, 1]


def test_ending_more_than_one_in_twenty_waits_unless_an_hr_partner_approved(
    command: Command, database: SQLAlchemy
) -> None:
    rows = [(f"{n:03}", f"Person {n}", "Finance", "Clerk", "A", "1") for n in range(20)]
    command(people_csv(*rows), "--create-employer", "--confirm")
    [employer] = database.session.scalars(sa.select(Employer))
    partner, director = factories.account(), factories.account()
    factories.give_role(partner, Role.HR_PARTNER, employer=employer)
    factories.give_role(director, Role.PROGRAMME_DIRECTOR, employer=employer)
    emails = (partner.email, director.email)
    fewer, autumn = people_csv(*rows[:18]), "2011-09-30"

    waits = command(fewer, "--confirm", as_of=autumn)
    refused = command(fewer, "--confirm", "--approved-by", emails[1], as_of=autumn)
    assert (waits.exit_code, refused.exit_code) == (3, 1)
    assert "a second person must approve it" in waits.output
    assert len(postings(AUTUMN)) == 20
    done = command(fewer, "--confirm", "--approved-by", emails[0], as_of=autumn)

    assert done.exit_code == 0, done.output
    assert len(postings(AUTUMN)) == 18
    last = database.session.scalars(sa.select(RegisterImport).order_by(RegisterImport.id.desc())).first()
    assert last is not None
    assert last.applied_by_id == partner.id


def test_public_files_come_in_by_the_command(command: Command, database: SQLAlchemy) -> None:
    folder = "organograms/snapshots/home_office-2011-03-31"

    senior = command(shared(f"{folder}-senior.csv"), "--create-employer", "--confirm", kind="posts")
    junior = command(shared(f"{folder}-junior.csv"), "--confirm", kind="post-groups")
    staff = command(shared("staff-registers/chicago-2018-10.csv"), "--confirm", as_of="2018-10-29")

    assert [each.exit_code for each in (senior, junior, staff)] == [0, 0, 0]
    assert "  New posts: 124" in senior.output
    assert "  FTE in the sound rows: 2,286.79" in junior.output
    assert "  Wrong, left out: 303" in staff.output
    assert len(postings(date(2018, 10, 29))) == 32_880
    assert len(units(date(2018, 10, 29))) == 111 + 35
