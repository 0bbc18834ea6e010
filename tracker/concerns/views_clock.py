"""Pages of the clock of concerns: pauses of it, and the procedure that sets its targets."""

from dataclasses import asdict

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker import database
from tracker.concerns import queries, queries_clock, services_clock
from tracker.concerns.blueprint import concerns
from tracker.concerns.forms import PauseForm, ProcedureForm
from tracker.concerns.models import ConcernPause, ConcernProcedure
from tracker.concerns.procedure import STATUS_QUO, TARGET_LABELS, Targets
from tracker.concerns.rules import ConcernMoveError, Side, waiting_on
from tracker.database import EditConflictError, unit_of_work
from tracker.organisation.models import Employer
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.once import made_before, once


@concerns.route("/<string:reference>/pause", methods=["GET", "POST"])
@requires(Permission.CONCERN_PAUSE)
def propose_pause(reference: str) -> ResponseReturnValue:
    """Propose that the clock stands still; it does once the other side agrees."""
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    here = url_for("concerns.show_concern", reference=reference)
    if waiting_on(concern.state) is Side.NOBODY:
        flash("The concern is closed: there is no clock to stop", "warning")
        return redirect(here)
    form = PauseForm()
    if form.validate_on_submit():
        assert form.first_day.data is not None
        assert form.last_day.data is not None
        made = form.made.data or ""
        if made_before(ConcernPause, made, ConcernPause.concern_id == concern.id):
            return redirect(here)
        try:
            with once(ConcernPause, made):
                services_clock.propose_pause(
                    concern,
                    reason=form.reason.data or "",
                    first=form.first_day.data,
                    last=form.last_day.data,
                    by=viewer,
                    moment=database.now(),
                    reference=made,
                )
        except ConcernMoveError as error:
            form.say("first_day", str(error))
        else:
            flash("Pause proposed: the clock runs on until the other side agrees", "success")
            return redirect(here)
    page = render_template("concerns/pause.html", concern=concern, form=form)
    return page, 400 if form.errors else 200


@concerns.post("/<string:reference>/pause/<string:pause>")
@requires(Permission.CONCERN_PAUSE)
def decide_pause(reference: str, pause: str) -> ResponseReturnValue:
    """Agree to a pause that the other side proposed, or decline it."""
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    row = queries_clock.get_pause(concern, pause)
    agreed, seen = request.form.get("verdict") == "agree", request.form.get("seen_version", "")
    try:
        with unit_of_work():
            services_clock.decide_pause(
                concern,
                row,
                agreed=agreed,
                by=viewer,
                moment=database.now(),
                seen=int(seen) if seen.isdecimal() else None,
            )
    except ConcernMoveError as error:
        flash(str(error), "warning")
    except EditConflictError:
        flash("The concern moved on while you read it: look again before you decide", "warning")
    else:
        flash("Pause agreed: the day due has moved" if agreed else "Pause declined", "success")
    return redirect(url_for("concerns.show_concern", reference=reference))


def _chosen(employers: list[Employer]) -> Employer:
    """The employer asked for, or the only one; one that is not among them is as good as none."""
    wanted = request.args.get("employer")
    found = [each for each in employers if wanted in (None, each.reference)]
    if not found:
        abort(404)
    return found[0]


@concerns.get("/procedure")
@requires(Permission.CONCERN_READ)
def show_procedure() -> ResponseReturnValue:
    """The targets both sides see, whom a late concern goes to, and earlier numbers."""
    viewer = current_viewer()
    employers = queries_clock.employers_of(viewer)
    employer = _chosen(employers)
    procedure = queries_clock.procedure_of(employer.id)
    named = {each: name for each, _, name in queries_clock.next_people(employer.id, today())}
    return render_template(
        "concerns/procedure.html",
        employer=employer,
        employers=employers,
        procedure=procedure,
        targets=asdict(queries_clock.targets_of(procedure)),
        labels=TARGET_LABELS,
        status_quo=procedure.status_quo if procedure else STATUS_QUO,
        named=named.get(procedure.next_person_id or 0) if procedure else None,
        earlier=queries_clock.earlier_procedures(employer.id),
        may_edit=viewer.may(Permission.CONCERN_ANSWER) and employer.id in viewer.whole_employer_ids,
    )


@concerns.route("/procedure/<string:reference>", methods=["GET", "POST"])
@requires(Permission.CONCERN_ANSWER)
def edit_procedure(reference: str) -> ResponseReturnValue:
    """Put another procedure in force; what is running keeps the day it was given."""
    viewer, day = current_viewer(), today()
    employers = [e for e in queries_clock.employers_of(viewer) if e.id in viewer.whole_employer_ids]
    employer = next((each for each in employers if each.reference == reference), None)
    if employer is None:
        abort(404)
    now = queries_clock.procedure_of(employer.id)
    people = queries_clock.next_people(employer.id, day)
    form = ProcedureForm(data=_typed(now, people))
    form.offer(people)
    if request.method == "GET":
        form.seen_version.data = str(now.number if now else 0)
    elif form.validate():
        ids = {ref: each for each, ref, _ in people}
        try:
            with unit_of_work():
                services_clock.save_procedure(
                    employer.id,
                    form.targets(),
                    next_person_id=ids.get(form.next_person.data),
                    status_quo=form.status_quo.data or "",
                    agreed_with=form.agreed_with.data or "",
                    seen=form.seen() or 0,
                    by=viewer,
                    moment=database.now(),
                )
        except (EditConflictError, IntegrityError):  # the second: saved at the same moment
            now = queries_clock.procedure_of(employer.id)
            form.seen_version.data = str(now.number if now else 0)
            form.say(
                "acknowledge",
                "Somebody saved another procedure while you typed. Compare it with yours, then save again",
            )
        else:
            flash("Procedure saved: it holds for stages that begin from now on", "success")
            return redirect(url_for("concerns.show_procedure", employer=reference))
    page = render_template("concerns/procedure_form.html", form=form, employer=employer, labels=TARGET_LABELS)
    return page, 400 if form.errors else 200


def _typed(now: ConcernProcedure | None, people: list[tuple[int, str, str]]) -> dict[str, object]:
    """What the form begins with."""
    if now is None:
        return {**asdict(Targets()), "status_quo": STATUS_QUO}
    refs = {each: ref for each, ref, _ in people}
    return {
        **asdict(queries_clock.targets_of(now)),
        "next_person": refs.get(now.next_person_id or 0, ""),
        "status_quo": now.status_quo,
        "agreed_with": now.agreed_with,
    }
