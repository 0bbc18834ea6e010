"""What waits for the viewer in selection pools: a short list for the home page, one statement each."""

from dataclasses import dataclass, field
from datetime import date

from tracker.policy.access.viewer import Viewer
from tracker.selection.lists import panel_tasks
from tracker.selection.queries_scores import own_places


@dataclass(frozen=True)
class PeopleTask:
    """One thing to do: where to, what it is about, and by when. ``by`` is None where no day is set."""

    title: str
    note: str
    endpoint: str
    values: dict[str, str] = field(default_factory=dict)
    by: date | None = None


def people_tasks(viewer: Viewer, day: date) -> list[PeopleTask]:
    """Scores to hand in, appeals to hear, a result to read; the soonest first."""
    found = []
    for what, reference, name, count in panel_tasks(viewer):
        if what == "score":
            title, endpoint = (
                f"Score {count:,} {'person' if count == 1 else 'people'}",
                "selection.my_scoring",
            )
        else:
            title, endpoint = f"Hear {count:,} appeal{'s' if count > 1 else ''}", "selection.show_pool"
        found.append(PeopleTask(title, name, endpoint, {"reference": reference}))
    for place in own_places(viewer):
        where = {"member": place.member.reference}
        found.append(PeopleTask("Read my scores", place.pool.name, "selection.own_scores", where))
    return sorted(found, key=lambda task: task.by or date.max)
