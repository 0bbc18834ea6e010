"""Doing the same with several concerns: a page that lists exactly which, then all of them or none."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker import database
from tracker.concerns import lists, queries, services
from tracker.concerns.blueprint import concerns
from tracker.concerns.forms import TogetherForm, once
from tracker.concerns.models import Concern
from tracker.concerns.rules import ConcernAct, ConcernMoveError, Side, readers
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

MOST = 50
ACTS = {
    Side.MANAGEMENT: (ConcernAct.ACKNOWLEDGE, ConcernAct.DISCUSS, ConcernAct.ANSWER),
    Side.UNION: (ConcernAct.ACCEPT, ConcernAct.REPLY, ConcernAct.FAIL, ConcernAct.ESCALATE),
}


@dataclass(frozen=True)
class Ticked:
    """One of the concerns ticked, and why the act is not possible for it; empty where it is."""

    concern: Concern
    summary: str
    stands_in_the_way: str


@concerns.route("/together", methods=["GET", "POST"])
@requires(Permission.CONCERN_PAUSE)
def act_together() -> ResponseReturnValue:
    """Choose an act for those ticked, see for which of them it is possible, and do it for all of these."""
    viewer = current_viewer()
    side = queries.side_of(viewer)
    found = _ticked(viewer)
    if not found:
        flash("Tick the concerns first", "warning")
        return redirect(url_for("concerns.list_concerns"))
    form = TogetherForm(request.form if request.method == "POST" else request.args)
    form.offer(ACTS[side])
    act = ConcernAct(form.act.data) if form.act.data in ACTS[side] else ACTS[side][0]
    rows = _rows(found, act, viewer)
    status = 200
    if request.method == "POST":
        status = 400
        token = once(form.token.data)
        if queries.is_message_sent(viewer, *(_token(token, each) for each in found)):
            return redirect(url_for("concerns.list_concerns"))
        if form.validate():
            try:
                done = _act(rows, act, form, token, viewer)
                flash(f"{ACT_DONE[act]}: {done}", "success")
                return redirect(url_for("concerns.list_concerns"))
            except (EditConflictError, IntegrityError):
                form.say(
                    "text", "One of them moved on while you were typing: look at the list, then send again"
                )
                status = 409
            except ConcernMoveError as error:
                form.say("text", f"{error}: nothing was done")
                status = 409
            found = _ticked(viewer)
            rows = _rows(found, act, viewer)
    unions = sorted({row.concern.union_names for row in rows})
    return (
        render_template(
            "concerns/together.html",
            form=form,
            act=act,
            rows=rows,
            possible=[row for row in rows if not row.stands_in_the_way],
            readers=readers(side, " or ".join(unions)),
        ),
        status,
    )


ACT_DONE = {
    ConcernAct.ACKNOWLEDGE: "Concerns acknowledged",
    ConcernAct.DISCUSS: "Concerns taken into discussion",
    ConcernAct.ANSWER: "Concerns answered",
    ConcernAct.ACCEPT: "Answers agreed",
    ConcernAct.REPLY: "Replies sent",
    ConcernAct.FAIL: "Failures to agree recorded",
    ConcernAct.ESCALATE: "Concerns escalated",
}


def _token(token: str, concern: Concern) -> str:
    """One press makes one message on each concern."""
    return f"{token[:40]} {concern.reference}"


def _ticked(viewer: Viewer) -> list[Concern]:
    wanted = list(dict.fromkeys(request.values.getlist("c")))[:MOST]
    return lists.concerns_named(wanted, viewer, today())


def _rows(found: list[Concern], act: ConcernAct, viewer: Viewer) -> list[Ticked]:
    said = lists.summaries_of(found, viewer)
    rows = []
    for concern in found:
        why = ""
        try:
            services.check_possible(concern, act, viewer, today())
        except ConcernMoveError as error:
            why = str(error)
        rows.append(Ticked(concern, said[concern.id], why))
    return rows


def _act(rows: list[Ticked], act: ConcernAct, form: TogetherForm, token: str, viewer: Viewer) -> int:
    """Do it for every concern for which it is possible, in one piece of work; how many there were.

    Where one of those ticked has moved on since the page was made, nothing is done: the page said otherwise.
    """
    seen = form.versions()
    if any(seen.get(row.concern.reference) != row.concern.version for row in rows):
        raise EditConflictError
    possible = [row.concern for row in rows if not row.stands_in_the_way]
    if not possible:
        raise ConcernMoveError(rows[0].stands_in_the_way)
    with unit_of_work():
        for concern in possible:
            services.take_step(
                concern,
                act,
                text=form.text.data or "",
                by=viewer,
                moment=database.now(),
                seen=seen.get(concern.reference),
                token=_token(token, concern),
            )
    return len(possible)
