"""The difference between two texts, in words."""

from tracker.changes.difference import Piece, compare


def test_equal_texts_have_no_change() -> None:
    rows = compare("One.\nTwo.", "One.\n\nTwo.")

    assert [row.changed for row in rows] == [False, False]


def test_a_changed_word_is_marked_on_both_sides() -> None:
    [row] = compare("Close the desk at Walsall", "Close the desk at Coventry")

    assert row.before == (Piece("Close the desk at", False), Piece("Walsall", True))
    assert row.after == (Piece("Close the desk at", False), Piece("Coventry", True))


def test_an_added_paragraph_stands_alone() -> None:
    rows = compare("First.\nLast.", "First.\nBetween.\nLast.")

    assert [(row.before != (), row.after) for row in rows if row.changed] == [
        (False, (Piece("Between.", True),))
    ]


def test_paragraphs_with_little_in_common_change_whole() -> None:
    [row] = compare("All quite different here", "Nothing of that kind at present")

    assert row.before == (Piece("All quite different here", True),)
    assert row.after == (Piece("Nothing of that kind at present", True),)


def test_empty_texts_give_nothing() -> None:
    assert compare("", "\n ") == []
