"""Pages of who is away, seconded or protected."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from tracker.database import EditConflictError, unit_of_work
from tracker.organisation import queries_edits as held
from tracker.organisation import services_absence as absence
from tracker.organisation.blueprint import organisation
from tracker.organisation.edit_pages import edit_page, person_and_back, unit_chosen
from tracker.organisation.forms_people import (
    AbsenceForm,
    ProtectionForm,
    SecondmentForm,
)
from tracker.organisation.models import Person, Unit
from tracker.organisation.queries import unit_tree
from tracker.organisation.queries_protected import may_act_for
from tracker.organisation.rules_absence import AbsenceError, ContactArrangement, ProtectionSource
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@organisation.route("/register/people/<string:reference>/secondment", methods=["GET", "POST"])
@requires(Permission.PERSON_EDIT)
def record_secondment(reference: str) -> ResponseReturnValue:
    """Somebody works elsewhere for a time and keeps their posting."""
    person, back = person_and_back(reference)
    form = SecondmentForm()
    form.offer(unit_tree(person.employer_id, form.valid_from.data or today()))

    def act() -> str:
        host: Unit | str = form.host.data or ""
        if not form.one_host():
            raise AbsenceError("unit", "Choose the unit, or empty it")
        if form.unit.data:
            host = unit_chosen(person.employer_id, form.unit.data)
        first = form.valid_from.data or today()
        absence.record_secondment(
            person, None, first=first, last=form.valid_to.data, host=host, seen=None, by=current_viewer()
        )
        return f"Secondment of {person.name} recorded"

    return edit_page(
        form,
        lambda: SimpleNamespace(version=1),
        act,
        title="Record a secondment",
        name=person.name,
        back=back,
        hint="The posting stays where it is, so counts of the unit do not change.",
    )


@organisation.route("/register/people/<string:reference>/protection", methods=["GET", "POST"])
@requires(Permission.PROTECTED_PERIOD_RECORD)
def record_protection(reference: str) -> ResponseReturnValue:
    """Until when somebody is offered suitable vacancies ahead of others."""
    viewer, day = current_viewer(), today()
    person, back = person_and_back(reference)
    if not may_act_for(person, viewer, day):
        abort(404)

    def row() -> Any:
        return held.protection_held(person, viewer, day)

    def now() -> Any:
        found = row()
        return found or SimpleNamespace(until=None, source=None, version=0)

    form = ProtectionForm(obj=now())
    if request.method == "POST" and "remove" in request.form:
        return _remove(row, absence.remove_protection, person, form.seen(), back)

    def act() -> str:
        absence.record_protection(
            person,
            row(),
            until=form.until.data or day,
            source=ProtectionSource(form.source.data),
            seen=form.seen(),
            by=viewer,
            day=day,
        )
        return "Saved. It is shown only to those who must act, and to the person"

    return edit_page(
        form,
        now,
        act,
        title="Protected period",
        name=person.name,
        back=back,
        hint="Only the last day and the rule are held. The reason is not asked.",
        remove="Remove it" if row() else "",
    )


@organisation.route("/register/people/<string:reference>/absence", methods=["GET", "POST"])
@requires(Permission.PROTECTED_PERIOD_RECORD)
def record_absence(reference: str) -> ResponseReturnValue:
    """Somebody is away for long, and how they are told of changes meanwhile."""
    viewer, day = current_viewer(), today()
    person, back = person_and_back(reference)
    if not may_act_for(person, viewer, day):
        abort(404)

    def row() -> Any:
        return held.absence_held(person, viewer, day)

    def now() -> Any:
        found = row()
        return found or SimpleNamespace(valid_from=None, valid_to=None, contact=None, version=0)

    form = AbsenceForm(obj=now())
    if request.method == "POST" and "remove" in request.form:
        return _remove(row, absence.remove_absence, person, form.seen(), back)

    def act() -> str:
        absence.record_absence(
            person,
            row(),
            first=form.valid_from.data or day,
            last=form.valid_to.data,
            contact=ContactArrangement(form.contact.data),
            seen=form.seen(),
            by=viewer,
        )
        return "Saved. It is shown only to those who must act, and to the person"

    return edit_page(
        form,
        now,
        act,
        title="Away from work",
        name=person.name,
        back=back,
        hint="Why somebody is away is not asked.",
        remove="Remove it" if row() else "",
    )


def _remove(
    row: Callable[[], Any], remove: Callable[..., None], person: Person, seen: int | None, back: str
) -> ResponseReturnValue:
    found = row()
    try:
        if found is not None:
            with unit_of_work():
                remove(found, person, seen=seen, by=current_viewer())
    except EditConflictError:
        flash("Somebody else changed it meanwhile: nothing was removed. Look at it again", "warning")
        return redirect(request.path)
    flash("Removed. This cannot be undone: record it again if it was a slip", "success")
    return redirect(back)
