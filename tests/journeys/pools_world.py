"""Selection pools for the journeys, one in each state that a page needs."""

from tests.selection.arrange import a_pool, begin, finish, fresh, give, score_all, tell, world
from tracker.changes.models import Change
from tracker.database import now, unit_of_work
from tracker.organisation.models import Person
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.selection import services_appeals, services_scoring
from tracker.selection.rules import PanelPart, PoolState
from tracker.web.clock import today


def selection_pools(change: Change, member: Person, viewers: dict[Role, Viewer]) -> dict[str, str]:
    """References by a plain name. The HR partner sits on each panel in the part that the page needs."""
    hr = viewers[Role.HR_PARTNER]
    named = {"draft pool": a_pool(change, state=PoolState.DRAFT).reference}
    ready = world()
    named |= {"ready pool": ready.pool.reference, "ready member": ready.members[0].reference}

    scoring = world(first=hr)
    begin(scoring)
    named |= {"scoring pool": scoring.pool.reference, "scoring member": scoring.members[0].reference}

    apart = world(people=2, moderator=hr)
    begin(apart)
    score_all_apart = ((5, 4, 3), (2, 4, 3))
    for row in apart.members:
        give(apart, apart.first, row, *score_all_apart[0])
        give(apart, apart.second, row, *score_all_apart[1])
    named |= {"apart pool": apart.pool.reference, "apart member": apart.members[0].reference}

    tied = world(people=3, moderator=hr)
    begin(tied)
    score_all(tied, 4, 2, 2)
    named["tied pool"] = tied.pool.reference

    moderated = world(people=2)
    begin(moderated)
    score_all(moderated, 4, 2)
    with unit_of_work():
        services_scoring.finish_moderation(
            fresh(moderated),
            part=PanelPart.MODERATOR,
            seen=None,
            by=moderated.moderator,
            day=today(),
            moment=now(),
        )
    named["moderated pool"] = moderated.pool.reference

    final = world(people=2)
    begin(final)
    score_all(final, 4, 2)
    finish(final)
    named |= {"final pool": final.pool.reference, "final member": final.members[0].reference}

    told = world(inside=[member, *final.people[:1]], hears=hr)
    begin(told)
    score_all(told, 2, 4)
    finish(told)
    tell(told)
    mine = told.members[[one.affected.person_id for one in told.members].index(member.id)]
    named["own place"] = mine.reference

    appealed = world(people=2, hears=hr)
    begin(appealed)
    score_all(appealed, 4, 2)
    finish(appealed)
    with unit_of_work():
        appeal = services_appeals.lodge_appeal(
            fresh(appealed),
            appealed.members[1],
            grounds="My training was not counted",
            on=today(),
            by=appealed.hr,
            moment=now(),
        )
    named |= {"appealed pool": appealed.pool.reference, "appeal": appeal.reference}
    return named
