"""What the tests of this package start from: a union recognised by the employer, and a published change."""

from dataclasses import dataclass

from tests import factories
from tracker.changes.models import Change, Programme
from tracker.concerns.models import Concern
from tracker.organisation.models import RecognisedUnion


@dataclass
class World:
    """One programme with one published change, and the union recognised there."""

    union: RecognisedUnion
    programme: Programme
    change: Change


def world() -> World:
    """A union, a group of its own, a programme and a change."""
    union = factories.union(short_name=f"UNISON {factories.number()}")
    factories.bargaining_group(union)
    programme = factories.programme()
    return World(
        union, programme, factories.change(programme_id=programme.id, title="Close the north office")
    )


def concerns(count: int) -> list[Concern]:
    """Concerns, each with parents of its own, all of the first employer."""
    made = []
    for _ in range(count):
        here = world()
        made.append(factories.concern(here.change, here.union))
    return made
