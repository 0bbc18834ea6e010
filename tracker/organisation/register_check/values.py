"""Cells read as what they mean: numbers, words from closed lists."""

import re
from collections.abc import Iterable

from tracker.organisation.rules import Contract, PostState, StaffKind


class UnreadableValueError(ValueError):
    """The cell does not hold what its column should; the message says what was wrong, never the value."""


class NotStatedError(UnreadableValueError):
    """The cell says that the value is not given, or not clearly; the row is taken without it and noted."""


NOT_DISCLOSED = frozenset({"nd", "n d", "na", "n a", "not disclosed", "undisclosed", "not applicable", "tbc"})


def is_not_disclosed(text: str) -> bool:
    """Whether the cell stands for a value that is kept back, in any of its spellings.

    >>> is_not_disclosed("'N/D'"), is_not_disclosed("n.a."), is_not_disclosed("Nadia")
    (True, True, False)
    """
    return _letters(text) in NOT_DISCLOSED


THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
DECIMAL_COMMA = re.compile(r"\d+,\d+")


def number(text: str) -> float:
    """A number, with commas between thousands or before decimals, or as a percentage.

    >>> number("1,234.5"), number("0.8"), number("0,8"), number("80 %")
    (1234.5, 0.8, 0.8, 0.8)
    """
    plain, percent, _ = text.partition("%")
    plain = plain.strip()
    if THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    try:
        value = float(plain) / (100 if percent else 1)
    except ValueError as error:
        raise UnreadableValueError("is not a number") from error
    if not 0 <= value < 1_000_000:
        raise UnreadableValueError("is not a number from 0 to 999,999")
    return round(value, 4)


STATE_WORDS: dict[str, PostState] = {
    "eliminated": PostState.DELETED,
    "deleted": PostState.DELETED,
    "abolished": PostState.DELETED,
    "disestablished": PostState.DELETED,
    "vacant": PostState.VACANT,
    "vacancy": PostState.VACANT,
    "vacated": PostState.VACANT,
    "unfilled": PostState.VACANT,
    "vacant post": PostState.VACANT,
    "proposed": PostState.PROPOSED,
    "to be deleted": PostState.TO_BE_DELETED,
}


STEMS = frozenset(word[:4] for word in STATE_WORDS)


def post_state(text: str) -> PostState:
    """What the name or state cell says of the post; anybody's name, N/D or blank means that it is live.

    >>> str(post_state("'Eliminated'")), str(post_state("N/D"))
    ('deleted', 'live')
    """
    return STATE_WORDS.get(_letters(text), PostState.LIVE)


def is_no_person(text: str) -> bool:
    """Whether a name cell says that nobody holds the post: Vacant, Eliminated and the like."""
    return _letters(text) in STATE_WORDS


def names_of_nobody(texts: Iterable[str]) -> set[str]:
    """Of many different name cells those that say so. A look at all at once spares one at each."""
    texts = set(texts)
    together = "\n".join(texts).lower()
    if not any(stem in together for stem in STEMS):
        return set()
    return {text for text in texts if is_no_person(text)}


def _letters(text: str) -> str:
    return " ".join(re.sub(r"[^a-z ]", " ", text.lower()).split())


CONTRACT_WORDS: dict[str, Contract] = {
    **{str(kind): kind for kind in Contract},
    **dict.fromkeys(("perm", "regular", "substantive", "established", "indefinite"), Contract.PERMANENT),
    **dict.fromkeys(
        ("fixed", "ftc", "temporary", "temp", "fixedterm", "fixed term contract"), Contract.FIXED_TERM
    ),
    **dict.fromkeys(("agency worker", "contractor", "interim", "contingent"), Contract.AGENCY),
    **dict.fromkeys(("fulltime regular", "parttime regular"), Contract.PERMANENT),
    **dict.fromkeys(("", "unknown", "n d"), Contract.UNKNOWN),
}
STAFF_KIND_WORDS: dict[str, StaffKind] = {
    **{str(kind): kind for kind in StaffKind},
    **dict.fromkeys(("officer", "police", "sworn", "warranted"), StaffKind.POLICE_OFFICER),
    **dict.fromkeys(("pcso", "community support officer"), StaffKind.PCSO),
    **dict.fromkeys(("civilian", "support staff"), StaffKind.POLICE_STAFF),
    **dict.fromkeys(("", "other", "employee"), StaffKind.OTHER),
}


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def contract(text: str) -> Contract | None:
    """The contract, or None for words we do not know."""
    return CONTRACT_WORDS.get(_plain(text))


def staff_kind(text: str) -> StaffKind | None:
    """The kind of staff, or None for words we do not know."""
    return STAFF_KIND_WORDS.get(_plain(text))
