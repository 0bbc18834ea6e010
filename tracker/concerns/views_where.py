"""The page on which a union says where its concern is felt, by whom, and how it is sorted."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.concerns import queries, queries_where, services_where
from tracker.concerns.blueprint import concerns
from tracker.concerns.forms_where import WhereForm
from tracker.concerns.models import Concern
from tracker.concerns.rules import CLOSED, ConcernMoveError, ConcernSeverity
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@concerns.route("/<string:reference>/where", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def sort_concern(reference: str) -> ResponseReturnValue:
    """Units, groups, kind, category and, for an individual concern, the member."""
    viewer, day = current_viewer(), today()
    concern = queries.get_concern(reference, viewer, day)
    here = url_for("concerns.show_concern", reference=reference)
    if concern.state in CLOSED:
        flash("A closed concern is not sorted any more", "warning")
        return redirect(here)
    form, status = _form(concern, viewer), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                _save(concern, form, viewer)
            flash("Saved", "success")
            return redirect(here)
        except ConcernMoveError as error:
            form.say("kind", str(error))
        except EditConflictError:
            form.say("kind", "The concern has moved on while you were choosing: look at it, then save again")
        concern, status = queries.get_concern(reference, viewer, day), 409
        form.show_version(concern)
    elif form.errors:
        status = 400
    else:
        form.show_version(concern)
    return render_template("concerns/where.html", concern=concern, form=form), status


def _form(concern: Concern, viewer: Viewer) -> WhereForm:
    now = queries_where.where_of(concern, viewer, today())
    member = queries_where.member_of(concern)
    form = WhereForm(
        data={
            "kind": concern.kind.value,
            "category": concern.category.value,
            "severity": concern.severity.value,
            "units": [each.reference for each in now.units],
            "groups": [each.reference for each in now.groups],
            "member": member.name if member else "",
            "agreed": bool(member and member.agreed),
        }
    )
    units = {each.reference: each for each in queries_where.units_to_choose(concern, today())}
    groups = {each.reference: each for each in queries_where.groups_to_choose(concern, today())}
    units |= {each.reference: each for each in now.units if each.reference not in units}
    groups |= {each.reference: each for each in now.groups if each.reference not in groups}
    form.offer(list(units.values()), list(groups.values()))
    return form


def _save(concern: Concern, form: WhereForm, viewer: Viewer) -> None:
    services_where.sort_concern(
        concern,
        kind=ConcernKind(form.kind.data),
        category=ConcernCategory(form.category.data),
        severity=ConcernSeverity(form.severity.data),
        units=form.unit_ids(),
        groups=form.group_ids(),
        member=form.member.data or "",
        agreed=bool(form.agreed.data),
        by=viewer,
        seen=form.seen(),
    )
