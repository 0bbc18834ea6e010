"""Pages of concerns: the list, one concern with its thread, answering and closing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker import database
from tracker.concerns import (
    lists,
    queries,
    queries_clock,
    queries_files,
    queries_rooms,
    queries_where,
    services,
    views_clock,  # noqa: F401  its pages register themselves
    views_correcting,  # noqa: F401
    views_drafts,  # noqa: F401
    views_files,  # noqa: F401
    views_joint,  # noqa: F401
    views_raising,  # noqa: F401  its pages register themselves
    views_rooms,  # noqa: F401
    views_together,  # noqa: F401
    views_where,  # noqa: F401
)
from tracker.concerns.blueprint import concerns
from tracker.concerns.forms import (
    AcknowledgeForm,
    AnswerForm,
    CloseForm,
    FilterForm,
    MessageForm,
    ReplyForm,
    StepForm,
    once,
)
from tracker.concerns.models import Concern
from tracker.concerns.rules import OPEN, ConcernAct, ConcernMoveError, Side, acts_open, readers, waiting_on
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

__all__ = ["concerns"]


@concerns.get("")
@requires(Permission.CONCERN_READ)
def list_concerns() -> ResponseReturnValue:
    """All concerns the viewer may know of, first due on top, closed ones last."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("due")
    form = FilterForm(request.args)
    form.offer(lists.changes_with_concerns(viewer, day))
    narrowed = any(listing.value(name) for name in (*form._fields, "union"))
    return render_template(
        "concerns/list.html",
        page=lists.concerns_page(viewer, day, listing),
        listing=listing,
        patterns=[] if narrowed else queries_where.patterns(viewer, day),
        filters=form,
        narrowed=narrowed,
        may_raise=viewer.may(Permission.CONCERN_RAISE),
        side=queries.side_of(viewer),
    )


@concerns.get("/<string:reference>")
@requires(Permission.CONCERN_READ)
def show_concern(reference: str) -> ResponseReturnValue:
    """The concern, its thread, and what the viewer can do next."""
    viewer = current_viewer()
    return _page(queries.get_concern(reference, viewer, today()), viewer)


def _page(
    concern: Concern, viewer: Viewer, *, form: Any = None, act: ConcernAct | None = None, **more: Any
) -> str:
    """The concern's page. ``form`` is what was typed for ``act``; without one, that of the usual next act."""
    day, side = today(), queries.side_of(viewer)
    clock = queries_clock.clock_of(concern, day)
    acts = acts_open(
        concern.state, side, is_raiser=queries_clock.is_spoken_for(concern, viewer, day), late=clock.late
    )
    if form is None and acts:
        act = acts[0]
        if act in OFFERED:
            form = FORMS[act][0](formdata=None)
            form.show_version(concern)
    versions = queries.versions_of(concern, viewer)
    room = queries_rooms.room_of(concern, viewer, day)
    return render_template(
        "concerns/show.html",
        concern=concern,
        room=room,
        files=queries_files.files_of(concern, viewer),
        may_file=viewer.may(Permission.CONCERN_PAUSE) and concern.state in OPEN,
        where=queries_where.where_of(concern, viewer, day),
        notes=queries_rooms.count_notes(concern, room),
        text=versions[0] if versions else None,
        corrections=versions[1:],
        may_correct=side is Side.UNION and concern.state in OPEN,
        thread=queries.thread_of(concern, viewer),
        clock=clock,
        stages=queries_clock.stages_of(concern),
        pauses=queries_clock.pauses_of(concern),
        may_pause=viewer.may(Permission.CONCERN_PAUSE) and waiting_on(concern.state) is not Side.NOBODY,
        waiting=waiting_on(concern.state),
        age=lists.age_of(concern.raised_at, concern.closed_at, day, queries.nation_of(concern)),
        side=side,
        acts=acts,
        act=act,
        form=form if act in acts else None,
        readers=readers(side, concern.union_names),
        **more,
    )


