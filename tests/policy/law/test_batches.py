"""Batches at one establishment: what adds, what does not, and what holds for all of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.law.batches import Batch, count_batches
from tracker.policy.law.findings import Grade
from tracker.policy.law.parameters import Regime, rule_book
from tracker.policy.law.windows import largest_window

LAW = rule_book()
GB = Regime.GREAT_BRITAIN
TODAY = date(2026, 10, 5)
DAY = timedelta(days=1)
SOON = TODAY + 60 * DAY


def batch(
    name: str, number: int, leaves: date | None = SOON, began: date | None = None, **more: date
) -> Batch:
    return Batch(name, more.get("proposed", TODAY - 30 * DAY), began, {leaves: number}, "savings")


def test_batches_not_yet_in_consultation_add() -> None:
    found = count_batches(LAW, GB, [batch("one", 15), batch("two", 10)], TODAY).known

    assert (found.statutory.number, found.statutory.days) == (25, 30)
    assert found.batches["one"].counted_with == ("two",)


@pytest.mark.parametrize(
    ("began", "statutory"),
    [
        pytest.param(TODAY - DAY, 10, id="began yesterday: left out"),
        pytest.param(TODAY, 25, id="begins today: adds"),
        pytest.param(TODAY + DAY, 25, id="begins tomorrow: adds"),
    ],
)
def test_a_batch_in_consultation_is_not_counted_again(began: date, statutory: int) -> None:
    found = count_batches(LAW, GB, [batch("one", 15, began=began), batch("two", 10)], TODAY).known

    assert (found.statutory.number, found.prudent.number) == (statutory, 25)


def test_staggered_batches_are_warned_of() -> None:
    rows = [batch("one", 95, began=TODAY - DAY), batch("two", 10, proposed=TODAY)]

    finding = count_batches(LAW, GB, rows, TODAY)

    assert finding.known.batches["one"].duty.days == 30
    assert finding.known.batches["two"].duty.days is None
    assert (finding.grade, "staggering_risk" in finding.code) == (Grade.WARN, True)


def test_a_batch_already_proposed_adds_when_the_first_begins_consultation() -> None:
    rows = [batch("one", 95, began=TODAY - DAY), batch("two", 10, proposed=TODAY - DAY)]

    assert count_batches(LAW, GB, rows, TODAY).known.batches["one"].duty.days == 45


def test_dismissals_that_are_over_count_to_the_prudent_number_alone() -> None:
    past = batch("past", 15, leaves=TODAY - DAY)

    found = count_batches(LAW, GB, [past, batch("two", 10, leaves=TODAY)], TODAY).known

    assert (found.statutory.number, found.prudent.number) == (10, 25)


@pytest.mark.parametrize(("ago", "prudent"), [(89, 15), (90, 0)])
def test_the_prudent_number_looks_back_over_the_window(ago: int, prudent: int) -> None:
    past = batch("past", 15, leaves=TODAY - ago * DAY)

    assert count_batches(LAW, GB, [past], TODAY).known.prudent.number == prudent


def test_a_plan_not_proposed_yet_does_not_add() -> None:
    later = batch("later", 15, proposed=TODAY + DAY)

    found = count_batches(LAW, GB, [later, batch("two", 10)], TODAY).known

    assert (found.statutory.number, found.prudent.number) == (10, 25)


def test_what_was_proposed_under_older_law_keeps_it() -> None:
    old = Batch("old", date(2013, 4, 5), None, {date(2013, 8, 30): 100})

    found = count_batches(LAW, GB, [old], date(2013, 5, 1)).known

    assert (found.statutory.days, found.batches["old"].duty.days) == (90, 90)


def test_a_far_larger_batch_outside_the_window_does_not_lend_its_number() -> None:
    far = batch("far", 200, leaves=SOON + 90 * DAY)

    found = count_batches(LAW, GB, [batch("near", 5), far], TODAY).known

    assert found.batches["near"].statutory == 5


def test_missing_dates_that_decide_are_unknown() -> None:
    finding = count_batches(LAW, GB, [batch("one", 15), batch("two", 5, leaves=None)], TODAY)

    assert (finding.grade, finding.missing) == (Grade.UNKNOWN, ("the leaving dates of 5 people",))


def test_a_missing_day_of_proposal_is_named_and_counted() -> None:
    finding = count_batches(LAW, GB, [Batch("one", None, None, {SOON: 25})], TODAY)

    assert (finding.grade, finding.known.statutory.number) == (Grade.UNKNOWN, 25)
    assert finding.missing == ("the day of the proposal of one",)


def test_a_negative_number_is_unknown() -> None:
    assert count_batches(LAW, GB, [batch("one", -3)], TODAY).grade is Grade.UNKNOWN


def test_nobody_proposed_is_no_duty() -> None:
    finding = count_batches(LAW, GB, [], TODAY)

    assert (finding.grade, finding.known.statutory.number, finding.known.statutory.days) == (
        Grade.INFO,
        0,
        None,
    )


@pytest.mark.parametrize(("number", "near"), [(17, False), (18, True), (19, True), (20, False)])
def test_two_short_of_a_threshold_is_near(number: int, near: bool) -> None:
    finding = count_batches(LAW, GB, [batch("one", number)], TODAY)

    assert ("near_threshold" in finding.code) is near


@pytest.mark.parametrize(
    ("reasons", "warned"), [(("savings", "savings"), True), (("savings", "move"), False)]
)
def test_batches_with_one_reason_are_warned_of(reasons: tuple[str, str], warned: bool) -> None:
    proposals = ((TODAY - 9 * DAY, TODAY - 3 * DAY), (TODAY - 2 * DAY, None))
    rows = [
        Batch(f"b{n}", proposed, began, {SOON: 5}, reason)
        for n, ((proposed, began), reason) in enumerate(zip(proposals, reasons, strict=True))
    ]

    assert ("shared_reason" in count_batches(LAW, GB, rows, TODAY).code) is warned


DAYS = st.integers(-120, 240).map(lambda n: TODAY + n * DAY)
MAYBE = st.none() | DAYS
PEOPLE = st.dictionaries(MAYBE, st.integers(1, 60), min_size=1, max_size=6)
BATCHES = st.lists(st.tuples(MAYBE, MAYBE, PEOPLE), min_size=1, max_size=5)


def made(rows: list[tuple[date | None, date | None, dict[date | None, int]]]) -> list[Batch]:
    return [
        Batch(f"b{number}", proposed, began, people) for number, (proposed, began, people) in enumerate(rows)
    ]


@given(BATCHES, st.data())
def test_splitting_a_batch_never_lowers_the_prudent_count(
    rows: list[tuple[date | None, date | None, dict[date | None, int]]], data: st.DataObject
) -> None:
    whole = made(rows)
    split = data.draw(st.sampled_from(whole))
    part = {leaves: data.draw(st.integers(0, number)) for leaves, number in split.counted.items()}
    rest = {leaves: number - part[leaves] for leaves, number in split.counted.items()}
    halves = [
        Batch("first half", split.proposed_on, split.consultation_began, part),
        Batch("second half", data.draw(MAYBE), data.draw(MAYBE), rest),
    ]

    before = count_batches(LAW, GB, whole, TODAY).known.prudent.number
    after = count_batches(LAW, GB, [each for each in whole if each is not split] + halves, TODAY).known

    assert after.prudent.number >= before


@given(BATCHES)
def test_the_statutory_count_is_never_above_the_prudent(
    rows: list[tuple[date | None, date | None, dict[date | None, int]]],
) -> None:
    batches = made(rows)

    found = count_batches(LAW, GB, batches, TODAY).known

    assert found.statutory.number <= found.prudent.number
    ahead = [
        each.name for each in batches if each.consultation_began is None or each.consultation_began > TODAY
    ]
    for name in ahead:
        each = found.batches.get(name)
        assert each is None or each.statutory <= found.prudent.number


@given(st.dictionaries(DAYS, st.integers(0, 9), max_size=8), st.integers(1, 120))
def test_the_window_is_the_best_of_all_windows(by_day: dict[date, int], days: int) -> None:
    best = max(
        (
            sum(number for leaves, number in by_day.items() if 0 <= (leaves - first).days < days)
            for first in by_day
        ),
        default=0,
    )

    window = largest_window(by_day, days)

    assert window.number == best
    assert window.span_days < days
