"""Pages with which HR designs, opens, extends and closes a consultation."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.consultations import queries, services
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms import ConfirmForm, DesignForm, ExtendForm
from tracker.consultations.minimums import minimum_beside
from tracker.consultations.models import Consultation
from tracker.consultations.queries import InvitedRow
from tracker.consultations.rules import (
    STAFF_READERS,
    UNION_READERS,
    AnswerMode,
    ConsultationError,
    ConsultationKind,
    ConsultationState,
    paragraphs,
)
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.parameters import rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow, conflict_over


@consultations.route("/changes/<string:reference>/consultations/new", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_DESIGN)
def new_consultation(reference: str) -> ResponseReturnValue:
    """A draft on one page; unions recognised for the affected people are ticked beforehand."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    unions = queries.unions_to_invite(change, day)
    form = DesignForm(unions=[union.reference for union in unions if union.represented])
    form.offer(unions)
    if form.rearrange(request.form):
        return _design_page(form, change, None)
    if not form.validate_on_submit():
        return _design_page(form, change, None, status=400 if form.errors else 200)

    with unit_of_work():
        consultation = services.create_consultation(change, **_typed(form, unions), by=viewer)
    flash("Draft saved. Nobody but HR partners of the programme sees it until it is opened", "success")
    return redirect(url_for("consultations.show_consultation", reference=consultation.reference))