@concerns.route("/<string:reference>/acknowledge", methods=["GET", "POST"])
@requires(Permission.CONCERN_ANSWER)
def acknowledge(reference: str) -> ResponseReturnValue:
    """HR says it has read the concern: one press, words if wanted."""
    return _message(reference, ConcernAct.ACKNOWLEDGE)


@concerns.route("/<string:reference>/answer", methods=["GET", "POST"])
@requires(Permission.CONCERN_ANSWER)
def answer(reference: str) -> ResponseReturnValue:
    """HR answers."""
    return _message(reference, ConcernAct.ANSWER)


@concerns.route("/<string:reference>/reply", methods=["GET", "POST"])
@requires(Permission.CONCERN_CLOSE)
def reply(reference: str) -> ResponseReturnValue:
    """The union says that the answer does not settle it."""
    return _message(reference, ConcernAct.REPLY)


@concerns.route("/<string:reference>/step/<string:step>", methods=["GET", "POST"])
@requires(Permission.CONCERN_CLOSE)
def union_step(reference: str, step: str) -> ResponseReturnValue:
    """The union agrees with the answer, records a failure to agree, escalates, or opens it again."""
    if step not in UNION_STEPS:
        abort(404)
    return _message(reference, ConcernAct(step))


@concerns.route("/<string:reference>/discuss", methods=["GET", "POST"])
@requires(Permission.CONCERN_ANSWER)
def discuss(reference: str) -> ResponseReturnValue:
    """HR says where and when it is discussed."""
    return _message(reference, ConcernAct.DISCUSS)


@concerns.route("/<string:reference>/conciliate", methods=["GET", "POST"])
@requires(Permission.CONCERN_PAUSE)
def conciliate(reference: str) -> ResponseReturnValue:
    """Either side refers a failure to agree to conciliation."""
    return _message(reference, ConcernAct.CONCILIATE)


FORMS: dict[ConcernAct, tuple[type[MessageForm], Callable[..., None], str]] = {
    ConcernAct.ACKNOWLEDGE: (AcknowledgeForm, services.acknowledge, "Concern acknowledged"),
    ConcernAct.ANSWER: (AnswerForm, services.answer, "Answer sent"),
    ConcernAct.REPLY: (ReplyForm, services.reply, "Reply sent: the concern waits on management again"),
    ConcernAct.DISCUSS: (StepForm, services.take_step, "Taken into discussion"),
    ConcernAct.ACCEPT: (StepForm, services.take_step, "Answer agreed: its raiser can close it"),
    ConcernAct.FAIL: (StepForm, services.take_step, "Failure to agree recorded"),
    ConcernAct.ESCALATE: (StepForm, services.take_step, "Concern escalated"),
    ConcernAct.CONCILIATE: (StepForm, services.take_step, "Referred to conciliation"),
    ConcernAct.REOPEN: (StepForm, services.take_step, "Concern opened again"),
}
UNION_STEPS = (ConcernAct.ACCEPT, ConcernAct.FAIL, ConcernAct.ESCALATE, ConcernAct.REOPEN)
OFFERED = (ConcernAct.ACKNOWLEDGE, ConcernAct.ANSWER, ConcernAct.REPLY)
"""The usual next acts, whose box stands on the page itself."""


def _message(reference: str, act: ConcernAct) -> ResponseReturnValue:
    kind, write, done = FORMS[act]
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    form = kind()
    if isinstance(form, StepForm):
        form.ask(act)
        write = partial(write, act=act)
    return _send(concern, viewer, form, act, write, done)


