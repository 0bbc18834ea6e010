"""Pages of posts: the list as of a day, and one post through time."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.organisation import queries_bands, queries_post, queries_posts
from tracker.organisation.as_at import as_at
from tracker.organisation.blueprint import organisation
from tracker.organisation.queries_posts import Held
from tracker.organisation.rules import PostState
from tracker.organisation.views_unit_filter import unit_filter
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request


@organisation.get("/register/posts")
@requires(Permission.ORGANISATION_READ)
def list_posts() -> ResponseReturnValue:
    """Posts and groups of like posts, with their state on a day."""
    viewer, now = current_viewer(), today()
    listing = listing_from_request("title")
    asked = as_at(listing, now)
    units = unit_filter(viewer, now, asked.day, listing.value("unit"))
    state = next((each for each in PostState if each == listing.value("state")), None)
    held = next((each for each in Held if each == listing.value("held")), None)
    page, found = queries_posts.posts_page(
        viewer,
        listing,
        now,
        day=asked.day,
        unit_id=units.chosen.id if units.chosen else None,
        state=state,
        held=held,
        employer=listing.value("employer"),
    )
    return render_template(
        "organisation/posts.html",
        page=page,
        grade_label=queries_bands.grade_label(viewer),
        found=found,
        listing=listing,
        asked=asked,
        units=units,
        states=list(PostState),
        holdings=list(Held),
    )


@organisation.get("/register/posts/<string:reference>")
@requires(Permission.ORGANISATION_READ)
def show_post(reference: str) -> ResponseReturnValue:
    """A post: its state through time, who held it, what reports to it, which changes mean it."""
    viewer, now = current_viewer(), today()
    post = queries_post.get_post(reference, viewer, now)
    periods = queries_post.periods_of(post, viewer, now)
    current = next((each for each in periods if each.holds_on(now)), periods[0] if periods else None)
    return render_template(
        "organisation/post.html",
        post=post,
        grade_label=queries_bands.grade_label(viewer),
        periods=periods,
        current=current,
        holders=queries_post.holders_of(post, viewer, now),
        reporting=queries_post.reporting_to(post, now),
        changes=queries_post.changes_for(post, current, viewer) if current else [],
    )
