"""Pages with which HR designs a pool: what it is, its criteria, consultation on it, the start of scoring."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.forms_telling import TellingForm
from tracker.affected_staff.rules import AffectedStatus, StatusMoveError
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.database import EditConflictError, Versioned, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.selection import queries, services
from tracker.selection.blueprint import selection
from tracker.selection.forms import BeginForm, ConfirmForm, ConsultedForm, CriteriaForm, OutcomeForm, PoolForm
from tracker.selection.models import PoolMember, SelectionPool
from tracker.selection.rules import OPEN_TO_DESIGN, PoolOutcome, PoolState, SelectionError
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow, conflict_over

KEPT_CHOICES = {
    AffectedStatus.SLOTTED_IN: "Slotted in: they keep a post",
    AffectedStatus.NO_LONGER_AFFECTED: "No longer affected",
}


def to_pool(pool: SelectionPool) -> ResponseReturnValue:
    """Back to the pool's page."""
    return redirect(url_for("selection.show_pool", reference=pool.reference))


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


def act_on(
    pool: SelectionPool,
    form: Any,
    template: str,
    act: Callable[[], object],
    done: str,
    *,
    shown: Callable[[], dict[str, Any]] = dict,
    versioned: Callable[[], Versioned] | None = None,
) -> ResponseReturnValue:
    """Show a form over a pool, or do what it asks once; whatever stands in the way, it is shown again.

    ``shown`` is asked for when the page is made, as a failed attempt leaves no row as it was. ``versioned``
    gives the row whose version the form carries, the pool unless another is given.
    """
    status = 200
    if request.method == "GET":
        form.show_version(versioned() if versioned else pool)
    elif form.check(today()) if isinstance(form, TellingForm) else form.validate_on_submit():
        try:
            with unit_of_work():
                act()
        except (SelectionError, StatusMoveError) as error:
            form.say("", str(error))
            status = 409
        except EditConflictError:
            form.say("", "Somebody else changed this while you were on this page: look at it, then go on")
            status = 409
        else:
            flash(done, "success")
            return to_pool(pool)
        pool = queries.get_pool(pool.reference, current_viewer(), today())
        form.show_version(versioned() if versioned else pool)
    else:
        status = 400
    return render_template(template, form=form, pool=pool, **shown()), status


@selection.route("/pools/<string:reference>/final", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def make_final(reference: str) -> ResponseReturnValue:
    """Make the result final; each person may read their own scores once told of it."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    form = ConfirmForm()
    if pool.state is not PoolState.MODERATED:
        flash(f"The pool is {pool.state}: it is made final once the moderator has finished", "warning")
        return to_pool(pool)

    def act() -> None:
        services.make_final(pool, seen=form.seen(), by=viewer, day=day, moment=database.now())

    return act_on(
        pool,
        form,
        "selection/final.html",
        act,
        "The result is final. Now tell people: each can read their own scores once that is recorded",
        shown=lambda: {"outcomes": services.outcomes_now(pool)},
    )


@selection.route("/pools/<string:reference>/outcome", methods=["GET", "POST"])
@requires(Permission.SELECTION_DESIGN)
def apply_outcome(reference: str) -> ResponseReturnValue:
    """Move people to what selection came to, on a page that names each of them."""
    viewer, day = current_viewer(), today()
    pool = queries.get_designed(reference, viewer, day)
    if pool.state is not PoolState.FINAL:
        flash("Make the result final first, and decide its appeals", "warning")
        return to_pool(pool)
    form = OutcomeForm()
    form.kept_status.choices = [(status.value, words) for status, words in KEPT_CHOICES.items()]
    groups = _groups(pool)
    if request.method == "GET":
        form.kept_status.data = AffectedStatus.SLOTTED_IN.value
        form.on.process(None, day)
        form.told_by.data = viewer.name

    def act() -> None:
        kept = AffectedStatus(form.kept_status.data)
        for outcome, status in ((PoolOutcome.SELECTED, AffectedStatus.SELECTED), (PoolOutcome.KEPT, kept)):
            people = [one.affected for one in groups[outcome]]
            _same_as_shown(people)
            if people:
                services.apply_outcome(
                    people,
                    status,
                    pool=pool,
                    employer_id=employer_of(pool.change),
                    on=form.on.data or day,
                    told=form.telling(viewer),
                    next_step_on=form.next_step_on.data,
                    by=viewer,
                    moment=database.now(),
                )

    if request.method == "POST" and form.kept_status.data not in {each.value for each in KEPT_CHOICES}:
        form.kept_status.data = AffectedStatus.SLOTTED_IN.value
    return act_on(
        pool,
        form,
        "selection/outcome.html",
        act,
        "Statuses moved as selection came out",
        shown=lambda: {"groups": _groups(pool)},
    )


WAITING = frozenset({AffectedStatus.IN_POOL, AffectedStatus.SELECTED})


def _groups(pool: SelectionPool) -> dict[PoolOutcome, list[PoolMember]]:
    """Who is still to be moved, by what selection came to."""
    members = [one for one in queries.members_of(pool.id, gone=False) if one.affected.status in WAITING]
    return {
        outcome: [one for one in members if _to_move(one, outcome)]
        for outcome in (PoolOutcome.SELECTED, PoolOutcome.KEPT)
    }


def _to_move(member: PoolMember, outcome: PoolOutcome) -> bool:
    """Not moved yet; or selected once and not any more, after an appeal."""
    if member.outcome is not outcome:
        return False
    return member.affected.status is AffectedStatus.IN_POOL or outcome is PoolOutcome.KEPT


def _same_as_shown(people: list[Any]) -> None:
    """Refuse when somebody was moved after the page was shown."""
    seen = dict(each.rpartition(".")[::2] for each in request.form.getlist("seen"))
    if any(seen.get(one.reference) != str(one.version) for one in people):
        raise EditConflictError
