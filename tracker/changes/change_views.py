"""Pages of changes: the list, logging one, editing its facts, moving it on."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes import lists, services
from tracker.changes.blueprint import changes
from tracker.changes.forms import EditChangeForm, LogChangeForm, MoveForm, show_change
from tracker.changes.models import Change
from tracker.changes.queries import ChangeFacts, change_facts, get_change, get_programme, is_title_taken
from tracker.changes.rules import (
    ENDED,
    Certainty,
    ChangeMoveError,
    ChangeState,
    ChangeType,
    is_decision,
    next_states,
)
from tracker.changes.services import ChangeEdit, ChangeRefusedError
from tracker.changes.unsaved import Unsaved, effects_of
from tracker.database import EditConflictError, unit_of_work
from tracker.organisation.queries import unit_tree
from tracker.organisation.rules import TreeUnit
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow, conflict_over
from tracker.web.listing import listing_from_request


@changes.get("/changes")
@requires(Permission.CHANGE_READ)
def list_changes() -> ResponseReturnValue:
    """Changes in scope, newest first."""
    viewer = current_viewer()
    listing = listing_from_request("created", descending=True)
    return render_template(
        "changes/list.html",
        page=lists.changes_page(viewer, listing, today()),
        listing=listing,
        programmes=lists.programme_choices(viewer, today()),
        states=[(state, state) for state in ChangeState],
        types=[(kind, kind) for kind in ChangeType],
        can_log=viewer.may(Permission.CHANGE_EDIT),
        drafts=viewer.may(Permission.CHANGE_DRAFT_READ),
    )


@changes.route("/changes/log", methods=["GET", "POST"])
@requires(Permission.CHANGE_EDIT)
def log_change() -> ResponseReturnValue:
    """Log a change on one page; everything else comes later."""
    viewer = current_viewer()
    programmes = lists.programme_choices(viewer, today())
    form = LogChangeForm(programme=request.args.get("programme"))
    form.offer_programmes(programmes)
    form.offer_units(_units(viewer))
    finding = "find" in request.form
    if not finding and form.validate_on_submit():
        programme = get_programme(form.programme.data, viewer, today())
        if form.twice.data != form.title.data and is_title_taken(form.title.data, programme, viewer, today()):
            return _asked_twice(form, programmes)
        try:
            with unit_of_work():
                change = services.log_change(
                    programme,
                    title=form.title.data,
                    type=ChangeType(form.type.data),
                    reason=form.reason.data,
                    unit_ids=form.unit_ids,
                    announced=form.announced.data,
                    by=viewer,
                    at=database.now(),
                    on=today(),
                )
        except ChangeRefusedError as refused:
            _say(form, refused)
        else:
            flash(f"{change.title} is logged", "success")
            return redirect(url_for("overview.show_change", reference=change.reference))
    page = render_template(
        "changes/log.html", form=form, programmes=programmes, found=form.unit_notes if finding else []
    )
    return page, 400 if form.errors else 200


def _asked_twice(form: LogChangeForm, programmes: list[tuple[str, str]]) -> ResponseReturnValue:
    """The same title again is mostly the same form sent again: ask before there are two."""
    form.twice.data = form.title.data
    form.say(
        "title",
        "The programme has a change of this title already, perhaps logged by you just now. "
        "To log another, press again; otherwise leave this page",
    )
    return render_template("changes/log.html", form=form, programmes=programmes, found=[]), 409


@changes.route("/changes/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.CHANGE_EDIT)
def edit_change(reference: str) -> ResponseReturnValue:
    """Edit the facts of a change; its text has a page of its own."""
    viewer = current_viewer()
    change = get_change(reference, viewer, today())
    facts = change_facts(change, viewer, today())
    form = EditChangeForm(obj=change)
    employer_id = change.programme.employer_id
    form.offer(lists.related_choices(change, viewer, today()), lists.sites(employer_id, today()))
    if not form.is_submitted():
        show_change(form, change, [unit.reference for unit in facts.units], list(facts.sites))
    form.offer_units(unit_tree(employer_id, today()))
    finding, conflict, effects = "find" in request.form, None, None
    if not finding and form.validate_on_submit() and "try" in request.form:
        unsaved = Unsaved(change=change, dates=vars(form.milestones))
        effects = effects_of(unsaved, viewer, today()) or []
    elif not finding and form.validate_on_submit():
        try:
            with unit_of_work():
                services.edit_change(change, _edit(form), by=viewer, seen=form.seen())
        except EditConflictError:
            change = get_change(reference, viewer, today())
            conflict = _conflict(form, change, change_facts(change, viewer, today()))
        except ChangeRefusedError as refused:
            _say(form, refused)
        else:
            flash(f"{change.title} is saved", "success")
            return redirect(url_for("overview.show_change", reference=change.reference))
    page = render_template(
        "changes/edit.html",
        form=form,
        change=change,
        conflict=conflict,
        effects=effects,
        found=form.unit_notes if finding else [],
        ended=change.state in ENDED,
    )
    return page, 409 if conflict else 400 if form.errors else 200


@changes.route("/changes/<string:reference>/move", methods=["GET", "POST"])
@requires(Permission.CHANGE_MOVE)
def move_change(reference: str) -> ResponseReturnValue:
    """Move a change to one of the states that may follow, and say why."""
    viewer = current_viewer()
    change = get_change(reference, viewer, today())
    may_decide = viewer.may(Permission.CHANGE_DECIDE)
    states = next_states(change.state, change.paused_from)
    barred = [s for s in states if is_decision(change.state, s, change.paused_from) and not may_decide]
    related = lists.related_choices(change, viewer, today())
    form = MoveForm()
    form.offer([state for state in states if state not in barred], related)
    conflict = None
    if form.is_submitted() and form.seen() not in (None, change.version):
        conflict = conflict_over(form, change)  # what may follow has changed as well
    elif form.validate_on_submit() and _not_ahead(form):
        chosen = next((ref for ref, _, _ in related if ref == form.superseding.data), None)
        try:
            with unit_of_work():
                services.move_change(
                    change,
                    ChangeState(form.state.data),
                    reason=form.reason.data,
                    on=form.on.data or today(),
                    by=viewer,
                    at=database.now(),
                    superseding=get_change(chosen, viewer, today()) if chosen else None,
                    seen=form.seen(),
                )
        except EditConflictError:
            change = get_change(reference, viewer, today())
            conflict = conflict_over(form, change)
        except ChangeMoveError as wrong:
            form.say("state", str(wrong))
        except ChangeRefusedError as refused:
            _say(form, refused)
        else:
            flash(f"{change.title} is now {change.state}", "success")
            return redirect(url_for("overview.show_change", reference=change.reference))
    if not form.is_submitted():
        form.show_version(change)
    page = render_template(
        "changes/move.html", form=form, change=change, states=states, barred=barred, conflict=conflict
    )
    return page, 409 if conflict else 400 if form.errors else 200


def _units(viewer: Viewer) -> list[TreeUnit]:
    """The units of every employer whose programmes the viewer works on; nearly always one."""
    return [unit for employer_id in viewer.employer_ids for unit in unit_tree(employer_id, today())]


def _edit(form: EditChangeForm) -> ChangeEdit:
    return ChangeEdit(
        type=ChangeType(form.type.data),
        certainty=Certainty(form.certainty.data),
        dates=form.milestones,
        part_of_id=form.related.get(form.part_of.data or ""),
        supersedes_id=form.related.get(form.supersedes.data or ""),
        unit_ids=form.unit_ids,
        site_ids=form.site_ids,
    )


def _conflict(form: EditChangeForm, change: Change, facts: ChangeFacts) -> Conflict:
    """Beside the plain fields, compare the units and sites by name."""
    conflict = conflict_over(form, change)
    chosen = set(form.units.data or ())
    names = {
        "Units": (
            ", ".join(unit.name for unit in facts.units),
            ", ".join(unit.name for unit in form.tree if unit.reference in chosen),
        ),
        "Sites": (", ".join(facts.sites), ", ".join((form.site_words.data or "").split("\n"))),
    }
    others = [
        ConflictRow(label, theirs or "none", yours or "none")
        for label, (theirs, yours) in names.items()
        if sorted(theirs.split(", ")) != sorted(yours.split(", "))
    ]
    return Conflict([*conflict.rows, *others], conflict.by)


def _say(form: LogChangeForm | EditChangeForm | MoveForm, refused: ChangeRefusedError) -> None:
    for field, message in refused.messages.items():
        form.say(field, message)


def _not_ahead(form: MoveForm) -> bool:
    if form.on.data is not None and form.on.data > today():
        form.say("on", "The day must be today or earlier: a move is recorded when it has happened")
        return False
    return True
