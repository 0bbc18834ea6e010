"""Deadlines of a viewer, said by the packages that keep them, for reminders and the calendar feed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation


@dataclass(frozen=True)
class Deadline:
    """A day by which something must be done. ``words`` say what, without a name and without anything typed.

    ``mine``: whether this viewer's side must act; reminders go to both, calendars tell them apart.
    """

    matter: str
    reference: str
    words: str
    due_on: date
    nation: Nation = Nation.ENGLAND
    mine: bool = True

    @property
    def key(self) -> str:
        """The same for the same deadline, another one when its day moves."""
        return f"{self.matter}:{self.reference}:{self.words}:{self.due_on:%Y%m%d}"


Source = Callable[[Viewer, date, date], Iterable[Deadline]]

sources: list[Source] = []
"""Each gives the open deadlines a viewer may see between two days, both counted. Filled at the start."""


def deadlines_of(viewer: Viewer, first: date, last: date) -> list[Deadline]:
    """The viewer's open deadlines from all packages, the first due on top."""
    found = [one for source in sources for one in source(viewer, first, last)]
    return sorted(found, key=lambda one: (one.due_on, one.matter, one.reference, one.words))


Daily = Callable[[date, datetime], object]

daily: list[Daily] = []
"""What the postman has done on each day before it reminds: given the London day and the moment."""
