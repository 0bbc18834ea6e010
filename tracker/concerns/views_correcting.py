"""The page on which a union puts the words of its concern right."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker import database
from tracker.concerns import queries, services
from tracker.concerns.blueprint import concerns
from tracker.concerns.forms import WORDS, CorrectForm
from tracker.concerns.rules import CLOSED, ConcernMoveError, Side, readers
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@concerns.route("/<string:reference>/correct", methods=["GET", "POST"])
@requires(Permission.CONCERN_RAISE)
def correct_concern(reference: str) -> ResponseReturnValue:
    """The latest words in two boxes. Sending them unchanged, or twice, writes nothing more."""
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    here = url_for("concerns.show_concern", reference=reference)
    latest = queries.versions_of(concern, viewer)[-1]
    form = CorrectForm(data=dict(zip(WORDS, latest.words, strict=True)))
    status = 200
    if form.validate_on_submit():
        typed = {name: form[name].data or "" for name in WORDS}
        if services.same_words(latest.words, list(typed.values())):
            flash("The words are as they were last written: nothing was added", "warning")
            return redirect(here)
        try:
            with unit_of_work():
                services.correct_concern(
                    concern,
                    **typed,
                    by=viewer,
                    moment=database.now(),
                    seen=form.seen(),
                )
            flash("Correction added below the words as raised", "success")
            return redirect(here)
        except ConcernMoveError as error:
            form.say("summary", str(error))
        except (EditConflictError, IntegrityError):
            form.say("summary", "The concern has moved on while you were typing: read it, then send yours")
        concern, status = queries.get_concern(reference, viewer, today()), 409
        form.show_version(concern)
    elif form.errors:
        status = 400
    elif concern.state in CLOSED:
        flash("A closed concern is not corrected", "warning")
        return redirect(here)
    else:
        form.show_version(concern)
    return (
        render_template(
            "concerns/correct.html",
            concern=concern,
            form=form,
            readers=readers(Side.UNION, concern.union_names),
        ),
        status,
    )
