"""The redeployment register for the journeys: an offer in each state that a page needs."""

from tests.redeployment.arrange import answer, make, offered, on_register, protect, suggested, vacancy, world
from tracker.organisation.models import Person
from tracker.policy.access.viewer import Viewer


def redeployment(member: Person, hr: Viewer) -> dict[str, str]:
    """References by a plain name; ``member`` reads the pages of staff. Another HR partner made the offers."""
    here = world()
    assert here.hr.account_id != hr.account_id
    role = vacancy(here, title="Payroll adviser, joining and leaving", places=9)
    mine = on_register(here, person=member)
    made = offered(here, mine, role)
    trying = offered(here, on_register(here, "Pat B"), role)
    answer(here, trying, accepts=True)
    untold = offered(here, on_register(here, "Pat E"), role, told=None)
    entry = on_register(here, "Pat C")
    protect(on_register(here, "Pat D"))
    other = suggested(here, entry, vacancy(here, title="Duties planner"))
    waiting = suggested(here, entry, role)
    make(here, waiting, reason="It needs a licence")
    return {
        "role": role.reference,
        "entry": entry.reference,
        "made offer": made.reference,
        "trial offer": trying.reference,
        "suggested offer": other.reference,
        "untold offer": untold.reference,
        "offer out of turn": waiting.reference,
    }
