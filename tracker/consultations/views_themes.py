"""Pages of themes: the codebook, one theme with its answer, and what somebody's own answer came to."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, NoResultFound

from tracker import database
from tracker.consultations import queries, queries_themes, services_themes
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms_themes import MergeForm, ThemeAnswerForm, ThemeForm
from tracker.consultations.models import Consultation
from tracker.consultations.models_themes import Theme
from tracker.consultations.reading import results_of
from tracker.consultations.responders import own_response
from tracker.consultations.rules import ConsultationError, ConsultationState
from tracker.consultations.rules_themes import Verdict, missing_in_answer, why_not_approved
from tracker.consultations.views_answering import find_responder
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.forms import EditForm

MOVED = "Somebody changed the theme since you opened this page: read it again"


def _counts(consultation: Consultation) -> dict[int, queries_themes.ThemeCount]:
    viewer = current_viewer()
    answered = results_of(consultation, viewer, today()).answered
    exact = viewer.may(Permission.RESPONSE_READ)
    return queries_themes.counts_of_themes(consultation, answered, exact=exact)


@consultations.route("/consultations/<string:reference>/themes", methods=["GET", "POST"])
@requires(Permission.THEME_READ)
def list_themes(reference: str) -> ResponseReturnValue:
    """The codebook with its counts, how far reading is, and a new theme."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    themes = queries_themes.themes_of(consultation)
    form = ThemeForm()
    form.offer(themes)
    writes = viewer.may(Permission.THEME_WRITE) and not services_themes.why_not_read(consultation, day)
    status = 200
    if writes and form.validate_on_submit():
        try:
            with unit_of_work():
                services_themes.save_theme(consultation, None, **_typed(form, themes), by=viewer, day=day)
            flash("Theme added", "success")
            return redirect(url_for("consultations.list_themes", reference=reference))
        except (ConsultationError, IntegrityError) as error:
            form.say("name", _why(error))
            status = 409
            consultation = queries.get_consultation(reference, viewer, day)
            themes = queries_themes.themes_of(consultation)
    elif form.errors:
        status = 400
    names = {theme.id: theme.name for theme in themes}
    parents = queries_themes.parents_of(themes)
    page = render_template(
        "consultations/themes.html",
        consultation=consultation,
        themes=themes,
        counts=_counts(consultation),
        under={
            theme.id: sorted(names[each] for each in parents[theme.id] if each in names) for theme in themes
        },
        progress=queries_themes.progress_of(consultation) if viewer.may(Permission.RESPONSE_READ) else None,
        refused=services_themes.why_not_read(consultation, day),
        writes=writes,
        form=form,
        unread=queries_themes.UNREAD,
    )
    return page, status


def _why(error: Exception) -> str:
    """What is said by the name; the database refuses one that somebody gave at the same moment."""
    return str(error) if isinstance(error, ConsultationError) else "Somebody has just given this name: use it"


def _typed(form: ThemeForm, themes: list[Theme]) -> dict[str, Any]:
    numbers = {theme.reference: theme.id for theme in themes}
    return {
        "name": form.name.data or "",
        "description": form.description.data or "",
        "parents": [numbers[each] for each in dict.fromkeys(form.parents.data or ()) if each in numbers],
    }


def _found(reference: str, theme: str) -> tuple[Consultation, Theme, list[Theme]]:
    consultation = queries.get_consultation(reference, current_viewer(), today())
    found = queries_themes.get_theme(consultation, theme)
    return (
        consultation,
        found,
        [each for each in queries_themes.themes_of(consultation) if each.id != found.id],
    )


@consultations.route("/consultations/<string:reference>/themes/<string:theme>/edit", methods=["GET", "POST"])
@requires(Permission.THEME_WRITE)
def edit_theme(reference: str, theme: str) -> ResponseReturnValue:
    """Its words and what it stands under."""
    viewer, day = current_viewer(), today()
    consultation, found, others = _found(reference, theme)
    under = queries_themes.parents_of([found])[found.id]
    form = ThemeForm(
        name=found.name,
        description=found.description,
        parents=[each.reference for each in others if each.id in under],
    )
    form.offer(others)
    conflict, status = None, 200
    if not form.is_submitted():
        form.show_version(found)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services_themes.save_theme(
                    consultation, found, **_typed(form, others), by=viewer, day=day, seen=form.seen()
                )
            flash("Theme saved", "success")
            return redirect(url_for("consultations.show_theme", reference=reference, theme=theme))
        except EditConflictError:
            consultation, found, others = _found(reference, theme)
            conflict, status = conflict_over(form, found), 409
        except (ConsultationError, IntegrityError) as error:
            consultation, found, others = _found(reference, theme)
            form.say("name", _why(error))
            status = 409
    elif form.errors:
        status = 400
    page = render_template(
        "consultations/edit_theme.html", consultation=consultation, theme=found, form=form, conflict=conflict
    )
    return page, status


@consultations.get("/consultations/<string:reference>/themes/<string:theme>")
@requires(Permission.THEME_READ)
def show_theme(reference: str, theme: str) -> ResponseReturnValue:
    """One theme: how many say it, what management answers, and what can be done."""
    return _theme_page(reference, theme)


