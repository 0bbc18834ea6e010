"""What pages that edit the register by hand share: the form, the conflict, the way back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.database import EditConflictError, unit_of_work
from tracker.organisation import queries_edits as held
from tracker.organisation import queries_people
from tracker.organisation.models import Person, Unit
from tracker.organisation.rules_absence import AbsenceError
from tracker.organisation.rules_operations import OperationError
from tracker.web.access import current_viewer
from tracker.web.clock import today
from tracker.web.conflict import Conflict, conflict_over
from tracker.web.forms import EditForm


def edit_page(
    form: EditForm,
    now: Callable[[], Any],
    act: Callable[[], str],
    *,
    title: str,
    name: str,
    back: str,
    hint: str = "",
    remove: str = "",
) -> ResponseReturnValue:
    """Show the form, or do what it says; ``now`` reads how it stands, with the version that was seen."""
    conflict: Conflict | None = None
    if request.method == "GET":
        form.show_version(now())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = act()
        except (OperationError, AbsenceError) as error:
            form.say(error.field, str(error))
        except EditConflictError:
            conflict = conflict_over(form, now())
        else:
            flash(done, "success")
            return redirect(back)
    page = render_template(
        "organisation/edit_form.html",
        form=form,
        title=title,
        name=name,
        back=back,
        hint=hint,
        remove=remove,
        conflict=conflict,
    )
    return page, 409 if conflict else (400 if form.errors else 200)


def person_and_back(reference: str) -> tuple[Person, str]:
    person = queries_people.get_person(reference, current_viewer(), today())
    return person, url_for("organisation.show_person", reference=reference)


def unit_chosen(employer_id: int, reference: str | None) -> Unit:
    unit = held.unit_referred(employer_id, reference or "")
    if unit is None:
        raise OperationError("unit", "Choose the unit")
    return unit
