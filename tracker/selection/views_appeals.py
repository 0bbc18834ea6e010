"""Pages of the person scored and of appeals: own scores once final, lodging, deciding."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.selection import queries, queries_own, queries_scores, services_appeals
from tracker.selection.acting import act_on, to_pool
from tracker.selection.blueprint import selection
from tracker.selection.forms import AppealForm, ConfirmForm, DecideForm
from tracker.selection.models import PoolAppeal, SelectionPool
from tracker.selection.rules import AppealState, PanelPart, SelectionError, work_out
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@selection.get("/my-selection")
@requires(Permission.SELECTION_OWN)
def own_places() -> ResponseReturnValue:
    """Pools the viewer was in, once they are final."""
    return render_template("selection/own_list.html", places=queries_own.own_places(current_viewer()))


@selection.get("/my-selection/<string:member>")
@requires(Permission.SELECTION_OWN)
def own_scores(member: str) -> ResponseReturnValue:
    """The viewer's own scores with the working, and their appeals. Nobody else's, and no scorer's name."""
    viewer = current_viewer()
    row = queries_own.get_own_place(member, viewer)
    criteria = queries.criteria_of(row.pool_id)
    sheets = queries_scores.sheets_of(row, viewer)
    moderations = queries_scores.moderations_of(row, viewer)
    rounds = []
    for number in sorted({sheet.round for sheet in sheets}):
        pair = [sheet.scores for sheet in sheets if sheet.round == number]
        moderated = [one for one in moderations if one.round == number]
        first, second = ({k: v.value or 0 for k, v in scores.items()} for scores in pair)
        working = work_out(
            queries.weighted(criteria),
            first,
            second,
            {one.criterion_id: one.value for one in moderated},
            row.pool.threshold,
        )
        rounds.append((number, working, pair, moderated))
    return render_template(
        "selection/own.html",
        member=row,
        pool=row.pool,
        criteria={one.id: one for one in criteria},
        rounds=rounds,
        appeals=services_appeals.own_appeals(row),
    )


@selection.route("/my-selection/<string:member>/appeal", methods=["GET", "POST"])
@requires(Permission.SELECTION_OWN)
def appeal(member: str) -> ResponseReturnValue:
    """Lodge an appeal about one's own result."""
    viewer, day = current_viewer(), today()
    row = queries_own.get_own_place(member, viewer)
    form = AppealForm()
    status = 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services_appeals.lodge_appeal(
                    row.pool, row, grounds=form.grounds.data, on=day, by=viewer, moment=database.now()
                )
        except (SelectionError, EditConflictError) as error:
            form.say("grounds", str(error) or "Something was changed just now: press again")
            status = 409
            row = queries_own.get_own_place(member, viewer)
        else:
            flash("Appeal lodged. You are told here what is decided", "success")
            return redirect(url_for("selection.own_scores", member=member))
    elif form.errors:
        status = 400
    return render_template("selection/appeal.html", form=form, pool=row.pool, member=row, own=True), status


@selection.route("/pools/<string:reference>/members/<string:member>/appeal", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def record_appeal(reference: str, member: str) -> ResponseReturnValue:
    """Record an appeal that came on paper or by word."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    row = queries.get_member(pool, member)
    form = AppealForm()
    if request.method == "GET":
        form.on.process(None, day)

    def act() -> None:
        services_appeals.lodge_appeal(
            pool,
            row,
            grounds=form.grounds.data,
            on=form.on.data or day,
            by=viewer,
            moment=database.now(),
        )

    return act_on(
        pool,
        form,
        "selection/appeal.html",
        act,
        "Appeal recorded",
        shown=lambda: {"member": queries.get_member(pool, member), "own": False},
    )


@selection.route("/pools/<string:reference>/appeals/<string:appeal>", methods=["GET", "POST"])
@requires(Permission.SELECTION_PANEL)
def decide_appeal(reference: str, appeal: str) -> ResponseReturnValue:
    """Decide an appeal; or take the new scores of one that was allowed. For whoever hears appeals."""
    viewer, day = current_viewer(), today()
    pool = queries.get_pool(reference, viewer, day)
    part = queries.part_in(pool, viewer)
    if part is not PanelPart.APPEAL:
        flash("Only whoever hears the appeals of this pool does that", "warning")
        return to_pool(pool)
    row = services_appeals.get_appeal(pool, appeal)
    rescoring = row.state is AppealState.RESCORING
    form: Any = ConfirmForm() if rescoring else DecideForm()

    def act() -> None:
        if rescoring:
            services_appeals.conclude_appeal(
                pool, row, seen=form.seen(), part=part, by=viewer, day=day, moment=database.now()
            )
        else:
            services_appeals.decide_appeal(
                pool,
                row,
                allowed=form.decision.data == "allowed",
                reason=form.reason.data,
                seen=form.seen(),
                part=part,
                by=viewer,
                day=day,
                moment=database.now(),
            )

    return act_on(
        pool,
        form,
        "selection/decide.html",
        act,
        "Recorded",
        versioned=lambda: services_appeals.get_appeal(pool, appeal),
        shown=lambda: _deciding(pool, services_appeals.get_appeal(pool, appeal), viewer),
    )


def _deciding(pool: SelectionPool, appeal: PoolAppeal, viewer: Viewer) -> dict[str, Any]:
    rescoring = appeal.state is AppealState.RESCORING
    return {
        "appeal": appeal,
        "rescoring": rescoring,
        "waiting": rescoring and not queries.handed_in(pool.id)[appeal.member_id].complete,
        "sheets": queries_scores.sheets_of(appeal.member, viewer),
        "criteria": queries.criteria_of(pool.id),
    }