def _theme_page(reference: str, theme: str, said: str = "", status: int = 200) -> ResponseReturnValue:
    viewer, day = current_viewer(), today()
    consultation, found, others = _found(reference, theme)
    form, merging = EditForm(), MergeForm()
    merging.offer(others)
    for each in (form, merging):
        each.show_version(found)
    closed = services_themes.why_not_read(consultation, day)
    reads = viewer.may(Permission.RESPONSE_READ)
    nobody = queries_themes.ThemeCount(0 if reads else None, 0)
    page = render_template(
        "consultations/theme.html",
        consultation=consultation,
        theme=found,
        count=_counts(consultation).get(found.id, nobody),
        form=form,
        merging=merging if others else None,
        said=said,
        closed=closed,
        writes=viewer.may(Permission.THEME_WRITE) and not closed,
        reads=reads,
        unused=reads and not queries_themes.is_said(found),
        why_not_approved=closed
        or why_not_approved(found.verdict, queries_themes.theme_authors(found), viewer.account_id),
    )
    return page, status


@consultations.post("/consultations/<string:reference>/themes/<string:theme>/merge")
@requires(Permission.THEME_WRITE)
def merge_theme(reference: str, theme: str) -> ResponseReturnValue:
    """Another theme takes its answers over."""
    consultation, found, others = _found(reference, theme)
    form = MergeForm()
    into = next((each for each in others if each.reference == form.into.data), None)
    if not form.validate_on_submit() or into is None:
        return _theme_page(reference, theme, "Choose the theme that takes its answers over", 400)
    name, target = into.name, into.reference
    try:
        with unit_of_work():
            database.check_version(found, form.seen())
            count = services_themes.merge_theme(found, into, consultation, by=current_viewer(), day=today())
    except EditConflictError:
        return _theme_page(reference, theme, MOVED, 409)
    except ConsultationError as error:
        return _theme_page(reference, theme, str(error), 409)
    flash(f"Merged into “{name}”, which has its {count:,} answers now", "success")
    return redirect(url_for("consultations.show_theme", reference=reference, theme=target))


@consultations.post("/consultations/<string:reference>/themes/<string:theme>/delete")
@requires(Permission.THEME_WRITE)
def delete_theme(reference: str, theme: str) -> ResponseReturnValue:
    """Take away a theme that no answer says."""
    consultation, found, _others = _found(reference, theme)
    form = EditForm()
    try:
        with unit_of_work():
            services_themes.delete_theme(
                found, consultation, by=current_viewer(), day=today(), seen=form.seen()
            )
    except EditConflictError:
        return _theme_page(reference, theme, MOVED, 409)
    except ConsultationError as error:
        return _theme_page(reference, theme, str(error), 409)
    flash("Theme deleted", "success")
    return redirect(url_for("consultations.list_themes", reference=reference))


@consultations.post("/consultations/<string:reference>/themes/<string:theme>/approve")
@requires(Permission.THEME_APPROVE)
def approve_theme(reference: str, theme: str) -> ResponseReturnValue:
    """Somebody who did not write the answer lets it stand."""
    consultation, found, _others = _found(reference, theme)
    form = EditForm()
    try:
        with unit_of_work():
            services_themes.approve_theme(
                found,
                consultation,
                by=current_viewer(),
                moment=database.now(),
                day=today(),
                seen=form.seen(),
            )
    except EditConflictError:
        return _theme_page(reference, theme, MOVED, 409)
    except ConsultationError as error:
        return _theme_page(reference, theme, str(error), 409)
    flash("Answer approved", "success")
    return redirect(url_for("consultations.list_themes", reference=reference))


@consultations.route(
    "/consultations/<string:reference>/themes/<string:theme>/answer", methods=["GET", "POST"]
)
@requires(Permission.THEME_WRITE)
def answer_theme(reference: str, theme: str) -> ResponseReturnValue:
    """Write management's answer; somebody else approves it."""
    viewer, day = current_viewer(), today()
    consultation, found, _others = _found(reference, theme)
    form = ThemeAnswerForm(
        verdict=found.verdict.value if found.verdict else None,
        answer=found.answer,
        change_made=found.change_made,
    )
    conflict, status = None, 200
    if not form.is_submitted():
        form.show_version(found)
    if form.validate_on_submit():
        typed = Verdict(form.verdict.data), form.answer.data or "", form.change_made.data or ""
        for name, message in missing_in_answer(*typed).items():
            form.say(name, message)
        if not form.errors:
            try:
                with unit_of_work():
                    services_themes.answer_theme(
                        found,
                        consultation,
                        verdict=typed[0],
                        answer=typed[1],
                        change_made=typed[2],
                        by=viewer,
                        day=day,
                        seen=form.seen(),
                    )
                flash("Answer saved. Somebody who did not write it has to approve it", "success")
                return redirect(url_for("consultations.show_theme", reference=reference, theme=theme))
            except EditConflictError:
                consultation, found, _others = _found(reference, theme)
                conflict, status = conflict_over(form, found), 409
            except ConsultationError as error:
                consultation, found, _others = _found(reference, theme)
                form.say("verdict", str(error))
                status = 409
    if form.errors and status == 200:
        status = 400
    page = render_template(
        "consultations/answer_theme.html",
        consultation=consultation,
        theme=found,
        form=form,
        conflict=conflict,
    )
    return page, status


@consultations.get("/consultations/<string:reference>/reply")
@requires(Permission.CONSULTATION_RESPOND)
def show_reply(reference: str) -> ResponseReturnValue:
    """To whoever answered: what they said, and what management answers to each of their points."""
    consultation, responder, _all = find_responder(reference)
    sent = own_response(consultation, responder)
    if sent is None or consultation.state is not ConsultationState.OUTCOME_PUBLISHED:
        raise NoResultFound
    reading = queries_themes.reading_of(response_id=sent.response.id)
    said = queries_themes.marks_on(reading)
    return render_template(
        "consultations/reply.html",
        consultation=consultation,
        responder=responder,
        sent=sent,
        questions=queries.questions_of(consultation),
        was_read=reading is not None,
        themes=[
            theme for number, theme in queries_themes.answered_themes(consultation).items() if number in said
        ],
    )
