"""A manager sees who of their own people is affected, and takes the list away."""

import csv
import io

from tests import factories
from tests.journeys.steps import PageAs, Visitor, both_ways
from tests.journeys.worlds import crowd, people_of
from tracker.organisation.models import Unit
from tracker.policy.access.roles import Role


def department() -> Unit:
    """Two changes in one department, and one next door that is none of its manager's business."""
    top = factories.unit("Crime")
    lab, store = factories.unit("Laboratory", parent=top), factories.unit("Store", parent=top)
    next_door = factories.unit("Custody")
    for unit, size, title in (
        (lab, 3, "New rota"),
        (store, 2, "Close the store"),
        (next_door, 2, "Fewer cells"),
    ):
        crowd(unit, size)
        factories.affected(factories.change(title=title, units=(unit,)), *people_of(unit))
    return top


@both_ways
def test_manager_reads_sorts_narrows_and_takes_away(page_as: PageAs, *, javascript: bool) -> None:
    top = department()
    manager = Visitor(page_as(Role.MANAGER, javascript=javascript, unit=top)).open("/")

    manager.sees("What you must do for your people", "New rota", "Close the store").sees_not("Fewer cells")
    assert manager.clicks == 0
    manager.press("See who is affected in my units").is_at("Affected staff in Crime")
    assert len(manager.column(1)) == 5

    manager.follow("Unit")
    units = manager.column(3)
    assert units == sorted(units)
    manager.follow("Unit")
    assert manager.column(3) == units[::-1]

    manager.choose("Change", "New rota").press("Show")
    assert len(manager.column(1)) == 3
    assert manager.column(3) == ["Laboratory"] * 3

    manager.main.locator("form[method=post] select").select_option(index=1)
    taken = manager.take_away("Download as CSV")
    rows = list(csv.reader(io.StringIO(taken.read_text(encoding="utf-8-sig"))))
    assert sum("New rota" in row for row in rows) == 3
    assert not any("Close the store" in row or "Fewer cells" in row for row in rows)


@both_ways
def test_search_that_finds_nobody_says_so(page_as: PageAs, *, javascript: bool) -> None:
    manager = Visitor(page_as(Role.MANAGER, javascript=javascript, unit=department()))

    manager.open("/reports/affected-staff").type("Name, staff number or change", "Nobody of that name")
    manager.press("Show").sees("Nobody matches.").follow("Show everyone, settled too")
    assert len(manager.column(1)) == 5
