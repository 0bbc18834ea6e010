"""Where everybody, every post and every unit below goes when a unit is split."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.database import EditConflictError, unit_of_work
from tracker.organisation import queries_operations as operations
from tracker.organisation import services_operations as services
from tracker.organisation.blueprint import organisation
from tracker.organisation.forms_operations import GroupLine, assign_form, assigned
from tracker.organisation.models import Posting, PostPeriod
from tracker.organisation.queries_structure import Stay, children_of, people_in, posts_in, structure_of
from tracker.organisation.rules_operations import OperationError, OperationKind, OperationState
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.conflict import Conflict


@organisation.route("/register/structure/<string:reference>/assign", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def assign_operation(reference: str) -> ResponseReturnValue:
    """Choose by unit below, by job and grade, and one by one by number; the next page shows what moves."""
    viewer = current_viewer()
    row = operations.get_operation(reference, viewer)
    if row.kind is not OperationKind.SPLIT or row.state is not OperationState.DRAFT:
        return redirect(url_for("organisation.show_operation", reference=reference))
    structure = structure_of(row.employer_id, row.on)
    unit = structure.unit(row.plan["unit"], "parts")
    people = people_in(Posting.unit_id == unit.id, row.on)
    posts = posts_in(PostPeriod.unit_id == unit.id, row.on)
    below = {
        c.unit_id: structure.units[c.unit_id]
        for c in children_of([unit.id], row.on)
        if c.unit_id in structure.units
    }
    children = [(child.reference, child.name) for child in below.values()]
    groups = _groups(people, posts)
    form = assign_form(row.plan, unit.name, children, groups)
    conflict = None
    if request.method == "GET":
        form.show_version(row)
    if form.validate_on_submit():
        plan = assigned(form, row.plan, children, groups)
        if not form.errors:
            try:
                with unit_of_work():
                    services.edit_operation(row, row.on, row.title, plan, seen=form.seen(), by=viewer)
            except EditConflictError:
                form.show_version(operations.get_operation(reference, viewer))
                conflict = Conflict([])
            except OperationError as error:
                form.say("people_1" if error.field == "people" else error.field, str(error))
            else:
                return redirect(url_for("organisation.show_operation", reference=reference))
    page = render_template(
        "organisation/operation_assign.html",
        form=form,
        row=row,
        unit=unit,
        children=list(enumerate(children)),
        groups=list(enumerate(groups)),
        conflict=conflict,
    )
    return page, 409 if conflict else (400 if form.errors else 200)


def _groups(people: Iterable[Stay], posts: Iterable[Stay]) -> list[GroupLine]:
    """Heads and FTE of people, and posts, by job and grade."""
    found: dict[str, dict[str, Any]] = {}
    for stay in people:
        held = found.setdefault(stay.group, {"first": stay, "people": {}, "posts": {}})
        held["people"][stay.owner_id] = stay.fte
    for stay in posts:
        held = found.setdefault(stay.group, {"first": stay, "people": {}, "posts": {}})
        held["posts"][stay.owner_id] = stay.fte
    return [
        GroupLine(
            key,
            held["first"].title,
            held["first"].grade,
            len(held["people"]),
            round(sum(held["people"].values()), 2),
            len(held["posts"]),
            round(sum(held["posts"].values()), 2),
        )
        for key, held in sorted(found.items())
    ]
