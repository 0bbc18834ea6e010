"""Forms over a pool: shown, done, or shown again; afterwards back to the pool."""

from collections.abc import Callable
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.affected_staff.forms_telling import TellingForm
from tracker.affected_staff.rules import StatusMoveError
from tracker.database import Versioned
from tracker.selection import queries
from tracker.selection.models import SelectionPool
from tracker.selection.rules import SelectionError
from tracker.web import acting
from tracker.web.access import current_viewer
from tracker.web.clock import today


def to_pool(pool: SelectionPool) -> ResponseReturnValue:
    """Back to the pool's page."""
    return redirect(url_for("selection.show_pool", reference=pool.reference))


def act_on(
    pool: SelectionPool,
    form: Any,
    template: str,
    act: Callable[[], object],
    done: str,
    *,
    shown: Callable[[], dict[str, Any]] = dict,
    versioned: Callable[[], Versioned] | None = None,
) -> ResponseReturnValue:
    """See ``acting.act_on``. ``versioned`` gives the row whose version the form carries, else the pool."""
    reference = pool.reference

    def fresh() -> SelectionPool:
        return queries.get_pool(reference, current_viewer(), today())

    return acting.act_on(
        form,
        template,
        act,
        row=versioned or fresh,
        shown=lambda: {"pool": fresh(), **shown()},
        done=lambda: (done, url_for("selection.show_pool", reference=reference)),
        refused=(SelectionError, StatusMoveError),
        check=(lambda: form.check(today())) if isinstance(form, TellingForm) else None,
    )
