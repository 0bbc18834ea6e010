"""What there is to be told of. Each package declares its own kinds and matters when it is imported.

A kind's words go into mails, so they say what happened and never to whom or what was written.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from tracker.policy.access.viewer import Viewer

Titles = Callable[[Viewer, Collection[str]], Mapping[str, str]]
"""The titles of those references that the viewer may see now; others are left out."""


@dataclass(frozen=True)
class Kind:
    """One sort of notice. One that is ``always`` told goes out though its matter is muted."""

    name: str
    words: str
    always: bool = False


@dataclass(frozen=True)
class Matter:
    """What notices are about. ``noun`` stands before its title; ``endpoint`` shows one by ``reference``."""

    name: str
    noun: str
    endpoint: str
    titles: Titles


kinds: dict[str, Kind] = {}
matters: dict[str, Matter] = {}


def declare(name: str, words: str, *, always: bool = False) -> Kind:
    """Make a kind known under its name, such as ``concern.answered``. The same name twice is an error."""
    if name in kinds:
        raise ValueError(f"two kinds of notice are called {name}")
    kinds[name] = Kind(name, words, always)
    return kinds[name]


def declare_matter(name: str, noun: str, endpoint: str, titles: Titles) -> Matter:
    """Make known what notices can be about. The same name twice is an error."""
    if name in matters:
        raise ValueError(f"two matters are called {name}")
    matters[name] = Matter(name, noun, endpoint, titles)
    return matters[name]


def words_of(kind: str) -> str:
    """What a notice of the kind says; a kind that is no longer known still has plain words."""
    return kinds[kind].words if kind in kinds else "Something has changed"


IN_TEN = declare("due.10", "Due within 10 working days")
IN_FIVE = declare("due.5", "Due within 5 working days")
IN_ONE = declare("due.1", "Due within 1 working day")
LATE = declare("due.late", "The day it was due has passed", always=True)
REMINDERS = {10: IN_TEN, 5: IN_FIVE, 1: IN_ONE}
"""Working days before a deadline at which it is called to mind."""
