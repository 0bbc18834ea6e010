"""Pages of individual meetings: the grid, planning, moving, recording, a session with many."""

from collections.abc import Callable
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker import database
from tracker.affected_staff import queries_meetings, services_meetings
from tracker.affected_staff.acting import page_of
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.forms_meetings import MeetingForm, MoveMeetingForm, OutcomeForm
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import get_affected
from tracker.affected_staff.queries_meetings import MEETING_FILTER, MOST_PRINTED, OPEN
from tracker.affected_staff.rules import AffectedStatus
from tracker.affected_staff.rules_support import MeetingState, next_number
from tracker.affected_staff.services_meetings import MeetingError
from tracker.audit import looks
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.acting import act_on
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

MOST_IN_SESSION = 500


@affected_staff.get("/individual-meetings")
@requires(Permission.INDIVIDUAL_MEETING_RECORD)
def list_meetings() -> ResponseReturnValue:
    """Affected people by their first, second and third meeting, with what is overdue."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("planned")
    plain = listing.value("view") == "print"
    if plain:
        listing = replace(listing, number=1, per_page=MOST_PRINTED)
    page = queries_meetings.grid_page(viewer, listing, day)
    changes = queries_meetings.changes_on_grid(viewer, day)
    text = render_template(
        "affected_staff/meetings_print.html" if plain else "affected_staff/meetings.html",
        listing=listing,
        page=page,
        changes=changes,
        change=next((each for each in changes if each[0] == listing.value("change")), None),
        status_asked=listing.value("status") if "status" in listing.arguments else OPEN,
        statuses=[OPEN, *AffectedStatus],
        meeting_options=list(MEETING_FILTER.items()),
        most=MOST_IN_SESSION,
        at=database.now(),
        plain=plain,
    )
    where = looks.Where.PAPER if plain else looks.Where.LIST
    people = [row.person_id for row in page.rows if not row.looked_at]
    looks.note_looks(viewer, people, where, day, about=("individual meetings", "-"))
    return text


@affected_staff.route("/affected/<string:reference>/meetings/new", methods=["GET", "POST"])
@requires(Permission.INDIVIDUAL_MEETING_RECORD)
def new_meeting(reference: str) -> ResponseReturnValue:
    """Plan a meeting with one person, or record one that was held."""
    viewer, day = current_viewer(), today()
    row = get_affected(reference, viewer, day)
    form = MeetingForm()
    invited = queries_meetings.representatives_for(row, day)
    form.offer([(each, name) for each, (_, name) in invited.items()])
    if request.method == "GET":
        live = services_meetings.live_numbers([row.id]).get(row.id, frozenset())
        form.number.data = request.args.get("number") or str(next_number(live))
        form.on.process(None, day)
        form.held_by.data = viewer.name
    elif form.check(day):
        invited_id = invited.get(form.invited.data or "", (None, ""))[0]
        try:
            with unit_of_work():
                given = form.given(viewer, invited_id)
                services_meetings.add_meeting(row, given, by=viewer, moment=database.now())
        except MeetingError as error:
            form.say("number", str(error))
        except IntegrityError:
            form.say("number", "Somebody else recorded this meeting just now: look at the person’s page")
        else:
            word = "planned" if given.state is MeetingState.PLANNED else "recorded"
            flash(f"Meeting {given.number} with {row.person.name} {word}", "success")
            return redirect(_back_to(row))
        row = get_affected(reference, viewer, day)
    return render_template("affected_staff/meeting_form.html", affected=row, form=form), (
        400 if form.errors else 200
    )


def _back_to(row: AffectedPerson) -> str:
    """Where the person came from: the grid, when they said so, or the page of whom it was about."""
    if request.args.get("from") == "grid":
        return url_for("affected_staff.list_meetings", change=row.change.reference)
    return page_of(row, "meetings")


@affected_staff.route("/individual-meetings/<string:reference>/move", methods=["GET", "POST"])
@requires(Permission.INDIVIDUAL_MEETING_RECORD)
def move_meeting(reference: str) -> ResponseReturnValue:
    """Put a planned meeting on another day."""
    viewer, day = current_viewer(), today()
    meeting = queries_meetings.get_meeting(reference, viewer, day)
    row = queries_meetings.person_of(meeting.affected_person_id, viewer, day)
    form = MoveMeetingForm()
    if request.method == "GET":
        form.on.process(None, meeting.on)
        form.at.data = f"{meeting.at:%H:%M}" if meeting.at else ""

    def act() -> None:
        assert form.on.data is not None
        services_meetings.move_meeting(
            meeting,
            on=form.on.data,
            at=form.time,
            reason=form.reason.data,
            seen=form.seen(),
            by=viewer,
            moment=database.now(),
        )

    def done() -> tuple[str, str]:
        return f"Meeting {meeting.number} with {row.person.name} moved", _back_to(row)

    return _act(reference, form, "affected_staff/meeting_move.html", act, done)


def _act(
    reference: str,
    form: MoveMeetingForm | OutcomeForm,
    template: str,
    act: Callable[[], None],
    done: Callable[[], tuple[str, str]],
) -> ResponseReturnValue:
    """A form over a meeting that is there already."""
    viewer, day = current_viewer(), today()

    def shown() -> dict[str, object]:
        meeting = queries_meetings.get_meeting(reference, viewer, day)
        return {
            "meeting": meeting,
            "affected": queries_meetings.person_of(meeting.affected_person_id, viewer, day),
        }

    return act_on(
        form,
        template,
        act,
        row=lambda: queries_meetings.get_meeting(reference, viewer, day),
        shown=shown,
        done=done,
        refused=(MeetingError,),
        check=lambda: form.check(day),
        compares=True,
    )


@affected_staff.route("/individual-meetings/<string:reference>/record", methods=["GET", "POST"])
@requires(Permission.INDIVIDUAL_MEETING_RECORD)
def record_meeting(reference: str) -> ResponseReturnValue:
    """Say what became of a meeting, with its shared note; or set right what was said."""
    viewer, day = current_viewer(), today()
    meeting = queries_meetings.get_meeting(reference, viewer, day)
    row = queries_meetings.person_of(meeting.affected_person_id, viewer, day)
    form = OutcomeForm()
    invited = queries_meetings.representatives_for(row, day)
    form.offer([(each, name) for each, (_, name) in invited.items()])
    if request.method == "GET":
        form.prefill(meeting, viewer)
        chosen = [each for each, (id_, _) in invited.items() if id_ == meeting.invited_id]
        form.invited.data = next(iter(chosen), "")

    def act() -> None:
        invited_id = invited.get(form.invited.data or "", (None, ""))[0]
        services_meetings.record_outcome(
            meeting,
            form.outcome(viewer, invited_id),
            seen=form.seen(),
            by=viewer,
            moment=database.now(),
        )

    def done() -> tuple[str, str]:
        return f"Meeting {meeting.number} with {row.person.name}: {meeting.state}", _back_to(row)

    return _act(reference, form, "affected_staff/meeting_record.html", act, done)


@affected_staff.route("/individual-meetings/session", methods=["GET", "POST"])
@requires(Permission.INDIVIDUAL_MEETING_RECORD)
def record_session() -> ResponseReturnValue:
    """The same meeting for everyone ticked on the grid: a group session, or a row of appointments."""
    viewer, day = current_viewer(), today()
    if request.method == "GET" and request.args.get("everyone"):
        listing = listing_from_request("name")
        references = queries_meetings.references_on_grid(viewer, listing, day, MOST_IN_SESSION)
    else:
        references = (request.form if request.method == "POST" else request.args).getlist("who")
    people = queries_meetings.people_named(references[: MOST_IN_SESSION + 1], viewer, day)
    if not people or len(references) > MOST_IN_SESSION:
        wanted = f"Narrow the list first: at most {MOST_IN_SESSION} people in one session"
        flash(wanted if people else "Tick at least one person", "warning")
        return redirect(url_for("affected_staff.list_meetings"))
    form = MeetingForm()
    if request.method == "GET":
        form.on.process(None, day)
        form.held_by.data = viewer.name
    elif form.check(day):
        try:
            with unit_of_work():
                done, left = services_meetings.add_session(
                    people, form.given(viewer, None), by=viewer, moment=database.now()
                )
                if not done:
                    raise MeetingError("; ".join(f"{name}: {why}" for name, why in left[:3]))
        except MeetingError as error:
            form.say("number", str(error))
        except IntegrityError:
            form.say("number", "Somebody else recorded one of these meetings just now: press again")
        else:
            names = ", ".join(f"{name} ({why[0].lower()}{why[1:]})" for name, why in left[:10])
            more = f" and {len(left) - 10} more" if len(left) > 10 else ""
            rest = f". Not for {names}{more}" if left else ""
            flash(f"Meeting {form.number.data} recorded for {done:,}{rest}", "success")
            return redirect(url_for("affected_staff.list_meetings"))
        people = queries_meetings.people_named(references, viewer, day)
    return render_template("affected_staff/meeting_session.html", people=people, form=form), (
        400 if form.errors else 200
    )
