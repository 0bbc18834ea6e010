"""What has not been assessed, on plain values. Nothing here is ever nought for want of a look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STALE_AFTER = timedelta(days=90)
"""A group that has not been derived again for longer may have lost and gained people unseen."""


class Gap(StrEnum):
    """What is missing, the gravest first."""

    NOT_ASSESSED = "not assessed"
    NOBODY = "no unit named and nobody attached"
    DRAFTED = "drafted, not confirmed"
    UNKNOWN = "severity not known"
    STALE = "not derived again for 90 days"
    PARTLY = "partly assessed"


@dataclass(frozen=True)
class Span:
    """A unit with everything below it, as places in the tree's order: from ``first`` up to before ``end``."""

    id: int
    first: int
    end: int


@dataclass(frozen=True)
class ImpactSeen:
    """An impact as far as coverage asks: ``people`` under it now."""

    reference: str
    label: str
    assessed: bool
    severity_known: bool
    derived_on: date | None
    people: int


@dataclass(frozen=True)
class Missing:
    """One thing missing from one change. ``unit_id`` or ``impact`` says where, neither the change as a whole.

    ``people`` are those whom it concerns, ``of`` how many there are; None where that means nothing.
    """

    gap: Gap
    unit_id: int | None = None
    impact: ImpactSeen | None = None
    people: int | None = None
    of: int | None = None


def missing_of(
    named: Iterable[Span],
    assessed_at: dict[int, int],
    working_at: dict[int, int],
    impacts: list[ImpactSeen],
    today: date,
) -> list[Missing]:
    """Everything missing from a change.

    ``named`` are the units it names; ``assessed_at`` and ``working_at`` count, by place in the tree, people
    under an assessed impact of it and people working there today.
    """
    found = []
    spans = list(named)
    for span in spans:
        assessed = sum(count for place, count in assessed_at.items() if span.first <= place < span.end)
        working = sum(count for place, count in working_at.items() if span.first <= place < span.end)
        if not assessed:
            found.append(Missing(Gap.NOT_ASSESSED, span.id, people=working, of=working))
        elif assessed < working:
            found.append(Missing(Gap.PARTLY, span.id, people=working - assessed, of=working))
    if not spans and not impacts:
        found.append(Missing(Gap.NOBODY))
    for impact in impacts:
        if not impact.assessed:
            found.append(Missing(Gap.DRAFTED, impact=impact))
            continue
        if not impact.severity_known:
            found.append(Missing(Gap.UNKNOWN, impact=impact, people=impact.people, of=impact.people))
        if is_stale(impact.derived_on, today):
            found.append(Missing(Gap.STALE, impact=impact, people=impact.people, of=impact.people))
    return found


def is_stale(derived_on: date | None, today: date) -> bool:
    """Whether a derived group has not been looked at for too long."""
    return derived_on is not None and today - derived_on > STALE_AFTER
