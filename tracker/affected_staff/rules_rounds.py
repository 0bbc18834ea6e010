"""Words and decisions of support and letters to many people together, on plain values."""

import re
from collections.abc import Mapping
from enum import StrEnum

GAPS = ("name", "post", "unit", "change")
"""What is filled in for each person where the letter says it in braces."""
_GAP = re.compile(r"\{([^{}]*)\}")


class RoundKind(StrEnum):
    """What many people are given together."""

    SUPPORT = "support"
    LETTER = "letter"


class RoundState(StrEnum):
    """A round is chosen and described, then recorded for everybody at once."""

    DRAFT = "draft"
    DONE = "done"


def wrong_gaps(text: str) -> list[str]:
    """What stands in braces and cannot be filled in.

    >>> wrong_gaps("Dear {name}, your {grade} and { post }")
    ['grade']
    """
    return [gap for gap in _GAP.findall(text) if gap.strip() not in GAPS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The letter of one person. What is filled in is never read for gaps itself.

    >>> filled("Dear { name }, as {post}", {"name": "Ann {post}", "post": "Clerk"})
    'Dear Ann {post}, as Clerk'
    """
    return _GAP.sub(lambda found: values.get(found[1].strip(), found[0]), text)
