"""What comes next for somebody, and text that no spreadsheet runs."""

from datetime import date

import pytest

from tracker.reports.rules import Milestone, next_milestone, shown_as_text

DAY = date(2012, 3, 27)


@pytest.mark.parametrize(
    ("dated", "found"),
    [
        pytest.param([], None, id="no dates"),
        pytest.param([(None, "a")], None, id="unknown date"),
        pytest.param([(date(2012, 3, 26), "a")], None, id="yesterday is over"),
        pytest.param([(date(2012, 3, 27), "a")], Milestone(date(2012, 3, 27), "a"), id="today still comes"),
        pytest.param(
            [(date(2012, 5, 1), "a"), (date(2012, 4, 1), "b"), (date(2012, 6, 1), "c")],
            Milestone(date(2012, 4, 1), "b"),
            id="the first of several",
        ),
        pytest.param(
            [(date(2012, 4, 1), "z"), (date(2012, 4, 1), "a")],
            Milestone(date(2012, 4, 1), "z"),
            id="the same day: as listed",
        ),
    ],
)
def test_what_comes_next(dated: list[tuple[date | None, str]], found: Milestone | None) -> None:
    assert next_milestone(dated, DAY) == found


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_becomes_text(start: str) -> None:
    assert shown_as_text(f"{start}1+1") == f"'{start}1+1"
    assert shown_as_text(start) == f"'{start}"


@pytest.mark.parametrize("text", ["", "Grace", "O'Neill", "'quoted", "1-2", "a=b", "–5"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert shown_as_text(text) == text
