"""Parts of one shown total, such as the changes behind a unit's load: which may be shown beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.policy.disclosure.standards import ORDINARY, Standard


@dataclass(frozen=True)
class LoadPart:
    """One part: its sum, how many people carry any of it, and the two largest loads of a person."""

    total: float
    people: int
    largest: float
    second: float


def hidden_parts(parts: Sequence[LoadPart], standard: Standard = ORDINARY) -> list[bool]:
    """R4 for each part, and for what is left when the shown parts are subtracted from the total.

    The same person may carry several parts. So the remainder counts as few people as may be, and one person
    may hold the largest load of each part. The smallest shown part goes next, until the remainder is safe.
    """
    hidden = [_is_unsafe(part, standard) for part in parts]
    by_size = sorted(range(len(parts)), key=lambda position: (parts[position].total, position))
    for position in by_size:
        withheld = [part for part, is_hidden in zip(parts, hidden, strict=True) if is_hidden]
        if not withheld or (len(withheld) > 1 and not _is_unsafe(_together(withheld), standard)):
            break
        hidden[position] = True
    return hidden


def _together(parts: Sequence[LoadPart]) -> LoadPart:
    return LoadPart(
        total=sum(part.total for part in parts),
        people=max(part.people for part in parts),
        largest=sum(part.largest for part in parts),
        second=sum(part.second for part in parts),
    )


def _is_unsafe(part: LoadPart, standard: Standard) -> bool:
    if part.people == 0:
        return not standard.shows_zeros
    rest = part.total - part.largest - part.second
    return part.people < standard.threshold or rest < standard.percent / 100 * part.largest * (1 - 1e-9)
