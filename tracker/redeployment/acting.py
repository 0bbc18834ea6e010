"""One way for every form of this package: show it, do what it asks, or show it again with what is wrong."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.affected_staff.rules import StatusMoveError
from tracker.database import EditConflictError, Versioned, unit_of_work
from tracker.redeployment.rules import RedeploymentError


def act_on(
    form: Any,
    template: str,
    act: Callable[[], object],
    *,
    row: Callable[[], Versioned | None],
    shown: Callable[[], dict[str, Any]],
    done: Callable[[], tuple[str, str]],
    check: Callable[[], bool] | None = None,
) -> ResponseReturnValue:
    """``row`` gives what the form's version belongs to, ``shown`` what the page shows: both afresh each time,
    as a failed attempt leaves no row as it was. ``done`` gives the words and the address afterwards.
    """
    status = 200
    if request.method == "GET":
        _carry(form, row())
    elif check() if check else form.validate_on_submit():
        try:
            with unit_of_work():
                act()
        except (RedeploymentError, StatusMoveError) as error:
            form.say("", str(error))
        except EditConflictError:
            form.say("", "Somebody else changed this while you were on this page: look at it, then go on")
        else:
            words, address = done()
            flash(words, "success")
            return redirect(address)
        _carry(form, row())
        status = 409
    else:
        status = 400
    return render_template(template, form=form, **shown()), status


def _carry(form: Any, row: Versioned | None) -> None:
    if row is not None:
        form.show_version(row)
