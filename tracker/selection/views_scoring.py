"""Pages of a scorer: whom there is to score, and one person at a time. Saved as it is typed; blind."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.audit import looks
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.selection import queries, queries_scores, services_scoring
from tracker.selection.blueprint import selection
from tracker.selection.forms import WHO_READS_SCORES, ScoresForm
from tracker.selection.models import PoolMember, ScoreSheet, SelectionPool
from tracker.selection.queries_scores import MySheet
from tracker.selection.rules import PANEL_AT_WORK, PanelPart, SelectionError
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow

Marks = dict[int, tuple[int | None, str]]


@selection.get("/pools/<string:reference>/scoring")
@requires(Permission.SELECTION_PANEL)
def my_scoring(reference: str) -> ResponseReturnValue:
    """Whom the viewer scores in this pool, and how far they are."""
    viewer, day = current_viewer(), today()
    pool = queries.get_pool(reference, viewer, day)
    if queries.part_in(pool, viewer) is not PanelPart.SCORER:
        flash("You are not a scorer of this pool", "warning")
        return redirect(url_for("selection.show_pool", reference=reference))
    return render_template(
        "selection/scoring.html",
        pool=pool,
        sheets=queries_scores.my_sheets(pool, viewer),
        criteria=queries.criteria_of(pool.id),
        at_work=pool.state in PANEL_AT_WORK,
    )


@selection.route("/pools/<string:reference>/scoring/<string:member>", methods=["GET", "POST"])
@requires(Permission.SELECTION_PANEL)
def score(reference: str, member: str) -> ResponseReturnValue:
    """Score one person. Saving goes on to the next; nothing has to be complete until it is handed in."""
    viewer, day = current_viewer(), today()
    pool = queries.get_pool(reference, viewer, day)
    row = queries.get_member(pool, member)
    sheet = queries_scores.get_my_sheet(row, viewer)
    criteria = queries.criteria_of(pool.id)
    form = ScoresForm()
    kept = _kept(sheet, [one.id for one in criteria])
    if request.method == "GET":
        form.show_version(sheet)
        person = row.affected.person_id
        page = _page(pool, row, sheet, form, kept, viewer)
        looks.note_looks(viewer, [person], looks.Where.PERSON, day, about=("selection pool", reference))
        return page
    typed = form.typed([one.id for one in criteria], request.form)
    quietly = bool(request.form.get("quietly"))
    if not form.validate_on_submit():
        return _page(pool, row, sheet, form, typed, viewer, status=400)
    try:
        with unit_of_work():
            services_scoring.save_scores(
                pool, sheet, typed, seen=form.seen(), by=viewer, moment=database.now()
            )
            if "hand_in" in request.form:
                services_scoring.hand_in(pool, sheet, by=viewer, moment=database.now())
    except EditConflictError:
        if quietly:
            return Response(status=409)
        pool, row, sheet = _again(reference, member, viewer)
        form.show_version(sheet)
        conflict = _conflict(criteria, _kept(sheet, [one.id for one in criteria]), typed)
        return _page(pool, row, sheet, form, typed, viewer, conflict=conflict, status=409)
    except SelectionError as error:
        if quietly:
            return Response(status=409)
        form.say("", str(error))
        pool, row, sheet = _again(reference, member, viewer)
        form.show_version(sheet)
        return _page(pool, row, sheet, form, typed, viewer, status=409)
    if quietly:
        return Response(str(sheet.version), mimetype="text/plain")
    name = row.affected.person.name
    flash(f"Handed in: {name}" if "hand_in" in request.form else f"Saved: {name}", "success")
    if "stay" in request.form:
        return redirect(url_for("selection.score", reference=reference, member=member))
    after = _after(queries_scores.my_sheets(pool, viewer), member)
    if after is None:
        return redirect(url_for("selection.my_scoring", reference=reference))
    return redirect(url_for("selection.score", reference=reference, member=after))


def _again(reference: str, member: str, viewer: Viewer) -> tuple[SelectionPool, PoolMember, ScoreSheet]:
    """The rows as they are now, after an attempt that failed."""
    pool = queries.get_pool(reference, viewer, today())
    row = queries.get_member(pool, member)
    return pool, row, queries_scores.get_my_sheet(row, viewer)


def _after(sheets: list[MySheet], member: str) -> str | None:
    """The next person not handed in, going round to the start; None when there is nobody else."""
    at = next((n for n, one in enumerate(sheets) if one.reference == member), -1)
    order = [*sheets[at + 1 :], *sheets[:at]]
    return next((one.reference for one in order if not one.handed_in), None)


def _kept(sheet: ScoreSheet, criteria: list[int]) -> Marks:
    scores = queries_scores.scores_in([sheet.id]).get(sheet.id, {})
    return {
        one: (scores[one].value, scores[one].evidence) if one in scores else (None, "") for one in criteria
    }


def _conflict(criteria: Any, theirs: Marks, yours: Marks) -> Conflict:
    def words(mark: tuple[int | None, str]) -> str:
        return f"{mark[0] or 'no score'}; {mark[1] or 'no words'}"

    rows = [
        ConflictRow(one.name, words(theirs[one.id]), words(yours[one.id]))
        for one in criteria
        if theirs[one.id] != yours[one.id]
    ]
    return Conflict(rows, "You, in another window,")


def _page(
    pool: SelectionPool,
    member: PoolMember,
    sheet: ScoreSheet,
    form: ScoresForm,
    marks: Marks,
    viewer: Viewer,
    conflict: Conflict | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    sheets = queries_scores.my_sheets(pool, viewer)
    return (
        render_template(
            "selection/score.html",
            pool=pool,
            member=member,
            form=form,
            criteria=queries.criteria_of(pool.id),
            marks=marks,
            sheets=sheets,
            done=sum(one.handed_in for one in sheets),
            at=next((n for n, one in enumerate(sheets, 1) if one.reference == member.reference), 0),
            open=sheet.handed_in_at is None and pool.state in PANEL_AT_WORK,
            readers=WHO_READS_SCORES,
            conflict=conflict,
        ),
        status,
    )
