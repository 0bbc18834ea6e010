"""Pages of released anonymous answers: HR partners release them, they and invited unions read them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from tracker import database
from tracker.consultations import queries, queries_themes, services_anonymous
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms import ConfirmForm, ReadingForm
from tracker.consultations.queries_anonymous import anonymous_page, answers_held
from tracker.consultations.rules import FEWEST, AnswerMode, ConsultationError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request


@consultations.get("/consultations/<string:reference>/anonymous-answers")
@requires(Permission.ANONYMOUS_ANSWER_READ)
def list_anonymous(reference: str) -> ResponseReturnValue:
    """The answers in mixed order, each with its words."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    if consultation.mode is not AnswerMode.ANONYMOUS:
        raise NoResultFound
    listing, filters = listing_from_request("mixed"), ReadingForm(request.args)
    filters.offer_themes([(theme.reference, theme.name) for theme in queries_themes.themes_of(consultation)])
    return render_template(
        "consultations/anonymous_answers.html",
        consultation=consultation,
        page=anonymous_page(consultation, viewer, day, listing),
        listing=listing,
        filters=filters,
        reads_themes=viewer.may(Permission.THEME_WRITE),
        questions=queries.questions_of(consultation),
        narrowed=any(map(listing.value, ("q", "position", "theme"))),
    )


@consultations.route("/consultations/<string:reference>/release", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_DESIGN)
def release_answers(reference: str) -> ResponseReturnValue:
    """Let the anonymous answers be read, all at once."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    if consultation.mode is not AnswerMode.ANONYMOUS:
        raise NoResultFound
    form, status = ConfirmForm(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                count = services_anonymous.release_answers(
                    consultation, by=viewer, moment=database.now(), day=day, seen=form.seen()
                )
        except EditConflictError:
            form.say("", "Somebody changed the consultation since you opened this page: read it again")
        except ConsultationError as error:
            form.say("", str(error))
        else:
            flash(f"{count:,} anonymous answers released", "success")
            return redirect(url_for("consultations.list_anonymous", reference=reference))
        status = 409
        consultation = queries.get_consultation(reference, viewer, day)
    form.show_version(consultation)
    held = answers_held(consultation)
    page = render_template(
        "consultations/release.html",
        consultation=consultation,
        form=form,
        held=held,
        fewest=FEWEST,
        refused=services_anonymous.why_not_released(consultation, held, day),
    )
    return page, status
