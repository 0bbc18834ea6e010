"""Pages that edit posts on the register by hand."""

from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from tracker.organisation import queries_edits as held
from tracker.organisation import queries_post, queries_sites
from tracker.organisation import services_people as services
from tracker.organisation.blueprint import organisation
from tracker.organisation.edit_pages import edit_page, unit_chosen
from tracker.organisation.forms_people import (
    NewPostForm,
    PostForm,
)
from tracker.organisation.queries import unit_tree
from tracker.organisation.rules import PostState
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@organisation.route("/register/posts/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def new_post() -> ResponseReturnValue:
    """A post that begins, proposed or standing."""
    viewer, day = current_viewer(), today()
    employer = queries_sites.planned_employer(request.args.get("employer", ""), viewer)
    form = NewPostForm(data={"fte": "1", "state": PostState.VACANT.value})
    form.offer(unit_tree(employer.id, form.on.data or day))

    def act() -> str:
        post = services.new_post(
            employer.id,
            form.number.data or "",
            _post_given(form, employer.id),
            on=form.on.data or day,
            by=viewer,
        )
        return f"Post {post.number} added. To take it away, make it deleted from a day on"

    return edit_page(
        form,
        lambda: SimpleNamespace(version=1),
        act,
        title="Add a post",
        name=employer.name,
        back=url_for("organisation.list_posts"),
    )


@organisation.route("/register/posts/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def edit_post(reference: str) -> ResponseReturnValue:
    """A post's state or particulars from a day on."""
    viewer, day = current_viewer(), today()
    post = queries_post.get_post(reference, viewer, day)

    def now() -> Any:
        found = vars(held.post_now(post))
        return SimpleNamespace(**{**found, "state": found["state"].value}, version=services.fingerprint(post))

    form = PostForm(obj=now())
    form.offer(unit_tree(post.employer_id, form.on.data or day))

    def act() -> str:
        given = _post_given(form, post.employer_id)
        services.edit_post(post, given, on=form.on.data or day, seen=form.seen(), by=viewer)
        return f"Post {post.number} saved. Another change can reverse it"

    back = url_for("organisation.show_post", reference=reference)
    return edit_page(form, now, act, title="Change a post", name=f"Post {post.number}", back=back)


def _post_given(form: PostForm, employer_id: int) -> services.PostGiven:
    return services.PostGiven(
        unit_chosen(employer_id, form.unit.data).id,
        PostState(form.state.data),
        form.title.data or "",
        form.grade.data or "",
        form.fte.fte,
    )
