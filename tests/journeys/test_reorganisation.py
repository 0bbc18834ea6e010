"""HR reorganises: a register comes in, units are split and merged, a site closes, and one step is undone."""

from datetime import timedelta
from pathlib import Path

from tests import factories
from tests.journeys.steps import PageAs, Visitor, both_ways
from tests.journeys.test_import import after_work
from tests.organisation.registers import bring_in, people_csv, posts_csv
from tracker.organisation.rules import ImportKind
from tracker.policy.access.roles import Role
from tracker.web.clock import today

BEGAN = today() - timedelta(days=9)
HEAD = ("10", "N/D", "Force", "Payroll", "Head of pay", "E", "1", "XX")
ADVISER = ("11", "Vacant", "Force", "Pensions", "Adviser", "C", "1", "10")


def confirm(hr: Visitor, title: str) -> Visitor:
    """The page shows what moves; it is read, and done."""
    hr.sees("Plan: nothing is altered yet").press("Confirm and do it")
    hr.refused("Tick the box to say that you have read who and what moves")
    return hr.tick("I have read who and what moves").press("Confirm and do it").is_told(f"Done: {title}")


def totals(hr: Visitor, days: int) -> list[str]:
    """The figures of the whole force as at a day: people, FTE, agency, FTE of agency, posts, FTE, vacant."""
    hr.open(f"/register/units?as-at={(today() + timedelta(days=days)).isoformat()}")
    cells = hr.main.locator("tbody tr").first.locator("td").all_inner_texts()
    return [" ".join(cell.split()) for cell in cells[1:]]


@both_ways
def test_a_whole_reorganisation(page_as: PageAs, tmp_path: Path, *, javascript: bool) -> None:
    factories.establishment(name="Old yard")
    bring_in(posts_csv(HEAD, ADVISER), ImportKind.POSTS, BEGAN)
    bring_in(
        people_csv(
            ("1001", "Ada Byron", "Payroll", "Clerk", "C", "1"),
            ("1002", "Ben Cole", "Payroll", "Clerk", "C", "0.5"),
            ("1003", "Cy Dunn", "Pensions", "Lead", "E", "1"),
        ),
        as_of=BEGAN,
    )
    file = tmp_path / "posts.csv"
    file.write_bytes(posts_csv(HEAD, ("211", *ADVISER[1:])))
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript)).open("/register/imports/new")

    hr.tick("One row a post").type_day("Date of the file", today() - timedelta(days=1))
    after_work(hr.take_file("Register file", file).press("Read the file"), "Match the columns")
    after_work(hr.press("Check against the register"), "What the import would do")
    hr.sees("1 pair looks like the same").press("Say which are the same").sees("11", "211")
    after_work(hr.press("Keep these answers and check again"), "What the import would do")
    hr.sees("Renumbered (1)").press("Go on to confirm").press("Import into the register")
    after_work(hr, "What the import did")
    before = totals(hr, 0)
    assert before == ["3", "2.50", "0", "0.00", "2", "2.00", "1"]

    hr.follow("Payroll").main.get_by_text("Change the structure on a date").click()
    hr.follow("Split it").type("New units", "Payroll north\nPayroll south")
    hr.type_day("First day it holds", today() + timedelta(days=1)).press("Choose who goes where")
    hr.is_at("Who goes where").type("Only these go to Payroll south", "1002").press("Show what moves")
    confirm(hr.sees("2 people, 1.50 FTE", "Ben Cole"), "Split a unit: Payroll")

    hr.open("/register/structure").press("Merge units")
    hr.type("Units to merge", "Payroll south\nPensions").type("Name of the new unit", "Pay south")
    hr.choose("The new unit is part of", "Force")
    hr.type_day("First day it holds", today() + timedelta(days=2)).press("Show what moves")
    confirm(hr.sees("2 people, 1.50 FTE", "Cy Dunn"), "Merge units: Payroll south, Pensions")

    hr.open("/register/sites").follow("Old yard").follow("Close it")
    hr.type_day("First day it holds", today() + timedelta(days=1)).press("Show what moves")
    confirm(hr, "Close a site: Old yard")

    assert totals(hr, 0) == totals(hr, 1) == totals(hr, 2) == before
    hr.sees("Payroll north", "Pay south").sees_not("Pensions")
    hr.open("/register/sites").sees("Old yard").open(f"/register/sites?as-at={today() + timedelta(days=2)}")
    hr.sees_not("Old yard")

    hr.open("/register/structure").follow("Merge units: Payroll south, Pensions").press("Undo this")
    hr.sees("cannot be undone now", "plan another operation that reverses this one")
    hr.follow("A later operation: Close a site: Old yard. Undo that one first")
    hr.is_at("Undo: Close a site: Old yard").press("Undo it").is_told("Undone: Close a site: Old yard")
    hr.open("/register/structure").follow("Merge units: Payroll south, Pensions").press("Undo this")
    hr.sees("2 people, 1.50 FTE", "Payroll south, Pensions").press("Undo it").is_told("Undone: Merge units")
    assert totals(hr, 2) == before
    hr.sees("Payroll north", "Payroll south", "Pensions").sees_not("Pay south")
