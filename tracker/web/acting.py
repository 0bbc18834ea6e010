"""One way for forms over a record: shown, done once, or shown again with what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.database import EditConflictError, Versioned, unit_of_work
from tracker.web.conflict import conflict_over
from tracker.web.forms import EditForm

CHANGED = "Somebody else changed this while you were on this page: look at it, then go on"


def act_on(
    form: EditForm,
    template: str,
    act: Callable[[], object],
    *,
    row: Callable[[], Versioned | None],
    shown: Callable[[], Mapping[str, Any]],
    done: Callable[[], tuple[str, str]],
    refused: tuple[type[Exception], ...] = (),
    check: Callable[[], bool] | None = None,
    compares: bool = False,
) -> ResponseReturnValue:
    """Answer a GET or a POST of a form over one record.

    ``row`` gives the record whose version the form carries and ``shown`` what the page shows: both are asked
    for afresh each time, as a failed attempt leaves no row as it was. ``act`` does it, inside a unit of work;
    exceptions of ``refused`` go over the form in their own words. ``done`` gives the words, if any, and the
    address afterwards. ``check`` judges what was typed, ``validate_on_submit`` unless given. With
    ``compares`` the page shows field by field what somebody else saved meanwhile, as ``conflict``.
    """
    status, conflict = 200, None
    if request.method == "GET":
        _carry(form, row())
    elif check() if check else form.validate_on_submit():
        try:
            with unit_of_work():
                act()
        except EditConflictError:
            found = row()
            if compares and found is not None:
                conflict = conflict_over(form, found)
            else:
                form.say("", CHANGED)
        except refused as error:
            form.say("", str(error))
        else:
            words, address = done()
            if words:
                flash(words, "success")
            return redirect(address)
        _carry(form, row())
        status = 409
    else:
        status = 400
    return render_template(template, form=form, conflict=conflict, **shown()), status


def _carry(form: EditForm, row: Versioned | None) -> None:
    if row is not None:
        form.show_version(row)
