"""Who employs in law on a day, on plain values: the employer of all, unless a unit above has its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.organisation.rules import live_on


@dataclass(frozen=True)
class Term:
    """A legal employer over a period: of the whole organisation, or of one unit with everything below it."""

    legal_employer_id: int
    name: str
    unit_id: int | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Employed:
    """Somebody employed by one body over a period."""

    name: str
    valid_from: date
    valid_to: date | None


Parents = Mapping[int, int | None]


def term_on(terms: Sequence[Term], unit_id: int, parents: Parents, day: date) -> Term | None:
    """The term that counts for people of the unit on the day: of the nearest unit above, else of all."""
    live = {term.unit_id: term for term in terms if live_on(day, term.valid_from, term.valid_to)}
    here, seen = unit_id, set[int]()
    while here not in seen:
        if here in live:
            return live[here]
        seen.add(here)
        above = parents.get(here)
        if above is None:
            break
        here = above
    return live.get(None)


def employed_through_time(
    stays: Sequence[tuple[int, date, date | None]], terms: Sequence[Term], parents: Callable[[date], Parents]
) -> list[Employed]:
    """Who employed somebody when, in date order; ``stays`` are units with first and last day."""
    found: list[Employed] = []
    for unit_id, first, last in stays:
        starts = {term.valid_from for term in terms} | {
            term.valid_to + timedelta(days=1) for term in terms if term.valid_to is not None
        }
        days = [first, *sorted(day for day in starts if first < day and (last is None or day <= last))]
        for place, day in enumerate(days):
            until = days[place + 1] - timedelta(days=1) if place + 1 < len(days) else last
            term = term_on(terms, unit_id, parents(day), day)
            if term is not None:
                _go_on(found, Employed(term.name, day, until))
    return found


def _go_on(found: list[Employed], next_: Employed) -> None:
    """Add it, or let the last one go on where it is the same body without a gap."""
    if found and found[-1].name == next_.name and found[-1].valid_to == next_.valid_from - timedelta(days=1):
        found[-1] = Employed(next_.name, found[-1].valid_from, next_.valid_to)
    else:
        found.append(next_)
