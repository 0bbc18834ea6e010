"""Reading answers for their themes, one after the other: responses, and anonymous answers."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker.consultations import queries, queries_anonymous, queries_themes, reading, services_themes
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms_themes import MarksForm
from tracker.consultations.models import Consultation
from tracker.consultations.models_themes import AnswerReading
from tracker.consultations.rules import ConsultationError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

READ_ELSEWHERE = "Somebody else has read this answer meanwhile: see what they found, then save again"


def marks_form(consultation: Consultation, found: AnswerReading | None) -> MarksForm:
    """The themes to tick, those ticked that somebody found, and which reading that was."""
    themes = queries_themes.themes_of(consultation)
    marked = queries_themes.marks_on(found)
    form = MarksForm(themes=[theme.reference for theme in themes if theme.id in marked])
    form.offer(themes)
    if not form.is_submitted():
        form.seen_version.data = str(found.version if found else 0)
    return form


def _save(
    consultation: Consultation, form: MarksForm, *, response_id: int | None, anonymous_id: int | None
) -> str:
    """Save what was ticked; why it was not, or nothing."""
    try:
        with unit_of_work():
            services_themes.read_answer(
                consultation,
                form.chosen(),
                response_id=response_id,
                anonymous_id=anonymous_id,
                by=current_viewer(),
                day=today(),
                seen=form.seen(),
            )
    except (EditConflictError, IntegrityError):  # both read it for the first time at the same moment
        return READ_ELSEWHERE
    except ConsultationError as error:
        return str(error)
    return ""


def _went_on(refused: str, here: str, after: Callable[[], str | None], themes: str) -> ResponseReturnValue:
    if refused:
        flash(refused, "warning")
        return redirect(here)
    if (following := after()) is not None:
        flash("Saved. This is the next answer that nobody has read", "success")
        return redirect(following)
    flash("Saved. Every answer here has been read", "success")
    return redirect(themes)


@consultations.post("/consultations/<string:reference>/responses/<string:response>/themes")
@requires(Permission.THEME_WRITE)
def mark_response(reference: str, response: str) -> ResponseReturnValue:
    """Keep what a response says, and go on to the next one that nobody has read."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    page = reading.response_page(consultation, response, viewer, day)
    form = marks_form(consultation, queries_themes.reading_of(response_id=page.id))
    refused = _save(consultation, form, response_id=page.id, anonymous_id=None)

    def after() -> str | None:
        found = reading.next_unread(consultation, response, viewer, day)
        return found and url_for(
            "consultations.show_response", reference=reference, response=found, _anchor="says"
        )

    here = url_for("consultations.show_response", reference=reference, response=response, _anchor="says")
    return _went_on(refused, here, after, url_for("consultations.list_themes", reference=reference))


@consultations.route(
    "/consultations/<string:reference>/anonymous-answers/<int(max=9223372036854775807):number>",
    methods=["GET", "POST"],
)
@requires(Permission.THEME_WRITE)
def read_anonymous(reference: str, number: int) -> ResponseReturnValue:
    """One anonymous answer, what it says, and on to the next one that nobody has read."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    page = queries_anonymous.anonymous_answer(consultation, number, viewer, day)
    form = marks_form(consultation, queries_themes.reading_of(anonymous_id=number))
    if not form.is_submitted():
        return render_template(
            "consultations/anonymous_answer.html",
            consultation=consultation,
            page=page,
            questions=queries.questions_of(consultation),
            marks=form,
            refused=services_themes.why_not_read(consultation, day),
        )
    after = page.after
    refused = _save(consultation, form, response_id=None, anonymous_id=number)

    def following() -> str | None:
        found = "consultations.read_anonymous"
        return None if after is None else url_for(found, reference=reference, number=after, _anchor="says")

    here = url_for("consultations.read_anonymous", reference=reference, number=number, _anchor="says")
    return _went_on(refused, here, following, url_for("consultations.list_themes", reference=reference))
