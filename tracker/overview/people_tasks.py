"""What waits for the viewer in selection and redeployment: a short list for the home page."""

from dataclasses import dataclass, field
from datetime import date

from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.redeployment.lists import OfferRow, waiting_offers
from tracker.redeployment.rules import OfferState
from tracker.selection.lists import panel_tasks
from tracker.selection.queries_own import own_places


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
    found += [_offer_task(offer, viewer) for offer in waiting_offers(viewer, day)]
    return sorted(found, key=lambda task: task.by or date.max)


def _offer_task(offer: OfferRow, viewer: Viewer) -> PeopleTask:
    """An offer to answer for the person; for HR a second look, an answer to ask for, a trial that ends."""
    if viewer.may(Permission.REDEPLOYMENT_OWN):
        where = {"reference": offer.reference}
        return PeopleTask("Answer an offer", offer.title, "redeployment.answer_offer", where, offer.answer_by)
    title, by = "Take a second look", None
    if offer.state is OfferState.OFFERED and offer.told_on is None:
        title, by = "Tell somebody of their offer", offer.answer_by
    elif offer.state is OfferState.OFFERED:
        title, by = "Ask for the answer to an offer", offer.answer_by
    elif offer.state is OfferState.IN_TRIAL:
        title, by = "Review a trial that ends", offer.trial_ends
    note = f"{offer.name}: {offer.title}"
    return PeopleTask(title, note, "redeployment.show_offer", {"reference": offer.reference}, by)
