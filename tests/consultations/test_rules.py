from datetime import date, timedelta

import pytest

from tracker.consultations.rules import (
    STAFF_READERS,
    AnswerMode,
    Asked,
    ConsultationError,
    ConsultationKind,
    ConsultationState,
    Phase,
    Position,
    check_close,
    check_dates,
    check_extension,
    check_outcome_published,
    check_outcome_written,
    is_over,
    missing_for_opening,
    opening_text,
    paragraphs,
    phase,
    response_text,
    takes_responses,
)

FIRST, LAST = date(2012, 3, 5), date(2012, 4, 5)
DAY = timedelta(days=1)
OPEN, CLOSED = ConsultationState.OPEN, ConsultationState.CLOSED


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        pytest.param(ConsultationState.DRAFT, FIRST, Phase.DRAFT, id="a draft on its first day"),
        pytest.param(OPEN, FIRST - DAY, Phase.SCHEDULED, id="the day before"),
        pytest.param(OPEN, FIRST, Phase.OPEN, id="the first day"),
        pytest.param(OPEN, LAST, Phase.OPEN, id="the last day"),
        pytest.param(CLOSED, LAST, Phase.OPEN, id="closed by HR on the last day, which still counts"),
        pytest.param(OPEN, LAST + DAY, Phase.ENDED, id="the day after"),
        pytest.param(CLOSED, LAST + DAY, Phase.CLOSED, id="the day after, closed"),
        pytest.param(
            ConsultationState.OUTCOME_PUBLISHED, LAST + DAY, Phase.OUTCOME_PUBLISHED, id="published"
        ),
    ],
)
def test_the_phase_follows_state_and_day(state: ConsultationState, day: date, expected: Phase) -> None:
    assert phase(state, FIRST, LAST, day) is expected
    assert takes_responses(state, FIRST, LAST, day) is (expected is Phase.OPEN)
    over = expected in (Phase.ENDED, Phase.CLOSED, Phase.OUTCOME_PUBLISHED)
    assert is_over(state, FIRST, LAST, day) is over


def test_a_consultation_of_one_day_is_possible_and_a_backward_one_is_not() -> None:
    assert check_dates(FIRST, FIRST) == {}
    assert list(check_dates(FIRST, FIRST - DAY)) == ["closes"]


READY = {
    "document": "What we propose",
    "opens": FIRST,
    "closes": LAST,
    "people": 1,
    "unions": 0,
    "is_published": True,
    "mode": AnswerMode.NAMED,
    "today": FIRST,
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, "", id="ready"),
        pytest.param({"people": 0, "unions": 1}, "", id="only a union"),
        pytest.param({"people": 9, "mode": AnswerMode.CONFIDENTIAL}, "", id="few and confidential"),
        pytest.param({"people": 10, "mode": AnswerMode.ANONYMOUS}, "", id="enough and anonymous"),
        pytest.param(
            {"people": 9, "mode": AnswerMode.ANONYMOUS},
            "Fewer than 10 members of staff would be asked",
            id="too few to be anonymous",
        ),
        pytest.param({"people": 0}, "Nobody would be asked", id="nobody"),
        pytest.param({"document": " \n\n "}, "The document is empty", id="no words"),
        pytest.param({"is_published": False}, "The change has not been published", id="draft change"),
        pytest.param({"today": FIRST + DAY}, "The opening day, 5 March 2012, has passed", id="too late"),
        pytest.param({"closes": FIRST - DAY}, "The closing day is before", id="backwards"),
    ],
)
def test_what_is_missing_is_said_before_opening(given: dict[str, object], expected: str) -> None:
    found = missing_for_opening(**{**READY, **given})  # type: ignore[arg-type]  # values of the table above

    assert [each[: len(expected)] for each in found] == ([expected] if expected else [])


def test_it_is_never_closed_before_its_closing_day() -> None:
    check_close(OPEN, LAST, LAST)
    with pytest.raises(ConsultationError, match="before its closing day, 5 April 2012"):
        check_close(OPEN, LAST, LAST - DAY)
    with pytest.raises(ConsultationError):
        check_close(CLOSED, LAST, LAST)


