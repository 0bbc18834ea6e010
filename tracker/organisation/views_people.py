"""Pages of people on the register."""

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tracker.audit import looks
from tracker.organisation import queries_employers, queries_people, queries_protected
from tracker.organisation.as_at import AsAt, as_at
from tracker.organisation.blueprint import organisation
from tracker.organisation.models import Person
from tracker.organisation.rules import Contract, StaffKind
from tracker.organisation.views_unit_filter import UnitFilter, unit_filter
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.kept import kept
from tracker.web.listing import Listing, listing_from_request


@organisation.get("/register/people")
@requires(Permission.PERSON_READ)
def list_people() -> ResponseReturnValue:
    """People in the viewer's scope, with where they are posted on a day."""
    viewer, now = current_viewer(), today()
    listing = listing_from_request("name")
    asked = as_at(listing, now)
    units = unit_filter(viewer, now, asked.day, listing.value("unit"))
    key = ("people", viewer.role, viewer.grant_references, now, asked.day, units.version, listing.asked)
    written = kept.get(key, lambda: _list(viewer, listing, now, asked, units))
    return render_template("organisation/people.html", written=written)


def _list(viewer: Viewer, listing: Listing, now: date, asked: AsAt, units: UnitFilter) -> Markup:
    """One page of the list with its filters, written out: the same for every request of one version."""
    page, found = queries_people.people_page(
        viewer,
        listing,
        now,
        day=asked.day,
        version=units.version,
        unit_id=units.chosen.id if units.chosen else None,
        employer=listing.value("employer"),
        kind=next((each for each in StaffKind if each == listing.value("kind")), None),
        contract=next((each for each in Contract if each == listing.value("contract")), None),
    )
    written = render_template(
        "organisation/_people_list.html",
        page=page,
        found=found,
        listing=listing,
        asked=asked,
        units=units,
        kinds=list(StaffKind),
        contracts=list(Contract),
    )
    return Markup(written)  # noqa: S704  a template of ours, which has escaped every value


@organisation.get("/register/people/<string:reference>")
@requires(Permission.PERSON_READ)
def show_person(reference: str) -> ResponseReturnValue:
    """Somebody on the register and every posting they had."""
    viewer, now = current_viewer(), today()
    person = queries_people.get_person(reference, viewer, now)
    person_id = person.id
    text = _person_page(person, viewer, now, own=False)
    looks.note_looks(viewer, [person_id], looks.Where.PERSON, now, about=("person", reference))
    return text


@organisation.get("/register/own")
@requires(Permission.PERSON_OWN_READ)
def show_own() -> ResponseReturnValue:
    """What the register holds of the person themself, with what is held apart."""
    viewer, now = current_viewer(), today()
    return _person_page(queries_people.get_own(viewer, now), viewer, now, own=True)


def _person_page(person: Person, viewer: Viewer, now: date, *, own: bool) -> str:
    return render_template(
        "organisation/person.html",
        member=person,
        own=own,
        postings=queries_people.postings_of(person, today()),
        secondments=queries_protected.secondments_of(person),
        apart=queries_protected.apart_of(person, viewer, now),
        employed=queries_employers.employed_by(person),
    )
