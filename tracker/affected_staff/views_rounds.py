"""Pages of support and letters to many: choose, describe, look exactly who, record, see what became of it."""

from dataclasses import replace

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import letter_files, letter_word, queries_rounds, services_rounds
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.forms_rounds import LetterRoundForm, SupportRoundForm
from tracker.affected_staff.models_rounds import Round
from tracker.affected_staff.rules_rounds import RoundKind, RoundState
from tracker.affected_staff.services_rounds import RoundError
from tracker.audit import looks
from tracker.changes.queries import get_change
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.acting import act_on
from tracker.web.clock import today
from tracker.web.listing import listing_from_request


def _to(reference: str) -> ResponseReturnValue:
    return redirect(url_for("affected_staff.show_round", reference=reference))


@affected_staff.route("/rounds/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.LETTER_RECORD)
def describe_round(reference: str) -> ResponseReturnValue:
    """Say which support or which letter; the next page shows exactly who gets it."""
    viewer, day = current_viewer(), today()
    given = queries_rounds.get_round(reference, viewer, day)
    if given.state is not RoundState.DRAFT:
        return _to(reference)
    form = LetterRoundForm() if given.kind is RoundKind.LETTER else SupportRoundForm()
    if request.method == "GET":
        form.show(given, viewer.name)

    def shown() -> dict[str, object]:
        fresh = queries_rounds.get_round(reference, viewer, day)
        return {"round": fresh, "chosen": queries_rounds.chosen_for(fresh, viewer, day)}

    return act_on(
        form,
        "affected_staff/round_form.html",
        lambda: services_rounds.describe(given, form.said(), seen=form.seen(), by=viewer),
        row=lambda: queries_rounds.get_round(reference, viewer, day),
        shown=shown,
        done=lambda: (
            "",
            url_for("affected_staff.show_round", reference=reference),
        ),
        refused=(RoundError,),
        check=lambda: form.check(day),
    )


@affected_staff.get("/rounds/<string:reference>")
@requires(Permission.LETTER_RECORD)
def show_round(reference: str) -> ResponseReturnValue:
    """A draft: exactly who gets it and who has it already. Once recorded: who got it, what became of it."""
    viewer, day = current_viewer(), today()
    given = queries_rounds.get_round(reference, viewer, day)
    if given.state is RoundState.DRAFT:
        if not given.what:
            return redirect(url_for("affected_staff.describe_round", reference=reference))
        return _confirm_page(given, viewer)
    got = queries_rounds.given_by(given, viewer, day)
    text = render_template("affected_staff/round.html", round=given, got=got)
    _looked(viewer, [each.row.person_id for each in got], reference)
    return text


def _looked(viewer: Viewer, people: list[int], reference: str) -> None:
    looks.note_looks(viewer, people, looks.Where.LIST, today(), about=("round", reference))


def _confirm_page(given: Round, viewer: Viewer, status: int = 200) -> ResponseReturnValue:
    rows = queries_rounds.chosen_for(given, viewer, today())
    found = queries_rounds.sort_out(given, rows)
    sample = ""
    if given.kind is RoundKind.LETTER and found.getting:
        sample = services_rounds.letter_text(given, found.getting[0])
    page = render_template(
        "affected_staff/round_confirm.html", round=given, found=found, sample=sample, conflict=status == 409
    )
    _looked(viewer, [row.person_id for row in rows], given.reference)
    return page, status


@affected_staff.post("/rounds/<string:reference>/give")
@requires(Permission.LETTER_RECORD)
def give_round(reference: str) -> ResponseReturnValue:
    """Record it for exactly those whom the page showed; when these are others by now, show it again."""
    viewer, day = current_viewer(), today()
    given = queries_rounds.get_round(reference, viewer, day)
    try:
        with unit_of_work():
            found = services_rounds.give(
                given, seal=request.form.get("seal", ""), by=viewer, day=day, moment=database.now()
            )
    except EditConflictError:
        return _confirm_page(queries_rounds.get_round(reference, viewer, day), viewer, 409)
    except RoundError as error:
        flash(str(error), "warning")
        return _to(reference)
    people = len(found.getting)
    left = f". {len(found.having):,} had it already" if found.having else ""
    flash(f"Recorded for {people:,} {'person' if people == 1 else 'people'}{left}", "success")
    return _to(reference)


@affected_staff.post("/rounds/<string:reference>/discard")
@requires(Permission.LETTER_RECORD)
def discard_round(reference: str) -> ResponseReturnValue:
    """Forget a draft; nobody got anything."""
    viewer = current_viewer()
    given = queries_rounds.get_round(reference, viewer, today())
    change = given.change.reference
    try:
        with unit_of_work():
            services_rounds.discard(given, by=viewer)
    except RoundError as error:
        flash(str(error), "warning")
        return _to(reference)
    flash("Nothing has been recorded", "success")
    return redirect(url_for("affected_staff.list_affected", reference=change))


@affected_staff.post("/rounds/<string:reference>/letters")
@requires(Permission.LETTER_RECORD)
def download_round(reference: str) -> ResponseReturnValue:
    """All letters of a round as one Word document; that they were taken is recorded first."""
    viewer, day = current_viewer(), today()
    given = queries_rounds.get_round(reference, viewer, day)
    letters = queries_rounds.letters_by(given, viewer, day)
    if not letters:
        abort(404)
    with unit_of_work():
        services_rounds.read_letters(given, len(letters), by=viewer)
    content = letter_word.as_word(letters, f"{given.what.capitalize()}: {len(letters):,} letters")
    return Response(content, headers=letter_files.headers(reference, "letters.docx"))


@affected_staff.get("/changes/<string:reference>/affected-staff/rounds")
@requires(Permission.LETTER_RECORD)
def list_rounds(reference: str) -> ResponseReturnValue:
    """Support and letters to many in a change, newest first, and the viewer's own that wait."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    listing = replace(listing_from_request("made", descending=True), q="")
    page = queries_rounds.rounds_page(change, viewer, day, listing)
    return render_template("affected_staff/rounds.html", change=change, listing=listing, page=page)
