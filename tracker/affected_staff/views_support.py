"""Pages of support: offered, answered, taken out again."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import queries_support, services_support
from tracker.affected_staff.acting import page_of
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.forms_support import AnswerForm, SupportForm
from tracker.affected_staff.queries import get_affected
from tracker.affected_staff.queries_meetings import person_of
from tracker.affected_staff.rules_support import SupportAnswer
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.web.access import current_viewer, requires
from tracker.web.acting import act_on
from tracker.web.clock import today


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
    return act_on(
        form,
        "affected_staff/support_form.html",
        lambda: services_support.offer_support(row, form.given(), by=viewer, moment=database.now()),
        row=lambda: None,
        shown=lambda: {"affected": get_affected(reference, viewer, day)},
        done=lambda: (f"{form.kind.data.capitalize()} offered to {row.person.name}", page_of(row, "support")),
        check=lambda: form.check(day),
    )


@affected_staff.route("/support/<string:reference>/answer", methods=["GET", "POST"])
@requires(Permission.SUPPORT_ANSWER)
def answer_support(reference: str) -> ResponseReturnValue:
    """Record what the person said to an offer; they may do so themselves."""
    viewer, day = current_viewer(), today()
    offer = queries_support.get_support(reference, viewer, day)
    row = person_of(offer.affected_person_id, viewer, day)
    form = AnswerForm()
    if request.method == "GET":
        form.answer.data = offer.answer.value if offer.answer is not SupportAnswer.NONE_YET else None
        form.answered_on.process(None, offer.answered_on or day)

    def act() -> None:
        answer = SupportAnswer(form.answer.data)
        on = form.answered_on.data if answer is not SupportAnswer.NONE_YET else None
        services_support.answer_support(offer, answer, on=on, seen=form.seen(), by=viewer)

    def shown() -> dict[str, object]:
        fresh = queries_support.get_support(reference, viewer, day)
        affected = person_of(fresh.affected_person_id, viewer, day)
        return {"affected": affected, "offer": fresh, "own": viewer.role is Role.STAFF}

    return act_on(
        form,
        "affected_staff/support_answer.html",
        act,
        row=lambda: queries_support.get_support(reference, viewer, day),
        shown=shown,
        done=lambda: ("Answer recorded", page_of(row, "support")),
        check=lambda: form.check(offer.offered_on, day),
        compares=True,
    )


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
        return redirect(page_of(row, "support"))
    what = f"{offer.kind.value}, offered on {offer.offered_on.day} {offer.offered_on:%B %Y}"
    return render_template("affected_staff/remove.html", affected=row, what=what, noun="offer")
