"""Pages of letters: sent, received, acknowledged, read, taken out again."""

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import letter_files, letter_word, queries_support, services_support
from tracker.affected_staff.acting import page_of
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.forms_support import LetterForm, ReceivedForm
from tracker.affected_staff.queries import get_affected
from tracker.affected_staff.queries_meetings import person_of
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.acting import act_on
from tracker.web.clock import today


@affected_staff.route("/affected/<string:reference>/letters/new", methods=["GET", "POST"])
@requires(Permission.LETTER_RECORD)
def new_letter(reference: str) -> ResponseReturnValue:
    """Record a letter to one person, with a copy if there is one."""
    viewer, day = current_viewer(), today()
    row = get_affected(reference, viewer, day)
    form = LetterForm()
    if request.method == "GET":
        form.sent_on.process(None, day)
    return act_on(
        form,
        "affected_staff/letter_form.html",
        lambda: services_support.record_letter(row, form.given(), by=viewer, moment=database.now()),
        row=lambda: None,
        shown=lambda: {"affected": get_affected(reference, viewer, day)},
        done=lambda: (f"Letter to {row.person.name} recorded", page_of(row, "letters")),
        check=lambda: form.check(day),
    )


@affected_staff.route("/letters/<string:reference>/received", methods=["GET", "POST"])
@requires(Permission.LETTER_RECORD)
def receive_letter(reference: str) -> ResponseReturnValue:
    """Record the day on which a letter reached the person."""
    viewer, day = current_viewer(), today()
    letter = queries_support.get_letter(reference, viewer, day)
    row = person_of(letter.affected_person_id, viewer, day)
    form = ReceivedForm()
    if request.method == "GET":
        form.received_on.process(None, letter.received_on or day)

    def act() -> None:
        assert form.received_on.data is not None
        services_support.receive_letter(letter, on=form.received_on.data, seen=form.seen(), by=viewer)

    def shown() -> dict[str, object]:
        fresh = queries_support.get_letter(reference, viewer, day)
        return {"affected": person_of(fresh.affected_person_id, viewer, day), "letter": fresh}

    return act_on(
        form,
        "affected_staff/letter_received.html",
        act,
        row=lambda: queries_support.get_letter(reference, viewer, day),
        shown=shown,
        done=lambda: ("Recorded as received", page_of(row, "letters")),
        check=lambda: form.check(letter.sent_on, day),
        compares=True,
    )


@affected_staff.post("/letters/<string:reference>/acknowledge")
@requires(Permission.LETTER_ACKNOWLEDGE)
def acknowledge_letter(reference: str) -> ResponseReturnValue:
    """The person says that a letter reached them."""
    viewer, day = current_viewer(), today()
    letter = queries_support.get_letter(reference, viewer, day)
    row = person_of(letter.affected_person_id, viewer, day)
    try:
        with unit_of_work():
            services_support.acknowledge_letter(letter, on=day, by=viewer)
    except EditConflictError:
        flash("The letter was changed just now: look at it, then press again", "warning")
    else:
        flash("You have acknowledged the letter", "success")
    return redirect(page_of(row, "letters"))


@affected_staff.post("/letters/<string:reference>/file")
@requires(Permission.LETTER_READ)
def download_letter(reference: str) -> ResponseReturnValue:
    """The copy of a letter, to be saved; that it was taken is recorded first."""
    viewer = current_viewer()
    letter = queries_support.get_letter(reference, viewer, today(), with_file=True)
    with unit_of_work():
        services_support.read_letter(letter, by=viewer)
    headers = letter_files.headers(letter.reference, letter.file_name)
    content = letter.content or letter_word.as_word([letter.text], letter.kind.value.capitalize())
    return Response(content, headers=headers)


@affected_staff.route("/letters/<string:reference>/remove", methods=["GET", "POST"])
@requires(Permission.LETTER_RECORD)
def remove_letter(reference: str) -> ResponseReturnValue:
    """Take out a letter recorded by mistake, after a page that says that it cannot be undone."""
    viewer, day = current_viewer(), today()
    letter = queries_support.get_letter(reference, viewer, day)
    row = person_of(letter.affected_person_id, viewer, day)
    if request.method == "POST":
        with unit_of_work():
            services_support.remove_letter(letter, by=viewer)
        flash("Taken out", "success")
        return redirect(page_of(row, "letters"))
    what = f"{letter.kind.value}, sent on {letter.sent_on.day} {letter.sent_on:%B %Y}"
    return render_template("affected_staff/remove.html", affected=row, what=what, noun="letter")
