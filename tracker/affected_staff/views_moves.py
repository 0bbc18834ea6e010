"""Pages that move many people of a change together: choose, describe, look exactly who, make, take back."""

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import lists, queries_moves, services_moves, services_rounds
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.forms_statuses import NEVER_HEARD, StepForm, UndoForm
from tracker.affected_staff.models import StatusMove
from tracker.affected_staff.queries_moves import ChosenRow
from tracker.affected_staff.rules import AffectedStatus, MoveState
from tracker.affected_staff.rules_rounds import RoundKind
from tracker.affected_staff.services_moves import MoveError
from tracker.affected_staff.services_rounds import RoundError
from tracker.audit import looks
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.changes.unsaved import Unsaved, effects_of
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.listing import listing_from_request


@affected_staff.post("/changes/<string:reference>/affected-staff/move")
@requires(Permission.AFFECTED_STAFF_UPDATE)
def choose_people(reference: str) -> ResponseReturnValue:
    """Begin a move, support or a letter for the people ticked, or for everyone on the narrowed list."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    begun = request.form.get("move", "")
    kind = next((each for each in RoundKind if each == request.form.get("what")), None)
    if request.form.get("everyone"):
        references = lists.references_meant(change, viewer, day, listing_from_request("name"))
    else:
        references = request.form.getlist("who")
    problem = ""
    if not references and not begun:
        problem = "Tick at least one person"
    elif len(references) > lists.MOST_AT_ONCE:
        problem = f"Narrow the list first: at most {lists.MOST_AT_ONCE:,} people at once"
    if problem:
        flash(problem, "warning")
        asked = request.query_string.decode()
        return redirect(f"{url_for('affected_staff.list_affected', reference=reference)}?{asked}")
    if kind is not None and not begun:
        return _begin_round(change, kind, references, viewer)
    move = queries_moves.get_move(begun, viewer, day) if begun else None
    try:
        with unit_of_work():
            if move is None:
                move = services_moves.choose(change, references, by=viewer, day=day, moment=database.now())
            else:
                services_moves.add(move, references, by=viewer, day=day)
    except MoveError as error:
        flash(str(error), "warning")
    return redirect(url_for("affected_staff.describe_move", reference=move.reference if move else begun))


def _begin_round(
    change: Change, kind: RoundKind, references: list[str], viewer: Viewer
) -> ResponseReturnValue:
    """Support or a letter for them instead: the next page asks which."""
    try:
        with unit_of_work():
            given = services_rounds.choose(
                change, kind, references, by=viewer, day=today(), moment=database.now()
            )
    except RoundError as error:
        flash(str(error), "warning")
        return redirect(url_for("affected_staff.list_affected", reference=change.reference))
    return redirect(url_for("affected_staff.describe_round", reference=given.reference))


@affected_staff.route("/moves/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.AFFECTED_STAFF_UPDATE)
def describe_move(reference: str) -> ResponseReturnValue:
    """Say which step the chosen people take; the next page shows exactly who can."""
    viewer, day = current_viewer(), today()
    move = queries_moves.get_move(reference, viewer, day)
    if move.state is not MoveState.DRAFT:
        return redirect(url_for("affected_staff.show_move", reference=reference))
    form, conflict = StepForm(), None
    form.offer(list(AffectedStatus))
    if request.method == "GET":
        form.show_version(move)
        form.show_step(move, viewer, described=bool(move.reason))
    elif form.check(day):
        try:
            with unit_of_work():
                services_moves.describe(move, form.given(viewer), seen=form.seen(), by=viewer)
            return redirect(url_for("affected_staff.show_move", reference=reference))
        except EditConflictError:
            move = queries_moves.get_move(reference, viewer, day)
            conflict = conflict_over(form, move)
        except MoveError as error:
            form.form_errors.append(str(error))
    return (
        render_template(
            "affected_staff/move_form.html",
            move=move,
            form=form,
            conflict=conflict,
            chosen=queries_moves.chosen_for(move, viewer, day),
        ),
        409 if conflict else 400 if form.errors else 200,
    )


@affected_staff.get("/moves/<string:reference>")
@requires(Permission.AFFECTED_STAFF_UPDATE)
def show_move(reference: str) -> ResponseReturnValue:
    """A draft: exactly who moves from what to what, and who cannot. A move that was made: who was moved."""
    viewer, day = current_viewer(), today()
    move = queries_moves.get_move(reference, viewer, day)
    if move.state is MoveState.DRAFT:
        if not move.reason:
            return redirect(url_for("affected_staff.describe_move", reference=reference))
        return _confirm_page(move, viewer)
    moved = queries_moves.moved_by(move, viewer, day)
    text = render_template(
        "affected_staff/move.html",
        move=move,
        moved=moved,
        can_go_back=move.state is MoveState.DONE
        and move.undoes_id is None
        and any(each.is_last for each in moved),
    )
    _looked(viewer, [each.row for each in moved], reference)
    return text


def _looked(viewer: Viewer, rows: Sequence[ChosenRow], reference: str) -> None:
    """Note that a page about a move named these people."""
    people = [row.person_id for row in rows]
    looks.note_looks(viewer, people, looks.Where.LIST, today(), about=("status move", reference))


def _confirm_page(move: StatusMove, viewer: Viewer, status: int = 200) -> ResponseReturnValue:
    reference = move.reference
    rows = queries_moves.chosen_for(move, viewer, today())
    judged = queries_moves.judge(move, rows)
    effects = None
    if move.status is not None and judged.moving:
        moved = [row.id for row in judged.moving]
        unsaved = Unsaved(change=move.change, moved=moved, status=move.status.value)
        effects = effects_of(unsaved, viewer, today())
    page = render_template(
        "affected_staff/move_confirm.html",
        move=move,
        judged=judged,
        conflict=status == 409,
        effects=effects,
    )
    _looked(viewer, rows, reference)
    return page, status


@affected_staff.post("/moves/<string:reference>/make")
@requires(Permission.AFFECTED_STAFF_UPDATE)
def make_move(reference: str) -> ResponseReturnValue:
    """Move exactly those whom the page showed; when one of them changed since, show it again instead."""
    viewer, day = current_viewer(), today()
    move = queries_moves.get_move(reference, viewer, day)
    try:
        with unit_of_work():
            judged = services_moves.make(
                move,
                seal=request.form.get("seal", ""),
                employer_id=employer_of(move.change),
                by=viewer,
                day=day,
                moment=database.now(),
            )
    except EditConflictError:
        return _confirm_page(queries_moves.get_move(reference, viewer, day), viewer, 409)
    except MoveError as error:
        flash(str(error), "warning")
        return redirect(url_for("affected_staff.show_move", reference=reference))
    left = len(judged.staying) + len(judged.changed)
    flash(_made(move, len(judged.moving)) + (f". {left:,} stay as they were" if left else ""), "success")
    return redirect(url_for("affected_staff.show_move", reference=reference))


def _made(move: StatusMove, people: int) -> str:
    if move.status is None:
        return f"Recorded for {people:,} {'person' if people == 1 else 'people'}"
    return f"{people:,} {'person is' if people == 1 else 'people are'} now {move.status.value}"


@affected_staff.post("/moves/<string:reference>/look-again")
@requires(Permission.AFFECTED_STAFF_UPDATE)
def look_again(reference: str) -> ResponseReturnValue:
    """Take those who changed since they were chosen into the move as they are now."""
    viewer = current_viewer()
    move = queries_moves.get_move(reference, viewer, today())
    try:
        with unit_of_work():
            services_moves.look_again(move, by=viewer)
    except MoveError as error:
        flash(str(error), "warning")
    return redirect(url_for("affected_staff.show_move", reference=reference))


@affected_staff.post("/moves/<string:reference>/discard")
@requires(Permission.AFFECTED_STAFF_UPDATE)
def discard_move(reference: str) -> ResponseReturnValue:
    """Forget a draft; nobody has moved."""
    viewer = current_viewer()
    move = queries_moves.get_move(reference, viewer, today())
    change = move.change.reference
    try:
        with unit_of_work():
            services_moves.discard(move, by=viewer)
    except MoveError as error:
        flash(str(error), "warning")
        return redirect(url_for("affected_staff.show_move", reference=reference))
    flash("Nobody has been moved", "success")
    return redirect(url_for("affected_staff.list_affected", reference=change))


@affected_staff.route("/moves/<string:reference>/undo", methods=["GET", "POST"])
@requires(Permission.AFFECTED_STAFF_UPDATE)
def undo_move(reference: str) -> ResponseReturnValue:
    """Take a move back, for everyone of whom nothing has been recorded since."""
    viewer, day = current_viewer(), today()
    move = queries_moves.get_move(reference, viewer, day)
    moved = queries_moves.moved_by(move, viewer, day)
    form = UndoForm()
    if move.state is not MoveState.DONE or not any(each.is_last for each in moved):
        return redirect(url_for("affected_staff.show_move", reference=reference))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                people = services_moves.undo(
                    move,
                    reason=form.reason.data,
                    takes_back_telling=move.told_on is not None and form.heard.data == NEVER_HEARD,
                    employer_id=employer_of(move.change),
                    by=viewer,
                    day=day,
                    moment=database.now(),
                )
        except MoveError as error:
            move = queries_moves.get_move(reference, viewer, day)
            form.form_errors.append(str(error))
        except EditConflictError:
            move = queries_moves.get_move(reference, viewer, day)
            moved = queries_moves.moved_by(move, viewer, day)
            form.form_errors.append("Somebody changed one of these people just now: look again, then press")
        else:
            flash(f"{people:,} {'person is' if people == 1 else 'people are'} as before", "success")
            return redirect(url_for("affected_staff.show_move", reference=reference))
    return render_template("affected_staff/move_undo.html", move=move, moved=moved, form=form), (
        400 if form.errors else 200
    )


@affected_staff.get("/changes/<string:reference>/affected-staff/moves")
@requires(Permission.AFFECTED_STAFF_UPDATE)
def list_moves(reference: str) -> ResponseReturnValue:
    """Moves made together in a change, newest first, and the viewer's own that wait to be made."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    listing = replace(listing_from_request("made", descending=True), q="")
    return render_template(
        "affected_staff/moves.html",
        change=change,
        listing=listing,
        page=queries_moves.moves_page(change, viewer, day, listing),
    )
