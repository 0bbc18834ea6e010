"""What is about to be saved to a change, and what packages above this one say it would do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.changes.models import Change
from tracker.database import AnySelect
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class Unsaved:
    """One thing typed and not yet saved. What it does not touch stays empty.

    ``dates``: milestones by name. ``people``: a select of ids of the people whom an assessed impact of the
    ``kind`` would touch in their own job. ``moved``: numbers of affected people who would get the ``status``.
    """

    change: Change
    dates: Mapping[str, date | None] = field(default_factory=dict)
    people: AnySelect | None = None
    kind: str = ""
    moved: Sequence[int] = ()
    status: str = ""


@dataclass(frozen=True)
class Duty:
    """An establishment's numbers: how many count, the prudent number, and the days of consultation."""

    statutory: int
    prudent: int
    days: int | None


@dataclass(frozen=True)
class Effect:
    """What it would do at one establishment. None where its law or a fact is not known."""

    site: str
    before: Duty | None
    after: Duty | None
    distance: int | None
    next_threshold: int | None
    warnings: tuple[str, ...]

    @property
    def is_heavier(self) -> bool:
        """Whether more days of consultation would be due, or it would not be known any more."""
        if self.after is None or self.before is None:
            return self.before is not self.after
        return (self.after.days or 0) > (self.before.days or 0)


Preview = Callable[[Unsaved, Viewer, date], list[Effect] | None]

previews: list[Preview] = []
"""Each says what would come of it, or None where it has nothing to say. Filled at the start."""


def effects_of(unsaved: Unsaved, viewer: Viewer, day: date) -> list[Effect] | None:
    """What would come of it, as far as the viewer may know; None where nothing looks at it."""
    found = [each for preview in previews if (each := preview(unsaved, viewer, day)) is not None]
    return [effect for each in found for effect in each] if found else None
