"""Pages of affected people: the list for a change, one person with everything about them."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.affected_staff import (
    history,
    lists,
    queries_support,
    standing,
    views_impacts,
    views_letters,
    views_meetings,
    views_moves,
    views_rounds,
    views_statuses,
    views_support,
)
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.clocks import clock_of
from tracker.affected_staff.queries import get_affected
from tracker.affected_staff.rules import IMPACT_LABELS, MANAGER_ACTION, AffectedStatus
from tracker.audit import looks
from tracker.changes.queries import get_change
from tracker.organisation.queries_bands import grade_label
from tracker.organisation.queries_people import get_person
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

__all__ = [
    "affected_staff",
    "views_impacts",
    "views_letters",
    "views_meetings",
    "views_moves",
    "views_rounds",
    "views_statuses",
    "views_support",
]


@affected_staff.get("/changes/<string:reference>/affected-staff")
@requires(Permission.AFFECTED_STAFF_READ)
def list_affected(reference: str) -> ResponseReturnValue:
    """Who is affected by the change, as far as the viewer may see."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    listing = listing_from_request("name")
    page = lists.affected_page(change, viewer, day, listing)
    text = render_template(
        "affected_staff/list.html",
        change=change,
        page=page,
        listing=listing,
        grade_label=grade_label(viewer),
        status_options=[(each.value, each.value) for each in AffectedStatus],
        told_options=list(lists.TOLD_FILTER.items()),
        reads_telling=viewer.role in (Role.HR_PARTNER, Role.MANAGER),
        may_move=viewer.may(Permission.AFFECTED_STAFF_UPDATE),
        may_attach=viewer.may(Permission.IMPACT_ASSESS),
        may_meet=viewer.may(Permission.INDIVIDUAL_MEETING_RECORD),
        most=lists.MOST_AT_ONCE,
    )
    people = [row.person_id for row in page.rows if not row.looked_at]
    looks.note_looks(viewer, people, looks.Where.LIST, day, about=("change", reference))
    return text


@affected_staff.get("/affected/<string:reference>")
@requires(Permission.AFFECTED_PERSON_READ)
def show_affected(reference: str) -> ResponseReturnValue:
    """One person in one change: where they stand, how it touches them, and how they came there."""
    viewer, day = current_viewer(), today()
    person = get_affected(reference, viewer, day)
    stand = standing.stand_of(person, viewer)
    own = viewer.role is Role.STAFF
    person_id = person.person_id
    text = render_template(
        "affected_staff/show.html",
        affected=person,
        own=own,
        stand=stand,
        number=lists.number_for(person, viewer),
        grade=lists.grade_for(person, viewer, day),
        grade_label=grade_label(viewer),
        unit=lists.unit_name(person.unit_id, day),
        steps=standing.steps_of(person, viewer),
        touches=standing.touches_for(person, viewer),
        may_meet=viewer.may(Permission.INDIVIDUAL_MEETING_RECORD),
        may_offer=viewer.may(Permission.SUPPORT_OFFER),
        may_answer=viewer.may(Permission.SUPPORT_ANSWER),
        may_write=viewer.may(Permission.LETTER_RECORD),
        may_acknowledge=viewer.may(Permission.LETTER_ACKNOWLEDGE),
        reads_records=viewer.role is not Role.UNION_REPRESENTATIVE,
        meetings=queries_support.meetings_for([person.id], viewer, day),
        support=queries_support.support_for([person.id], viewer, day),
        letters=queries_support.letters_for([person.id], viewer, day),
        clock=None if own else clock_of(person, person.change, day),
        action="" if own else MANAGER_ACTION[person.status],
        may_list=viewer.may(Permission.AFFECTED_STAFF_READ),
        may_move=viewer.may(Permission.AFFECTED_STAFF_UPDATE),
        may_read_impacts=viewer.may(Permission.IMPACT_READ),
        reads_telling=viewer.role in (Role.HR_PARTNER, Role.MANAGER),
        impact_labels=IMPACT_LABELS,
    )
    looks.note_looks(viewer, [person_id], looks.Where.PERSON, day, about=("affected person", reference))
    return text


@affected_staff.get("/register/people/<string:reference>/changes")
@requires(Permission.AFFECTED_PERSON_READ)
def show_history(reference: str) -> ResponseReturnValue:
    """Everything that changed for one person, over all changes, in date order."""
    viewer, day = current_viewer(), today()
    rows = history.rows_about(reference, viewer, day)
    person = rows[0].person if rows else get_person(reference, viewer, day)
    name, person_id, trail = person.name, person.id, []
    if viewer.may(Permission.PERSON_READ):
        trail.append(("People", url_for("organisation.list_people")))
        trail.append((name, url_for("organisation.show_person", reference=reference)))
    text = render_template(
        "affected_staff/history.html",
        own=viewer.role is Role.STAFF,
        person_name=name,
        trail=[*trail, ("Changes", None)],
        rows=[(row, standing.stand_of(row, viewer)) for row in rows],
        events=history.history_of(rows, viewer, day),
    )
    looks.note_looks(viewer, [person_id], looks.Where.PERSON, day, about=("person", reference))
    return text
