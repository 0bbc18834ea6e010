"""Pages with which HR designs a pool: what it is, its criteria, consultation on it, the start of scoring."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff.deriving import employer_of
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.selection import queries, services
from tracker.selection.acting import act_on, to_pool
from tracker.selection.blueprint import selection
from tracker.selection.forms import BeginForm, ConsultedForm, CriteriaForm, PoolForm
from tracker.selection.models import SelectionPool
from tracker.selection.rules import OPEN_TO_DESIGN, SelectionError
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow, conflict_over


@selection.route("/changes/<string:reference>/pools/new", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def new_pool(reference: str) -> ResponseReturnValue:
    """A draft."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    form = PoolForm()
    if not form.validate_on_submit():
        return _pool_page(form, change, None, status=400 if form.errors else 200)
    with unit_of_work():
        pool = services.create_pool(change, form.given(), by=viewer, day=day, moment=database.now())
    flash("Pool saved as a draft. Now write its criteria", "success")
    return redirect(url_for("selection.edit_criteria", reference=pool.reference))


@selection.route("/pools/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def edit_pool(reference: str) -> ResponseReturnValue:
    """Change what is said of the pool, until scoring begins."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    form = PoolForm(obj=None if request.method == "POST" else pool)
    if request.method == "GET":
        if pool.state not in OPEN_TO_DESIGN:
            return _locked(pool)
        form.show_version(pool)
        form.anchors.data = "\n".join(pool.anchors)
        return _pool_page(form, pool.change, pool)
    if not form.validate_on_submit():
        return _pool_page(form, pool.change, pool, status=400)
    try:
        with unit_of_work():
            services.edit_pool(
                pool, form.given(), seen=form.seen(), by=viewer, day=day, moment=database.now()
            )
    except EditConflictError:
        fresh = queries.get_designed(reference, viewer, day)
        conflict = conflict_over(form, fresh)
        rows = [row for row in conflict.rows if row.label != form.anchors.label.text]
        if form.points() != fresh.anchors:
            theirs, yours = "\n".join(fresh.anchors), "\n".join(form.points())
            rows.append(ConflictRow(form.anchors.label.text, theirs, yours))
        return _pool_page(form, fresh.change, fresh, Conflict(rows), status=409)
    except SelectionError as error:
        form.say("", str(error))
        pool = queries.get_designed(reference, viewer, day)
        return _pool_page(form, pool.change, pool, status=409)
    flash("Pool saved", "success")
    return to_pool(pool)


def _pool_page(
    form: PoolForm,
    change: Change,
    pool: SelectionPool | None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    return (
        render_template("selection/edit.html", form=form, change=change, pool=pool, conflict=conflict),
        status,
    )


def _locked(pool: SelectionPool) -> ResponseReturnValue:
    flash("Scoring has begun: the criteria, the people and the panel are locked", "warning")
    return to_pool(pool)


@selection.route("/pools/<string:reference>/criteria", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def edit_criteria(reference: str) -> ResponseReturnValue:
    """All criteria with their definitions and weights."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    kept = queries.criteria_of(pool.id)
    form = CriteriaForm(
        criteria=[{"name": c.name, "definition": c.definition, "weight": c.weight} for c in kept]
    )
    if request.method == "GET":
        if pool.state not in OPEN_TO_DESIGN:
            return _locked(pool)
        form.show_version(pool)
        form.add_spare(max(2, 4 - len(kept)))
        return _criteria_page(form, pool)
    if "add" in request.form:
        form.add_spare()
        return _criteria_page(form, pool)
    if not form.validate_on_submit():
        return _criteria_page(form, pool, status=400)
    try:
        with unit_of_work():
            services.set_criteria(
                pool, form.given(), seen=form.seen(), by=viewer, day=day, moment=database.now()
            )
    except EditConflictError:
        fresh = queries.get_designed(reference, viewer, day)
        theirs = [f"{c.name}, {c.weight}: {c.definition}" for c in queries.criteria_of(fresh.id)]
        yours = [f"{c.name}, {c.weight}: {c.definition}" for c in form.given()]
        form.show_version(fresh)
        row = ConflictRow("Criteria", "\n".join(theirs) or "none", "\n".join(yours))
        return _criteria_page(form, fresh, Conflict([row]), status=409)
    except SelectionError as error:
        form.say("", str(error))
        return _criteria_page(form, queries.get_designed(reference, viewer, day), status=409)
    flash("Criteria saved", "success")
    return to_pool(pool)


def _criteria_page(
    form: CriteriaForm, pool: SelectionPool, conflict: Conflict | None = None, status: int = 200
) -> ResponseReturnValue:
    return render_template("selection/criteria.html", form=form, pool=pool, conflict=conflict), status


@selection.post("/pools/<string:reference>/put-to-representatives")
@requires(Permission.SELECTION_DESIGN)
def put_to_representatives(reference: str) -> ResponseReturnValue:
    """Representatives read the draft from now on."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    try:
        with unit_of_work():
            services.put_to_representatives(pool, by=viewer, day=day)
    except SelectionError as error:
        flash(str(error), "warning")
    else:
        flash("Representatives of the change’s employer can read this pool now", "success")
    return to_pool(pool)


@selection.route("/pools/<string:reference>/consulted", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def record_consulted(reference: str) -> ResponseReturnValue:
    """Record that pool and criteria were consulted on."""
    viewer = current_viewer()
    pool = queries.get_designed(reference, viewer, today())
    form = ConsultedForm()

    def act() -> None:
        assert form.on.data is not None
        services.record_consulted(
            pool,
            on=form.on.data,
            note=form.note.data,
            seen=form.seen(),
            by=viewer,
            moment=database.now(),
        )

    return act_on(pool, form, "selection/consulted.html", act, "Recorded: the pool was consulted on")


@selection.route("/pools/<string:reference>/begin", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def begin_scoring(reference: str) -> ResponseReturnValue:
    """Lock the criteria and open scoring, on a page that names everybody in the pool."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    form = BeginForm()
    if request.method == "GET":
        form.told_by.data = viewer.name

    def act() -> None:
        services.begin_scoring(
            pool,
            employer_of(pool.change),
            told=form.telling(viewer),
            seen=form.seen(),
            by=viewer,
            day=day,
            moment=database.now(),
        )

    return act_on(
        pool,
        form,
        "selection/begin.html",
        act,
        "Scoring is open. The criteria are locked",
        shown=lambda: {
            "missing": services.why_not_scoring(pool) if pool.state in OPEN_TO_DESIGN else [],
            "members": queries.members_of(pool.id, gone=False),
        },
    )