@concerns.route("/<string:reference>/close", methods=["GET", "POST"])
@requires(Permission.CONCERN_CLOSE)
def close_concern(reference: str) -> ResponseReturnValue:
    """The union closes it: agreed, not agreed with the reason, or withdrawn."""
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    is_raiser = queries_clock.is_spoken_for(concern, viewer, today())
    acts = acts_open(concern.state, Side.UNION, is_raiser=is_raiser)
    form = CloseForm()
    if not form.offer(acts) and request.method == "GET":
        try:
            services.check_possible(concern, ConcernAct.WITHDRAW, viewer, today())
        except ConcernMoveError as error:
            flash(str(error), "warning")
        return redirect(url_for("concerns.show_concern", reference=reference))
    wanted = ConcernAct(form.outcome.data) if form.outcome.data in set(ConcernAct) else ConcernAct.AGREE
    if request.method == "POST" and wanted is ConcernAct.DISAGREE and not form.text.data:
        form.validate()
        form.say("text", "Enter the reason why it is not agreed")
        return _close_page(concern, form, 400)

    def send(concern: Concern, **values: Any) -> None:
        services.close_concern(concern, wanted, **values)

    return _send(concern, viewer, form, wanted, send, f"Concern closed: {wanted}")


def _send(
    concern: Concern,
    viewer: Viewer,
    form: Any,
    act: ConcernAct,
    send: Callable[..., None],
    done: str,
) -> ResponseReturnValue:
    """Show the form, or do the act once; whatever stands in the way, what was typed is still there."""
    here = url_for("concerns.show_concern", reference=concern.reference)
    closing = isinstance(form, CloseForm)
    if request.method == "GET":
        form.show_version(concern)
        if isinstance(form, StepForm):
            try:
                services.check_possible(concern, act, viewer, today())
            except ConcernMoveError as error:
                flash(str(error), "warning")
                return redirect(here)
        return _again(concern, viewer, form, act, 200)
    token = once(form.token.data)
    if queries.is_message_sent(viewer, token):
        return redirect(here)
    try:
        check = act if not closing or form.outcome.data in set(ConcernAct) else None
        if check:
            services.check_possible(concern, check, viewer, today())
        if not form.validate_on_submit():
            return _again(concern, viewer, form, act, 400)
        with unit_of_work():
            send(
                concern,
                text=form.text.data or "",
                by=viewer,
                moment=database.now(),
                seen=form.seen(),
                token=token,
            )
    except ConcernMoveError as error:
        return _refused(concern.reference, viewer, form, error)
    except (EditConflictError, IntegrityError):
        if queries.is_message_sent(viewer, token):
            return redirect(here)
        concern = queries.get_concern(concern.reference, viewer, today())
        try:
            services.check_possible(concern, act, viewer, today())
        except ConcernMoveError as error:  # what the other did at the same moment leaves no room for this
            return _refused(concern.reference, viewer, form, error)
        form.show_version(concern)
        form.say("text", "Something was written here while you were typing: read it, then send yours")
        return _again(concern, viewer, form, act, 409)
    flash(done, "success")
    return redirect(here)


def _refused(reference: str, viewer: Viewer, form: Any, error: ConcernMoveError) -> ResponseReturnValue:
    """The concern as it is now, why the act is too late, and what was typed."""
    concern = queries.get_concern(reference, viewer, today())
    return _page(concern, viewer, refused=str(error), kept=form.text.data), 409


def _again(concern: Concern, viewer: Viewer, form: Any, act: ConcernAct, status: int) -> ResponseReturnValue:
    if isinstance(form, CloseForm):
        return _close_page(concern, form, status)
    if isinstance(form, StepForm):
        return _step_page(concern, viewer, form, act, status)
    return _page(concern, viewer, form=form, act=act), status


def _step_page(
    concern: Concern, viewer: Viewer, form: StepForm, act: ConcernAct, status: int
) -> ResponseReturnValue:
    return (
        render_template(
            "concerns/step.html",
            concern=concern,
            text=queries.text_of(concern, viewer),
            clock=queries_clock.clock_of(concern, today()),
            form=form,
            act=act,
            readers=readers(queries.side_of(viewer), concern.union_names),
        ),
        status,
    )


def _close_page(concern: Concern, form: CloseForm, status: int = 200) -> ResponseReturnValue:
    viewer = current_viewer()
    return (
        render_template(
            "concerns/close.html",
            concern=concern,
            text=queries.text_of(concern, viewer),
            form=form,
            readers=readers(Side.UNION, concern.union_names),
        ),
        status,
    )
