"""Candidates and the result of an election of representatives, on plain values."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 200


class CandidateError(ValueError):
    """A line that is no candidate; the message names the line and says what to do."""


def read_candidates(text: str) -> dict[str, int | None]:
    """Candidates with their votes, from one a line: name, then votes after a comma.

    >>> read_candidates("A. Khan, 12\\nB. Lee")
    {'A. Khan': 12, 'B. Lee': None}
    """
    found: dict[str, int | None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, comma, votes = (part.strip() for part in line.rpartition(","))
        if not comma:
            name, votes = line.strip(), ""
        if not name:
            raise CandidateError(f"Line {number}: enter the candidate before the comma")
        if votes and not (votes.isascii() and votes.isdigit() and len(votes) < 7):
            raise CandidateError(f"Line {number}: enter votes as a whole number, such as A. Khan, 12")
        if name in found:
            raise CandidateError(f"Line {number}: {name} is listed twice")
        found[name] = int(votes) if votes else None
    if len(found) > MOST:
        raise CandidateError(f"Enter {MOST} candidates or fewer")
    return found


def written_candidates(candidates: Mapping[str, int | None]) -> str:
    """The same, one a line."""
    return "\n".join(name if votes is None else f"{name}, {votes}" for name, votes in candidates.items())


@dataclass(frozen=True)
class Result:
    """Who is elected. ``tied``: level for the last seats, so that another vote or a lot decides."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]
    empty_seats: int
    words: str


def result_of(seats: int, candidates: Mapping[str, int | None]) -> Result | None:
    """The result; None while votes are missing. Without a contest every candidate is elected."""
    if not candidates:
        return None
    if len(candidates) <= seats:
        empty = seats - len(candidates)
        words = "No contest" + (
            f"; {empty} of {seats} seats are empty: hold another election" if empty else ""
        )
        return Result(tuple(candidates), (), empty, words)
    if any(votes is None for votes in candidates.values()):
        return None
    ranked = sorted(candidates, key=lambda name: -(candidates[name] or 0))
    last = candidates[ranked[seats - 1]]
    level = [name for name in ranked if candidates[name] == last]
    above = [name for name in ranked if (candidates[name] or 0) > (last or 0)]
    if len(above) + len(level) > seats:
        left = seats - len(above)
        words = f"{len(level)} candidates are level for {left} {'seat' if left == 1 else 'seats'}"
        return Result(tuple(above), tuple(level), 0, words)
    return Result(tuple(ranked[:seats]), (), 0, "Counted")


def wrong_votes(seats: int, candidates: Mapping[str, int | None], voters: int | None) -> str | None:
    """What cannot be right about the votes, or None. ``voters``: who was entitled."""
    cast = sum(votes or 0 for votes in candidates.values())
    most = max((votes or 0 for votes in candidates.values()), default=0)
    if voters is None:
        return None
    if most > voters:
        return f"One candidate has {most} votes, and only {voters} people may vote"
    if cast > voters * seats:
        return f"{cast} votes are more than {voters} people can cast for {seats} seats"
    return None