@pytest.mark.parametrize(
    ("state", "wanted", "today", "allowed"),
    [
        pytest.param(OPEN, LAST + DAY, FIRST, True, id="a day later"),
        pytest.param(OPEN, LAST, FIRST, False, id="the same day"),
        pytest.param(OPEN, LAST - DAY, FIRST, False, id="shorter"),
        pytest.param(CLOSED, LAST + DAY, FIRST, False, id="closed"),
        pytest.param(ConsultationState.DRAFT, LAST + DAY, FIRST, False, id="draft"),
        pytest.param(OPEN, LAST + DAY, LAST + 2 * DAY, False, id="a day that has passed"),
        pytest.param(OPEN, LAST + DAY, LAST + DAY, True, id="today, after the last day"),
    ],
)
def test_it_is_only_ever_extended(
    state: ConsultationState, wanted: date, today: date, *, allowed: bool
) -> None:
    if allowed:
        check_extension(state, LAST, wanted, today)
    else:
        with pytest.raises(ConsultationError):
            check_extension(state, LAST, wanted, today)


def test_the_outcome_is_written_after_the_last_day_and_before_it_is_published() -> None:
    check_outcome_written(OPEN, over=True)
    for state, over in ((OPEN, False), (ConsultationState.OUTCOME_PUBLISHED, True)):
        with pytest.raises(ConsultationError):
            check_outcome_written(state, over=over)


@pytest.mark.parametrize(
    ("state", "over", "answer", "changed", "authors", "allowed"),
    [
        pytest.param(CLOSED, True, "No", "None", {1}, True, id="by another"),
        pytest.param(CLOSED, True, "No", "None", {1, 2}, False, id="by one of the writers"),
        pytest.param(CLOSED, True, "", "None", set(), False, id="no answer"),
        pytest.param(CLOSED, True, "No", "", {1}, False, id="not said what was changed"),
        pytest.param(OPEN, True, "No", "None", {1}, False, id="not closed"),
        pytest.param(CLOSED, False, "No", "None", {1}, False, id="closed on its last day"),
    ],
)
def test_somebody_else_publishes(
    state: ConsultationState, answer: str, changed: str, authors: set[int], *, over: bool, allowed: bool
) -> None:
    if allowed:
        check_outcome_published(state, over, answer, changed, authors, 2)
    else:
        with pytest.raises(ConsultationError):
            check_outcome_published(state, over, answer, changed, authors, 2)


def test_blank_lines_part_paragraphs_whatever_ends_the_lines() -> None:
    assert paragraphs("One\r\nstill one\r\n\r\n \r\nTwo\n\n\n\nThree\n") == ["One\nstill one", "Two", "Three"]
    assert paragraphs(" \n\n ") == []


def test_what_is_committed_to_at_opening_names_days_readers_paragraphs_and_questions() -> None:
    text = opening_text(
        "Move north",
        ConsultationKind.COLLECTIVE,
        AnswerMode.ANONYMOUS,
        FIRST,
        LAST,
        "One\n\nTwo",
        [Asked(1, "Why?", required=True), Asked(2, "When?", required=False)],
    )

    assert text.splitlines()[:4] == [
        "Move north",
        "Kind: collective",
        "Opens: 2012-03-05",
        "Closes: 2012-04-05",
    ]
    assert STAFF_READERS[AnswerMode.ANONYMOUS] in text
    assert text.splitlines()[-5:] == ["1. One", "2. Two", "", "Q1 (required). Why?", "Q2. When?"]


def test_a_response_names_each_question_even_when_it_was_left_empty() -> None:
    answers = [(Asked(1, "Why?", required=True), "Because"), (Asked(2, "When?", required=False), "")]

    text = response_text(Position.OPPOSE, answers)

    assert text == "Position: oppose\n\n1. Why?\nBecause\n\n2. When?\n(no answer)"
