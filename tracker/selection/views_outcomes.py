"""Pages with which HR makes a result final and moves people to what selection came to."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.rules import AffectedStatus
from tracker.database import EditConflictError
from tracker.policy.access.permissions import Permission
from tracker.selection import queries, services
from tracker.selection.acting import act_on, to_pool
from tracker.selection.blueprint import selection
from tracker.selection.forms import ConfirmForm, OutcomeForm
from tracker.selection.models import PoolMember, SelectionPool
from tracker.selection.rules import PoolOutcome, PoolState
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

KEPT_CHOICES = {
    AffectedStatus.SLOTTED_IN: "Slotted in: they keep a post",
    AffectedStatus.NO_LONGER_AFFECTED: "No longer affected",
}


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
