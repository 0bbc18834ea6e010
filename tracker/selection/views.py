"""Pages of selection pools that show the process: the list, and one pool."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.audit import looks
from tracker.policy.access.permissions import Permission
from tracker.selection import (
    lists,
    queries,
    services,
    views_appeals,  # noqa: F401  its pages register themselves
    views_design,  # noqa: F401
    views_outcomes,  # noqa: F401
    views_people,  # noqa: F401
    views_results,  # noqa: F401
    views_scoring,  # noqa: F401
)
from tracker.selection.blueprint import selection
from tracker.selection.rules import OPEN_TO_DESIGN, PanelPart, PoolState, expected_to_select
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

__all__ = ["selection"]


@selection.get("/pools")
@requires(Permission.SELECTION_READ)
def list_pools() -> ResponseReturnValue:
    """All pools whose process the viewer may read."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("name")
    return render_template(
        "selection/list.html",
        page=lists.pools_page(viewer, day, listing),
        listing=listing,
        state_options=[(state.value, state.value) for state in PoolState],
    )


@selection.get("/pools/<string:reference>")
@requires(Permission.SELECTION_READ)
def show_pool(reference: str) -> ResponseReturnValue:
    """One pool: posts, criteria, scale, states; people and panel for those who act on them."""
    viewer, day = current_viewer(), today()
    pool = queries.get_pool(reference, viewer, day)
    designs, part = queries.designs(pool, viewer, day), queries.part_in(pool, viewer)
    members = queries.members_of(pool.id)
    inside = [one for one in members if one.left_on is None]
    by_name = designs or part is not None
    criteria = queries.criteria_of(pool.id)
    shown = [one.affected.person_id for one in members] if by_name else []
    text = render_template(
        "selection/show.html",
        pool=pool,
        criteria=criteria,
        weights=sum(one.weight for one in criteria),
        people=lists.people_shown(len(inside), viewer),
        expected=expected_to_select(len(inside), pool.posts_kept) if by_name else None,
        members=members if by_name else None,
        handed_in=queries.handed_in(pool.id) if by_name else {},
        panel=queries.panel_of(pool.id) if by_name else None,
        steps=queries.steps_of(pool.id),
        named=by_name,
        appeals=lists.appeals_of(pool.id) if part is PanelPart.APPEAL or (designs and part is None) else [],
        designs=designs,
        part=part,
        open_to_design=pool.state in OPEN_TO_DESIGN,
        missing=services.why_not_scoring(pool) if designs and pool.state in OPEN_TO_DESIGN else [],
    )
    looks.note_looks(viewer, shown, looks.Where.LIST, day, about=("selection pool", reference))
    return text
