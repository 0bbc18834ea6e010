import pytest

from tracker.questions.rules import LEAST_PEOPLE, carried, is_small

SAID = "Travel doubles for the night shift at Aston; nobody was asked"


@pytest.mark.parametrize(("heads", "small"), [(0, True), (LEAST_PEOPLE - 1, True), (LEAST_PEOPLE, False)])
def test_ten_people_are_enough_for_a_question_to_point_to_nobody(heads: int, small: bool) -> None:
    assert is_small(heads) is small


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How long is the way for the night shift at Perry Barr?", None),
        ("They say: doubles for the NIGHT shift at, is it so?", "doubles for the night shift at"),
        ("Who was asked, and when does the night shift at Aston begin?", None),
        ("We hear “Travel\ndoubles, for the night shift” from staff", "travel doubles for the night shift"),
    ],
)
def test_six_words_in_a_row_of_the_concern_are_found_in_a_question(question: str, found: str | None) -> None:
    assert carried(question, [SAID, ""]) == found


def test_a_concern_of_few_words_is_found_whole_and_not_in_part() -> None:
    assert carried("Is it so that lifts are broken?", ["Lifts are broken"]) == "lifts are broken"
    assert carried("Are lifts in use?", ["Lifts are broken"]) is None
    assert carried("Are lifts broken, or not?", ["Lifts broken", "Not"]) is None
