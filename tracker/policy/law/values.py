"""The kinds of value a parameter may have, and what makes one absurd."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

Value = int | bool | str | tuple[str, ...] | tuple[Mapping[str, int], ...]


def _number(most: int) -> Callable[[object], Value]:
    def read(value: object) -> Value:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise ValueError(f"value must be a whole number from 0 to {most}")
        return value

    return read


def _yes_or_no(value: object) -> Value:
    if not isinstance(value, bool):
        raise ValueError("value must be true or false")
    return value


def _text(value: object) -> Value:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("value must be words in quotation marks")
    return value


def _words(value: object) -> Value:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise ValueError('value must be a list of words, such as ["avoiding", "reducing"]')
    return tuple(value)


def _table(value: object) -> Value:
    """Rows of numbers with the same keys, in rising order of the first."""
    wrong = "value must be rows of whole numbers with the same names, such as [{ least = 20, days = 30 }]"
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) and row for row in value):
        raise ValueError(wrong)
    names = list(value[0])
    for row in value:
        if list(row) != names or any(type(number) is not int or number < 0 for number in row.values()):
            raise ValueError(wrong)
    first = [row[names[0]] for row in value]
    if first != sorted(set(first)):
        raise ValueError(f"rows must rise by {names[0]}")
    return tuple(MappingProxyType(row) for row in value)


KINDS: Mapping[str, Callable[[object], Value]] = MappingProxyType(
    {
        "days": _number(1_000),
        "weeks": _number(1_000),
        "months": _number(1_000),
        "years": _number(100),
        "percent": _number(100),
        "people": _number(1_000_000),
        "pounds": _number(1_000_000),
        "yes or no": _yes_or_no,
        "text": _text,
        "words": _words,
        "table": _table,
    }
)
