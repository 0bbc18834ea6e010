"""Pages of the two sealed rooms of a concern."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.concerns import queries, queries_rooms, services_rooms
from tracker.concerns.blueprint import concerns
from tracker.concerns.forms import NoteForm
from tracker.concerns.models import Concern
from tracker.concerns.rules import Room, room_readers
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.once import made_before, once


@concerns.route("/<string:reference>/union-room", methods=["GET", "POST"])
@requires(Permission.UNION_ROOM_USE)
def union_room(reference: str) -> ResponseReturnValue:
    """Where representatives of the concern's union talk to each other."""
    viewer = current_viewer()
    return _room(queries_rooms.concern_of_room(reference, Room.UNION, viewer, today()), Room.UNION, viewer)


@concerns.get("/<string:reference>/management-room")
@requires(Permission.MANAGEMENT_ROOM_READ)
def management_room(reference: str) -> ResponseReturnValue:
    """Where HR partners talk to each other; the programme director reads."""
    viewer = current_viewer()
    concern = queries_rooms.concern_of_room(reference, Room.MANAGEMENT, viewer, today())
    writes = viewer.may(Permission.MANAGEMENT_ROOM_WRITE)
    return _page(concern, Room.MANAGEMENT, viewer, NoteForm(formdata=None) if writes else None)


@concerns.post("/<string:reference>/management-room")
@requires(Permission.MANAGEMENT_ROOM_WRITE)
def write_in_management_room(reference: str) -> ResponseReturnValue:
    """An HR partner's note."""
    viewer = current_viewer()
    concern = queries_rooms.concern_of_room(reference, Room.MANAGEMENT, viewer, today())
    return _room(concern, Room.MANAGEMENT, viewer)


def _room(concern: Concern, room: Room, viewer: Viewer) -> ResponseReturnValue:
    """The room, or one note more in it; what was typed stays where something is wrong with it."""
    form, note = NoteForm(), queries_rooms.NOTES[room]
    if not form.is_submitted():
        return _page(concern, room, viewer, form)
    made = form.made.data or ""
    if not made_before(note, made, note.written_by_id == viewer.account_id):
        if not form.validate():
            return _page(concern, room, viewer, form), 400
        with once(note, made):
            services_rooms.write_note(
                concern, room, form.text.data or "", viewer, database.now(), reference=made
            )
        flash("Note written", "success")
    return redirect(
        url_for(
            "concerns.union_room" if room is Room.UNION else "concerns.management_room",
            reference=concern.reference,
        )
    )


def _page(concern: Concern, room: Room, viewer: Viewer, form: NoteForm | None) -> str:
    return render_template(
        "concerns/room.html",
        concern=concern,
        text=queries.text_of(concern, viewer),
        room=room,
        notes=queries_rooms.notes_in(concern, room),
        form=form,
        readers=room_readers(room, concern.union_names),
    )
