"""What is asked behind a concern, for the pages that show it."""

from datetime import timedelta

from tracker.concerns.queries import get_concern
from tracker.database import new_reference, now, unit_of_work
from tracker.policy.access.viewer import Viewer
from tracker.questions import services
from tracker.questions.queries import askable_managers
from tracker.web.clock import today


def a_question(concern: str, by: Viewer, manager: Viewer) -> str:
    """A question to the manager that waits for its answer."""
    found = get_concern(concern, by, today())
    (of,) = (each for each in askable_managers(found, today()) if each.account_id == manager.account_id)
    made = new_reference()
    with unit_of_work():
        services.ask(
            found,
            of,
            "Which shifts begin before six?",
            due_on=today() + timedelta(days=7),
            reference=made,
            by=by,
            moment=now(),
        )
    return made
