"""Words and decisions of themes, on plain values."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What management says to a theme. Only the first two change the proposal."""

    ACCEPTED = "accepted"
    IN_PART = "accepted in part"
    NOT_ACCEPTED = "not accepted"
    NOTED = "noted"


CHANGES_THE_PROPOSAL = frozenset({Verdict.ACCEPTED, Verdict.IN_PART})


@dataclass(frozen=True)
class Answered:
    """A theme with its answer, as everyone who was asked reads it."""

    name: str
    verdict: Verdict
    answer: str
    change_made: str

    @property
    def changed_the_proposal(self) -> bool:
        """Whether the proposal differs because of it."""
        return self.verdict in CHANGES_THE_PROPOSAL


def missing_in_answer(verdict: Verdict, answer: str, change_made: str) -> dict[str, str]:
    """What an answer still lacks: field to message."""
    missing = {}
    if not answer:
        missing["answer"] = "Enter the reason, so that whoever said it can follow it"
    if verdict in CHANGES_THE_PROPOSAL and not change_made:
        missing["change_made"] = "Enter what was changed because of it, or choose another verdict"
    if verdict not in CHANGES_THE_PROPOSAL and change_made:
        missing["change_made"] = "Leave this empty, or say that the theme was accepted or accepted in part"
    return missing


def why_not_approved(verdict: Verdict | None, authors: Collection[int], approver: int) -> str:
    """Why this person may not approve the answer; empty when they may."""
    if verdict is None:
        return "There is no answer to approve yet"
    if approver in authors:
        return "Somebody who wrote none of the answer has to approve it"
    return ""


def makes_loop(parents: Mapping[int, Collection[int]], theme: int, wanted: Iterable[int]) -> bool:
    """Whether a theme would stand under itself with these parents. ``parents``: those of every other theme.

    >>> makes_loop({2: {3}, 3: set()}, 3, [2]), makes_loop({2: {3}, 3: set()}, 4, [2])
    (True, False)
    """
    above, seen = list(wanted), set[int]()
    while above:
        one = above.pop()
        if one == theme:
            return True
        if one not in seen:
            seen.add(one)
            above.extend(parents.get(one, ()))
    return False


def themes_text(themes: Iterable[Answered]) -> str:
    """The answered themes as they are committed to with the outcome; empty where there are none."""
    return "".join(
        f"\n\nTheme: {theme.name}\n{theme.verdict}\n{theme.answer}\nChanged: {theme.change_made or 'nothing'}"
        for theme in themes
    )
