"""Results kept by key."""

from collections.abc import Callable

from tracker.web.kept import Kept


def maker(made: list[str], result: str) -> Callable[[], str]:
    def make() -> str:
        made.append(result)
        return result

    return make


def test_a_result_is_made_once_for_each_key() -> None:
    made: list[str] = []
    kept = Kept()

    found = [kept.get(("units", version), maker(made, f"at {version}")) for version in (1, 1, 2, 1)]

    assert found == ["at 1", "at 1", "at 2", "at 1"]
    assert made == ["at 1", "at 2"]


def test_what_was_not_asked_for_longest_goes_first() -> None:
    made: list[str] = []
    kept = Kept(most=2)
    for key in "abacab":
        kept.get(key, maker(made, key))

    assert made == ["a", "b", "c", "b"]
