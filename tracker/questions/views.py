"""Pages of questions: those of a concern for HR, and a manager's own."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.concerns.models import Concern
from tracker.concerns.queries import nation_of, text_of
from tracker.concerns.queries_rooms import concern_of_room, count_notes
from tracker.concerns.rules import OPEN as CONCERN_OPEN
from tracker.concerns.rules import Room
from tracker.database import EditConflictError, db, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.working_days import add_working_days
from tracker.questions import queries, services
from tracker.questions.blueprint import questions
from tracker.questions.forms import AnswerForm, AskForm
from tracker.questions.models import ManagerQuestion
from tracker.questions.rules import QuestionMoveError, QuestionState
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request
from tracker.web.once import made_before, once

__all__ = ["questions"]

USUAL_DAYS = 5
"""Working days a manager is given unless HR says otherwise."""


@questions.get("/about/<string:reference>")
@requires(Permission.MANAGEMENT_ROOM_READ)
def of_concern(reference: str) -> ResponseReturnValue:
    """What managers were asked on the occasion of the concern, and what they answered."""
    viewer, day = current_viewer(), today()
    concern = concern_of_room(reference, Room.MANAGEMENT, viewer, day)
    form = None
    if viewer.may(Permission.QUESTION_ASK) and concern.state in CONCERN_OPEN:
        form = AskForm(formdata=None, due_on=add_working_days(day, USUAL_DAYS, nation_of(concern)))
    return _of_concern(concern, viewer, form)


@questions.post("/about/<string:reference>")
@requires(Permission.QUESTION_ASK)
def ask(reference: str) -> ResponseReturnValue:
    """Put a question to a manager."""
    viewer, day = current_viewer(), today()
    concern = concern_of_room(reference, Room.MANAGEMENT, viewer, day)
    here = url_for("questions.of_concern", reference=reference)
    form = AskForm()
    managers = {each.reference: each for each in queries.askable_managers(concern, day)}
    form.offer(list(managers.values()))
    made = form.made.data or ""
    if made_before(ManagerQuestion, made, ManagerQuestion.asked_by_id == viewer.account_id):
        return redirect(here)
    if not form.validate() or not form.check(day) or form.due_on.data is None:
        return _of_concern(concern, viewer, form), 400
    state = QuestionState.SENT
    try:
        with once(ManagerQuestion, made):
            state = services.ask(
                concern,
                managers[form.manager.data],
                form.text.data or "",
                due_on=form.due_on.data,
                reference=made,
                by=viewer,
                moment=database.now(),
            )
    except QuestionMoveError as error:
        form.say("text", str(error))
        return _of_concern(concern_of_room(reference, Room.MANAGEMENT, viewer, day), viewer, form), 400
    if state is QuestionState.WAITING:
        flash("Fewer than 10 people work there: the question goes out once a second person agrees", "warning")
    else:
        flash("Question sent", "success")
    return redirect(here)


def _of_concern(concern: Concern, viewer: Viewer, form: AskForm | None) -> str:
    day = today()
    if form and not form.manager.choices:
        form.offer(queries.askable_managers(concern, day))
    return render_template(
        "questions/of_concern.html",
        concern=concern,
        text=text_of(concern, viewer),
        notes=count_notes(concern, Room.MANAGEMENT),
        rows=queries.questions_about(concern, day),
        form=form,
        day=day,
    )


@questions.post("/<string:reference>/decide")
@requires(Permission.QUESTION_APPROVE)
def decide(reference: str) -> ResponseReturnValue:
    """A second person lets a question go out, or keeps it back."""
    send = request.form.get("verdict") == "send"
    return _move(
        reference,
        lambda question, concern, **given: services.decide(question, concern, send=send, **given),
        "Question sent" if send else "The question stays here",
    )


@questions.post("/<string:reference>/withdraw")
@requires(Permission.QUESTION_ASK)
def withdraw(reference: str) -> ResponseReturnValue:
    """HR needs no answer any more."""
    return _move(
        reference,
        lambda question, _concern, **given: services.withdraw(question, **given),
        "Question withdrawn",
    )


def _move(reference: str, act: Callable[..., None], done: str) -> ResponseReturnValue:
    viewer = current_viewer()
    question, concern = queries.question_of_concern(reference, viewer, today())
    seen = request.form.get("seen_version", "")
    try:
        with unit_of_work():
            act(
                question,
                concern,
                by=viewer,
                moment=database.now(),
                seen=int(seen) if seen.isdecimal() else None,
            )
        flash(done, "success")
    except QuestionMoveError as error:
        flash(str(error), "warning")
    except EditConflictError:
        flash("Somebody did something with the question at the same moment: look again", "warning")
    return redirect(url_for("questions.of_concern", reference=concern.reference))


@questions.get("")
@requires(Permission.QUESTION_ANSWER)
def list_questions() -> ResponseReturnValue:
    """What HR asks the manager."""
    listing = listing_from_request("due")
    return render_template(
        "questions/list.html",
        page=queries.questions_page(current_viewer(), today(), listing),
        listing=listing,
        day=today(),
    )


@questions.route("/<string:reference>", methods=["GET", "POST"])
@requires(Permission.QUESTION_ANSWER)
def show_question(reference: str) -> ResponseReturnValue:
    """One question, and the box for its answer."""
    viewer, day = current_viewer(), today()
    question = queries.get_question(reference, viewer, day)
    form, status = AnswerForm(), 200
    if form.validate_on_submit():
        concern = db.session.get_one(Concern, question.concern_id, options=queries.with_programme())
        try:
            with unit_of_work():
                services.answer(
                    question,
                    concern,
                    form.text.data or "",
                    by=viewer,
                    moment=database.now(),
                    seen=form.seen(),
                )
            flash("Answer sent to HR", "success")
            return redirect(url_for("questions.show_question", reference=reference))
        except (QuestionMoveError, EditConflictError) as error:
            said = str(error) if isinstance(error, QuestionMoveError) else "It was answered or withdrawn"
            form.say("text", f"{said}: nothing was sent")
            question, status = queries.get_question(reference, viewer, day), 409
    elif form.errors:
        status = 400
    if not form.is_submitted():
        form.show_version(question)
    return (
        render_template(
            "questions/show.html",
            row=queries.row_of(question, viewer, day),
            form=form if question.state is QuestionState.SENT or form.errors else None,
            day=day,
        ),
        status,
    )
