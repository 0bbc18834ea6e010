"""Pages of the redeployment register: who is on it, one person with their matches, coming on and off."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.lists import register_choices
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import get_affected
from tracker.audit import looks
from tracker.organisation.queries_protected import protected_on
from tracker.policy.access.permissions import Permission
from tracker.redeployment import (
    lists,
    matching,
    queries,
    services,
    views_offers,  # noqa: F401  its pages register themselves
    views_own,  # noqa: F401
    views_vacancies,  # noqa: F401
)
from tracker.redeployment.acting import act_on
from tracker.redeployment.blueprint import redeployment
from tracker.redeployment.forms import EntryForm, LeaveForm
from tracker.redeployment.models import RedeploymentEntry, RedeploymentOffer
from tracker.redeployment.rules import Exit
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

__all__ = ["redeployment"]


@redeployment.get("/redeployment")
@requires(Permission.REDEPLOYMENT_MANAGE)
def list_entries() -> ResponseReturnValue:
    """Who is on the register, with how many open roles have nothing against them."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("name")
    page = lists.register_page(viewer, day, listing)
    text = render_template(
        "redeployment/list.html",
        page=page,
        listing=listing,
        fits=matching.fits_of([row.id for row in page.rows], viewer, day),
    )
    people = [row.person_id for row in page.rows if not row.looked_at]
    looks.note_looks(viewer, people, looks.Where.LIST, day, about=("redeployment register", "-"))
    return text


@redeployment.get("/redeployment/<string:reference>")
@requires(Permission.REDEPLOYMENT_MANAGE)
def show_entry(reference: str) -> ResponseReturnValue:
    """One person: what they seek, what suits and why, and what they were offered."""
    viewer, day = current_viewer(), today()
    entry = queries.get_entry(reference, viewer, day)
    employer_id = employer_of(entry.affected.change)
    roles = matching.openings(viewer, day, employer_id)
    sites = matching.site_names(employer_id, day)
    found = matching.matches([matching.candidate_of(entry)], roles, day, sites)
    offers = lists.offers_where(viewer, day, RedeploymentOffer.entry_id == entry.id)
    person = entry.affected.person_id
    text = render_template(
        "redeployment/show.html",
        entry=entry,
        places=sorted(sites[site] for site in queries.places_of(entry)),
        matches=found,
        offers=offers,
        first=person in protected_on([person], day),
    )
    looks.note_looks(viewer, [person], looks.Where.PERSON, day, about=("redeployment entry", reference))
    return text


@redeployment.route("/affected/<string:reference>/redeployment", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def new_entry(reference: str) -> ResponseReturnValue:
    """Put an affected person on the register."""
    viewer, day = current_viewer(), today()
    affected = get_affected(reference, viewer, day)
    if (known := queries.open_entry_of(affected)) is not None:
        return redirect(url_for("redeployment.show_entry", reference=known.reference))
    form, ids = _entry_form(affected)
    if request.method == "GET":
        form.grades.data = affected.grade
    made: list[RedeploymentEntry] = []

    def act() -> None:
        made.append(services.enter(affected, form.given(ids), by=viewer, day=day))

    return act_on(
        form,
        "redeployment/edit.html",
        act,
        row=lambda: None,
        shown=lambda: {"affected": get_affected(reference, viewer, day), "entry": None},
        done=lambda: (
            "On the redeployment register",
            url_for("redeployment.show_entry", reference=made[0].reference),
        ),
    )


@redeployment.route("/redeployment/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def edit_entry(reference: str) -> ResponseReturnValue:
    """Change what somebody seeks."""
    viewer, day = current_viewer(), today()
    entry = queries.get_entry(reference, viewer, day)
    form, ids = _entry_form(entry.affected, entry)

    def act() -> None:
        services.edit_entry(entry, form.given(ids), seen=form.seen(), by=viewer)

    def shown() -> dict[str, Any]:
        fresh = queries.get_entry(reference, viewer, day)
        return {"affected": fresh.affected, "entry": fresh}

    return act_on(
        form,
        "redeployment/edit.html",
        act,
        row=lambda: queries.get_entry(reference, viewer, day),
        shown=shown,
        done=lambda: ("Saved", url_for("redeployment.show_entry", reference=reference)),
    )


def _entry_form(
    affected: AffectedPerson, entry: RedeploymentEntry | None = None
) -> tuple[EntryForm, dict[str, int]]:
    employer_id = employer_of(affected.change)
    sites = queries.sites_of(employer_id, today())
    grades, _ = register_choices(employer_id, today())
    form = EntryForm()
    form.offer(grades, {reference: name for reference, (_, name) in sites.items()})
    if request.method == "GET" and entry is not None:
        form.process(None, obj=entry)
        form.grades.data = "\n".join(entry.grades)
        reached = queries.places_of(entry)
        form.sites.data = [reference for reference, (site, _) in sites.items() if site in reached]
    return form, {reference: site for reference, (site, _) in sites.items()}


@redeployment.route("/redeployment/<string:reference>/leave", methods=["GET", "POST"])
@requires(Permission.REDEPLOYMENT_MANAGE)
def leave(reference: str) -> ResponseReturnValue:
    """Take somebody off the register."""
    viewer, day = current_viewer(), today()
    entry = queries.get_entry(reference, viewer, day)
    if entry.left_on is not None:
        flash("They are not on the register any more", "warning")
        return redirect(url_for("redeployment.show_entry", reference=reference))
    form = LeaveForm()
    if request.method == "GET":
        form.on.process(None, day)

    def act() -> None:
        services.leave(
            entry,
            Exit(form.because.data),
            note=form.note.data or "",
            on=form.on.data or day,
            seen=form.seen(),
            by=viewer,
        )

    return act_on(
        form,
        "redeployment/leave.html",
        act,
        row=lambda: queries.get_entry(reference, viewer, day),
        shown=lambda: {"entry": queries.get_entry(reference, viewer, day)},
        done=lambda: ("Off the register", url_for("redeployment.show_entry", reference=reference)),
    )
