"""Pages of the panel: what the scores come to, moderating, settling a tie."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.audit import looks
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.selection import queries, queries_scores, services_scoring
from tracker.selection.acting import act_on, to_pool
from tracker.selection.blueprint import selection
from tracker.selection.forms import ConfirmForm, ModerateForm, TieForm
from tracker.selection.models import SelectionPool
from tracker.selection.rules import (
    PANEL_AT_WORK,
    PanelPart,
    PoolOutcome,
    PoolState,
    SelectionError,
    needed_of_tied,
)
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@selection.get("/pools/<string:reference>/results")
@requires(Permission.SELECTION_PANEL)
def show_results(reference: str) -> ResponseReturnValue:
    """Spread, totals and places, as far as the viewer may read scores now."""
    viewer, day = current_viewer(), today()
    pool = queries.get_pool(reference, viewer, day)
    part = queries.part_in(pool, viewer)
    if part is None:
        flash("Only the panel of this pool reads its scores", "warning")
        return to_pool(pool)
    results = queries_scores.results_of(pool, viewer)
    people = [one.member.affected.person_id for one in results]
    text = render_template(
        "selection/results.html",
        pool=pool,
        part=part,
        results=sorted(results, key=lambda one: one.placed.rank if one.placed else 0),
        criteria=queries.criteria_of(pool.id),
        hidden=sum(one.working is None for one in results),
        tied=[one for one in results if one.placed and one.placed.outcome is PoolOutcome.TIED],
        unfinished=services_scoring.unfinished(results),
        moderates=part is PanelPart.MODERATOR and pool.state in PANEL_AT_WORK,
        may_finish=part is PanelPart.MODERATOR and pool.state is PoolState.SCORING,
        form=ConfirmForm(seen_version=str(pool.version)),
    )
    looks.note_looks(viewer, people, looks.Where.LIST, day, about=("selection pool", reference))
    return text


@selection.route("/pools/<string:reference>/results/<string:member>", methods=["GET", "POST"])
@requires(Permission.SELECTION_PANEL)
def show_result(reference: str, member: str) -> ResponseReturnValue:
    """One person's working, every round of it; the moderator sets scores where the two were far apart."""
    viewer, day = current_viewer(), today()
    pool = queries.get_pool(reference, viewer, day)
    part = queries.part_in(pool, viewer)
    row = queries.get_member(pool, member)
    sheets = queries_scores.sheets_of(row, viewer)
    if part is None or not sheets:
        flash("These scores can be read once both scorers have handed in", "warning")
        return redirect(
            url_for("selection.show_results" if part else "selection.show_pool", reference=reference)
        )
    found = queries_scores.results_of(pool, viewer)
    result = next((one for one in found if one.member.id == row.id), None)
    lines = [line for line in result.working.lines if line.unsettled] if result and result.working else []
    moderates = part is PanelPart.MODERATOR and pool.state in PANEL_AT_WORK and bool(lines)
    form = ModerateForm()
    typed = {line.criterion_id: request.form.get(f"score-{line.criterion_id}", "") for line in lines}
    status = 200
    if request.method == "POST":
        values = {key: int(text) for key, text in typed.items() if text.isascii() and text.isdigit()}
        if not form.validate_on_submit():
            status = 400
        elif len(values) != len(typed):
            form.say("", "Choose a score for each criterion on which the scorers were apart")
            status = 400
        else:
            try:
                with unit_of_work():
                    services_scoring.moderate(
                        pool,
                        row,
                        values,
                        reason=form.reason.data,
                        part=part,
                        by=viewer,
                        moment=database.now(),
                    )
            except SelectionError as error:
                form.say("", str(error))
                status = 409
                pool = queries.get_pool(reference, viewer, day)
                row = queries.get_member(pool, member)
            else:
                flash(f"Moderated: {row.affected.person.name}", "success")
                return redirect(url_for("selection.show_results", reference=reference))
    person = row.affected.person_id
    page = (
        render_template(
            "selection/result.html",
            pool=pool,
            member=row,
            result=result,
            sheets=sheets,
            criteria=queries.criteria_of(pool.id),
            moderations=queries_scores.moderations_of(row, viewer),
            moderates=moderates,
            lines=lines,
            typed=typed,
            form=form,
        ),
        status,
    )
    if request.method == "GET":
        looks.note_looks(viewer, [person], looks.Where.PERSON, day, about=("selection pool", reference))
    return page


@selection.route("/pools/<string:reference>/tie", methods=["GET", "POST"])
@requires(Permission.SELECTION_PANEL)
def settle_tie(reference: str) -> ResponseReturnValue:
    """Choose who is selected of those level at the break point, by the rule consulted on."""
    viewer, day = current_viewer(), today()
    pool = queries.get_pool(reference, viewer, day)
    part = queries.part_in(pool, viewer)
    results = queries_scores.results_of(pool, viewer)
    tied = [one for one in results if one.placed and one.placed.outcome is PoolOutcome.TIED]
    if part is not PanelPart.MODERATOR or not tied or pool.state not in PANEL_AT_WORK:
        flash("There is no tie for you to settle", "warning")
        return redirect(
            url_for("selection.show_results" if part else "selection.show_pool", reference=reference)
        )
    form = TieForm()
    chosen = request.form.getlist("who")

    def act() -> None:
        services_scoring.settle_tie(pool, chosen, reason=form.reason.data, part=part, by=viewer)

    return act_on(
        pool,
        form,
        "selection/tie.html",
        act,
        "The tie is settled",
        shown=lambda: _tie(pool, viewer, chosen),
    )


def _tie(pool: SelectionPool, viewer: Viewer, chosen: list[str]) -> dict[str, Any]:
    results = queries_scores.results_of(pool, viewer)
    placed = [one.placed for one in results if one.placed]
    tied = [one for one in results if one.placed and one.placed.outcome is PoolOutcome.TIED]
    return {"tied": tied, "chosen": chosen, "needed": needed_of_tied(placed, pool.to_select)}


@selection.post("/pools/<string:reference>/moderated")
@requires(Permission.SELECTION_PANEL)
def finish_moderation(reference: str) -> ResponseReturnValue:
    """The panel is done; HR makes the result final."""
    viewer, day = current_viewer(), today()
    pool = queries.get_pool(reference, viewer, day)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return redirect(url_for("selection.show_results", reference=reference))
    try:
        with unit_of_work():
            services_scoring.finish_moderation(
                pool,
                part=queries.part_in(pool, viewer),
                seen=form.seen(),
                by=viewer,
                day=day,
                moment=database.now(),
            )
    except SelectionError as error:
        flash(str(error), "warning")
        return redirect(url_for("selection.show_results", reference=reference))
    except EditConflictError:
        flash("Somebody else changed this pool just now: look again", "warning")
        return redirect(url_for("selection.show_results", reference=reference))
    flash("Moderation is finished. HR makes the result final", "success")
    return to_pool(pool)
