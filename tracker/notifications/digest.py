"""The words of a digest: by matter, the newest on top, without names and without anything that was typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.notifications.kinds import matters, words_of
from tracker.notifications.rules import LONDON
from tracker.policy.access.roles import Role


@dataclass(frozen=True)
class Told:
    """One notice of a digest."""

    role: Role
    kind: str
    matter: str
    reference: str
    at: datetime
    due_on: date | None

    @property
    def line(self) -> str:
        """What happened and when, or what is due."""
        if self.due_on is not None:
            return f"{words_of(self.kind)}: {_day(self.due_on)}"
        local = self.at.astimezone(LONDON)
        return f"{words_of(self.kind)} ({_day(local.date())} at {local:%H:%M})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def subject_of(told: Sequence[Told]) -> str:
    """How many things there are to read, and no more: a subject is seen by whoever passes by."""
    return "Upheaval Tracker: 1 notice" if len(told) == 1 else f"Upheaval Tracker: {len(told)} notices"


def body_of(told: Sequence[Told], moment: datetime, links: Callable[[str, str], str], wishes_url: str) -> str:
    """The text of a digest. ``told`` is ordered, the newest first; matters keep the order of their newest."""
    by_matter: dict[tuple[str, str], list[Told]] = {}
    for one in told:
        by_matter.setdefault((one.matter, one.reference), []).append(one)
    parts = [f"Upheaval Tracker, {_day(moment.astimezone(LONDON).date())}"]
    for (matter, reference), of_it in by_matter.items():
        noun = matters[matter].noun if matter in matters else "Matter"
        roles = sorted({one.role.value for one in of_it})
        lines = [f"{noun} {reference} (as {' and '.join(roles)})"]
        lines += [f"  - {one.line}" for one in of_it]
        lines.append(f"  {links(matter, reference)}")
        parts.append("\n".join(lines))
    parts.append(
        "Sign in to read more: this mail holds no names and nothing that anybody wrote.\n"
        f"Choose how often you get mail, or mute a matter: {wishes_url}"
    )
    return "\n\n".join(parts) + "\n"
