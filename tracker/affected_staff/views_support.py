"""Pages of support and letters: offered, answered, sent, received, acknowledged, taken out again."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import letter_files, queries_support, services_support
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.forms_support import AnswerForm, LetterForm, ReceivedForm, SupportForm
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import get_affected
from tracker.affected_staff.queries_meetings import person_of
from tracker.affected_staff.rules_support import SupportAnswer
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over


def _page_of(row: AffectedPerson, part: str) -> str:
    return url_for("affected_staff.show_affected", reference=row.reference) + f"#{part}"


@affected_staff.route("/affected/<string:reference>/support/new", methods=["GET", "POST"])
@requires(Permission.SUPPORT_OFFER)
def new_support(reference: str) -> ResponseReturnValue:
    """Record that support was offered to one person."""
    viewer, day = current_viewer(), today()
    row = get_affected(reference, viewer, day)
    form = SupportForm()
    if request.method == "GET":
        form.offered_on.process(None, day)
        form.offered_by.data = viewer.name
    elif form.check(day):
        with unit_of_work():
            services_support.offer_support(row, form.given(), by=viewer, moment=database.now())
        flash(f"{form.kind.data.capitalize()} offered to {row.person.name}", "success")
        return redirect(_page_of(row, "support"))
    return render_template("affected_staff/support_form.html", affected=row, form=form), (
        400 if form.errors else 200
    )


@affected_staff.route("/support/<string:reference>/answer", methods=["GET", "POST"])
@requires(Permission.SUPPORT_ANSWER)
def answer_support(reference: str) -> ResponseReturnValue:
    """Record what the person said to an offer; they may do so themselves."""
    viewer, day = current_viewer(), today()
    offer = queries_support.get_support(reference, viewer, day)
    row = person_of(offer.affected_person_id, viewer, day)
    form, conflict = AnswerForm(), None
    if request.method == "GET":
        form.show_version(offer)
        form.answer.data = offer.answer.value if offer.answer is not SupportAnswer.NONE_YET else None
        form.answered_on.process(None, offer.answered_on or day)
    elif form.check(offer.offered_on, day):
        answer = SupportAnswer(form.answer.data)
        on = form.answered_on.data if answer is not SupportAnswer.NONE_YET else None
        try:
            with unit_of_work():
                services_support.answer_support(offer, answer, on=on, seen=form.seen(), by=viewer)
        except EditConflictError:
            offer = queries_support.get_support(reference, viewer, day)
            row = person_of(offer.affected_person_id, viewer, day)
            conflict = conflict_over(form, offer)
        else:
            flash("Answer recorded", "success")
            return redirect(_page_of(row, "support"))
    return render_template(
        "affected_staff/support_answer.html",
        affected=row,
        offer=offer,
        form=form,
        conflict=conflict,
        own=viewer.role is Role.STAFF,
    ), (409 if conflict else 400 if form.errors else 200)


@affected_staff.route("/support/<string:reference>/remove", methods=["GET", "POST"])
@requires(Permission.AFFECTED_STAFF_UPDATE)
def remove_support(reference: str) -> ResponseReturnValue:
    """Take out an offer recorded by mistake, after a page that says that it cannot be undone."""
    viewer, day = current_viewer(), today()
    offer = queries_support.get_support(reference, viewer, day)
    row = person_of(offer.affected_person_id, viewer, day)
    if request.method == "POST":
        with unit_of_work():
            services_support.remove_support(offer, by=viewer)
        flash("Taken out", "success")
        return redirect(_page_of(row, "support"))
    what = f"{offer.kind.value}, offered on {offer.offered_on.day} {offer.offered_on:%B %Y}"
    return render_template("affected_staff/remove.html", affected=row, what=what, noun="offer")


@affected_staff.route("/affected/<string:reference>/letters/new", methods=["GET", "POST"])
@requires(Permission.LETTER_RECORD)
def new_letter(reference: str) -> ResponseReturnValue:
    """Record a letter to one person, with a copy if there is one."""
    viewer, day = current_viewer(), today()
    row = get_affected(reference, viewer, day)
    form = LetterForm()
    if request.method == "GET":
        form.sent_on.process(None, day)
    elif form.check(day):
        with unit_of_work():
            services_support.record_letter(row, form.given(), by=viewer, moment=database.now())
        flash(f"Letter to {row.person.name} recorded", "success")
        return redirect(_page_of(row, "letters"))
    return render_template("affected_staff/letter_form.html", affected=row, form=form), (
        400 if form.errors else 200
    )


@affected_staff.route("/letters/<string:reference>/received", methods=["GET", "POST"])
@requires(Permission.LETTER_RECORD)
def receive_letter(reference: str) -> ResponseReturnValue:
    """Record the day on which a letter reached the person."""
    viewer, day = current_viewer(), today()
    letter = queries_support.get_letter(reference, viewer, day)
    row = person_of(letter.affected_person_id, viewer, day)
    form, conflict = ReceivedForm(), None
    if request.method == "GET":
        form.show_version(letter)
        form.received_on.process(None, letter.received_on or day)
    elif form.check(letter.sent_on, day) and form.received_on.data is not None:
        try:
            with unit_of_work():
                services_support.receive_letter(letter, on=form.received_on.data, seen=form.seen(), by=viewer)
        except EditConflictError:
            letter = queries_support.get_letter(reference, viewer, day)
            row = person_of(letter.affected_person_id, viewer, day)
            conflict = conflict_over(form, letter)
        else:
            flash("Recorded as received", "success")
            return redirect(_page_of(row, "letters"))
    return render_template(
        "affected_staff/letter_received.html", affected=row, letter=letter, form=form, conflict=conflict
    ), (409 if conflict else 400 if form.errors else 200)


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
    return redirect(_page_of(row, "letters"))


@affected_staff.post("/letters/<string:reference>/file")
@requires(Permission.LETTER_READ)
def download_letter(reference: str) -> ResponseReturnValue:
    """The copy of a letter, to be saved; that it was taken is recorded first."""
    viewer = current_viewer()
    letter = queries_support.get_letter(reference, viewer, today(), with_file=True)
    with unit_of_work():
        services_support.read_letter(letter, by=viewer)
    headers = letter_files.headers(letter.reference, letter.file_name)
    return Response(letter.content, headers=headers)


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
        return redirect(_page_of(row, "letters"))
    what = f"{letter.kind.value}, sent on {letter.sent_on.day} {letter.sent_on:%B %Y}"
    return render_template("affected_staff/remove.html", affected=row, what=what, noun="letter")