@consultations.route("/consultations/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_DESIGN)
def edit_consultation(reference: str) -> ResponseReturnValue:
    """Change a draft. Two people at once are shown each other's text."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    change, invited = consultation.change, queries.invited_unions(consultation)
    unions = _with_invited(queries.unions_to_invite(change, day), invited)
    form = DesignForm(
        obj=None if request.method == "POST" else consultation,
        questions=[{"text": q.text, "required": q.required} for q in queries.questions_of(consultation)],
        unions=[union.reference for union in invited],
    )
    form.offer(unions)
    if request.method == "GET":
        form.show_version(consultation)
        if consultation.state is not ConsultationState.DRAFT:
            flash(f"The consultation is {consultation.state}: it cannot be edited any more", "warning")
            return redirect(url_for("consultations.show_consultation", reference=reference))
    if form.rearrange(request.form):
        return _design_page(form, change, consultation)
    if not form.validate_on_submit():
        return _design_page(form, change, consultation, status=400 if form.errors else 200)

    try:
        with unit_of_work():
            services.edit_consultation(consultation, **_typed(form, unions), by=viewer, seen=form.seen())
    except EditConflictError:
        fresh = queries.get_consultation(reference, viewer, day)
        conflict = _conflict(form, fresh, unions)
        return _design_page(form, fresh.change, fresh, conflict=conflict, status=409)
    except ConsultationError as error:
        form.say("", str(error))
        fresh = queries.get_consultation(reference, viewer, day)
        return _design_page(form, fresh.change, fresh, status=409)
    flash("Draft saved", "success")
    return redirect(url_for("consultations.show_consultation", reference=reference))


def _typed(form: DesignForm, unions: list[InvitedRow]) -> dict[str, Any]:
    chosen = set(form.unions.data)
    return {
        "title": form.title.data or "",
        "kind": ConsultationKind(form.kind.data),
        "mode": AnswerMode(form.mode.data),
        "opens": form.opens.data,
        "closes": form.closes.data,
        "document": form.document.data or "",
        "questions": form.typed_questions(),
        "union_ids": [union.id for union in unions if union.reference in chosen],
    }


def _with_invited(unions: list[InvitedRow], invited: list[InvitedRow]) -> list[InvitedRow]:
    """Unions that can be invited, and those that are although they could not be any more."""
    known = {union.id for union in unions}
    return unions + [union for union in invited if union.id not in known]


def _conflict(form: DesignForm, fresh: Consultation, unions: list[InvitedRow]) -> Conflict:
    """What the other person saved, with questions and unions in words."""
    conflict = conflict_over(form, fresh)
    theirs = [(q.text, q.required) for q in queries.questions_of(fresh)]
    if theirs != form.typed_questions():
        conflict.rows.append(ConflictRow("Questions", _questions(theirs), _questions(form.typed_questions())))
    names = {union.reference: union.name for union in unions}
    invited = [union.reference for union in queries.invited_unions(fresh)]
    if set(invited) != set(form.unions.data):
        conflict.rows.append(ConflictRow("Unions", _names(invited, names), _names(form.unions.data, names)))
    return conflict


def _questions(rows: list[tuple[str, bool]]) -> str:
    lines = [
        f"{number}. {text}{' (must be answered)' if required else ''}"
        for number, (text, required) in enumerate(rows, 1)
    ]
    return "\n".join(lines) or "none"


def _names(references: list[str], names: dict[str, str]) -> str:
    return ", ".join(sorted(names.get(reference, reference) for reference in references)) or "none"


def _design_page(
    form: DesignForm,
    change: Change,
    consultation: Consultation | None,
    *,
    conflict: Conflict | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "consultations/design.html", form=form, change=change, consultation=consultation, conflict=conflict
    )
    return page, status


@consultations.route("/consultations/<string:reference>/open", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_DESIGN)
def open_consultation(reference: str) -> ResponseReturnValue:
    """Say who will be asked, what, and who will read the answers; then open."""
    return _confirm(
        reference,
        services.open_consultation,
        services.why_not_open,
        "consultations/open.html",
        "Consultation opened",
    )


@consultations.route("/consultations/<string:reference>/close", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_DESIGN)
def close_consultation(reference: str) -> ResponseReturnValue:
    """Close, on the last day or later."""
    return _confirm(
        reference,
        services.close_consultation,
        services.why_not_close,
        "consultations/close.html",
        "Consultation closed",
    )


def _confirm(
    reference: str,
    act: Callable[..., None],
    why_not: Callable[[Consultation, date], list[str]],
    template: str,
    done: str,
) -> ResponseReturnValue:
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    form, status = ConfirmForm(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                act(consultation, by=viewer, moment=database.now(), day=day, seen=form.seen())
        except EditConflictError:
            form.say("", "Somebody changed the consultation since you opened this page: read it again")
        except ConsultationError as error:
            form.say("", str(error))
        else:
            flash(done, "success")
            return redirect(url_for("consultations.show_consultation", reference=reference))
        status = 409
        consultation = queries.get_consultation(reference, viewer, day)
    form.show_version(consultation)
    page = render_template(
        template,
        form=form,
        consultation=consultation,
        people=queries.people_asked(consultation),
        not_told=queries.people_not_told(consultation),
        unions=queries.invited_unions(consultation),
        questions=queries.questions_of(consultation),
        paragraphs=paragraphs(consultation.document),
        minimum=minimum_beside(
            rule_book(),
            queries.nation_of(consultation),
            consultation.kind,
            consultation.opens,
            consultation.closes,
        ),
        wrong=why_not(consultation, day),
        today=day,
        staff_readers=STAFF_READERS[consultation.mode],
        union_readers=UNION_READERS,
    )
    return page, status


@consultations.route("/consultations/<string:reference>/extend", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_DESIGN)
def extend_consultation(reference: str) -> ResponseReturnValue:
    """A later last day, with its reason."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    form, status, conflict = ExtendForm(), 200, None
    if form.validate_on_submit():
        assert form.closes.data is not None
        try:
            with unit_of_work():
                services.extend_consultation(
                    consultation,
                    closes=form.closes.data,
                    reason=form.reason.data or "",
                    by=viewer,
                    moment=database.now(),
                    day=day,
                    seen=form.seen(),
                )
        except EditConflictError:
            consultation = queries.get_consultation(reference, viewer, day)
            conflict, status = conflict_over(form, consultation), 409
        except ConsultationError as error:
            consultation = queries.get_consultation(reference, viewer, day)
            form.say("closes", str(error))
        else:
            flash("Last day moved. Everyone asked can read the reason", "success")
            return redirect(url_for("consultations.show_consultation", reference=reference))
    if request.method == "GET":
        form.show_version(consultation)
    page = render_template(
        "consultations/extend.html", form=form, consultation=consultation, conflict=conflict
    )
    return page, 400 if form.errors else status
