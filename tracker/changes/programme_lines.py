"""What other packages have to say on the page of a programme, filled at the start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.changes.models import Programme
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class Line:
    """A heading with a sentence, which leads to the page of ``endpoint``."""

    heading: str
    words: str
    endpoint: str
    about: Mapping[str, str]


sources: list[Callable[[Programme, Viewer, date], Line | None]] = []
"""Each gives a line, or None where the viewer has nothing to read of it."""


def lines_of(programme: Programme, viewer: Viewer, day: date) -> list[Line]:
    """Every line the viewer may read."""
    found = (source(programme, viewer, day) for source in sources)
    return [line for line in found if line is not None]
