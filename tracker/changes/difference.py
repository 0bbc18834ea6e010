"""What changed between two texts, paragraph beside paragraph and word by word."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

NEARLY_NEW = 0.3
"""Two paragraphs less alike than this are shown as one gone and one added, not as word changes."""


@dataclass(frozen=True)
class Piece:
    """A run of words, and whether the other side has it not."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Beside:
    """Two paragraphs side by side; an empty side has no such paragraph."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return any(piece.changed for piece in self.before + self.after)


def compare(before: str, after: str) -> list[Beside]:
    """The paragraphs of both texts, like beside like."""
    old, new = _paragraphs(before), _paragraphs(after)
    rows: list[Beside] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            rows.extend(Beside((Piece(text, False),), (Piece(text, False),)) for text in old[a:b])
        else:
            rows.extend(_pair(left, right) for left, right in zip_longest(old[a:b], new[c:d]))
    return rows


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pair(before: str | None, after: str | None) -> Beside:
    if before is None or after is None:
        return Beside(_whole(before), _whole(after))
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < NEARLY_NEW:
        return Beside(_whole(before), _whole(after))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if a < b:
            left.append(Piece(" ".join(old[a:b]), kind != "equal"))
        if c < d:
            right.append(Piece(" ".join(new[c:d]), kind != "equal"))
    return Beside(tuple(left), tuple(right))


def _whole(text: str | None) -> tuple[Piece, ...]:
    return () if text is None else (Piece(text, True),)
