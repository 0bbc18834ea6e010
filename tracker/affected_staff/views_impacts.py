"""Pages of impacts: say how a change touches a group, look who that is, keep them, refresh, supersede."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import deriving, lists, services
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.forms import BY_LIST, BY_RULE, OWN_DATES, ImpactForm, SupersedeForm
from tracker.affected_staff.models import Impact
from tracker.affected_staff.queries import get_impact, people_under
from tracker.affected_staff.rubric import EASY_NAMES, LEVELS, RUBRIC
from tracker.affected_staff.rules import IMPACT_LABELS, ImpactKind, ImpactState, Reach, Severity
from tracker.affected_staff.services import ImpactError, ImpactGiven
from tracker.changes.lists import sites as sites_of
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.changes.unsaved import Unsaved, effects_of
from tracker.database import EditConflictError, unit_of_work
from tracker.organisation.queries import unit_tree
from tracker.policy.access.permissions import Permission
from tracker.policy.disclosure.figures import publishable_count
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

MOST_UNKNOWN = 20
LABELS: dict[str, Any] = {
    "impact_labels": IMPACT_LABELS,
    "severity_labels": EASY_NAMES,
    "rubric": RUBRIC,
    "levels": LEVELS,
}


@affected_staff.route("/changes/<string:reference>/impacts/new", methods=["GET", "POST"])
@requires(Permission.IMPACT_ASSESS)
def new_impact(reference: str) -> ResponseReturnValue:
    """Say how the change touches a group of people; the next page shows exactly who they are."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    employer_id = deriving.employer_of(change)
    form = _form(employer_id, day)
    if not _finding() and form.validate_on_submit():
        given = _given(form, change, employer_id)
        if given is not None:
            with unit_of_work():
                impact = services.draft_impact(change, given, by=viewer, moment=database.now())
            return redirect(url_for("affected_staff.preview_impact", reference=impact.reference))
    return _impact_page(form, change, None)


@affected_staff.route("/impacts/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.IMPACT_ASSESS)
def edit_impact(reference: str) -> ResponseReturnValue:
    """Change a draft."""
    viewer, day = current_viewer(), today()
    impact = get_impact(reference, viewer, day)
    employer_id = deriving.employer_of(impact.change)
    form = _form(employer_id, day, impact if request.method == "GET" else None)
    if not _finding() and form.validate_on_submit():
        given = _given(form, impact.change, employer_id)
        if given is not None:
            try:
                with unit_of_work():
                    services.edit_impact(impact, given, seen=form.seen(), by=viewer)
                return redirect(url_for("affected_staff.preview_impact", reference=reference))
            except EditConflictError:
                impact = get_impact(reference, viewer, day)
                form.show_version(impact)
                form.form_errors.append(
                    "Somebody else saved this impact meanwhile: save again to replace what they saved"
                )
            except ImpactError as error:
                form.form_errors.append(str(error))
    return _impact_page(form, impact.change, impact)


def _form(employer_id: int, day: date, impact: Impact | None = None) -> ImpactForm:
    form = ImpactForm(obj=impact) if impact else ImpactForm()
    if impact:
        rule = impact.rule
        form.who.data = BY_LIST if rule.get("listed") else BY_RULE
        form.units.data = list(rule.get("units", ()))
        form.sites.data = list(rule.get("sites", ()))
        form.grades.data = "\n".join(rule.get("grades", ()))
        form.posts.data = "\n".join(rule.get("posts", ()))
        form.kind.data, form.severity.data, form.reach.data = impact.kind, impact.severity, impact.reach
        form.staff_numbers.data = "\n".join(lists.listed_numbers(impact))
        form.show_version(impact)
    grades, posts = lists.register_choices(employer_id, day)
    form.offer(grades, posts, {site.name: site.reference for site in sites_of(employer_id, day)})
    form.offer_units(unit_tree(employer_id, day))
    if request.method == "POST":
        form.take_file()
    return form


def _finding() -> bool:
    """Whether the button that looks for units was pressed, not the one that goes on."""
    return "find" in request.form


def _given(form: ImpactForm, change: Change, employer_id: int) -> ImpactGiven | None:
    """What the form says, or None after putting a message by each field that is wrong."""
    form.check_against(change.milestones)
    person_ids = None
    if form.who.data == BY_LIST:
        known = deriving.numbers_known(employer_id, form.numbers)
        for message in unknown_numbers(form.numbers, known):
            form.say("staff_numbers", message)
        person_ids = [known[number] for number in form.numbers if number in known]
    if form.errors:
        return None
    return ImpactGiven(
        kind=ImpactKind(form.kind.data),
        severity=Severity(form.severity.data),
        reach=Reach(form.reach.data),
        description=form.description.data or "",
        rule=form.rule,
        person_ids=person_ids,
        dates=form.dates,
    )


def unknown_numbers(numbers: list[str], known: dict[str, int]) -> list[str]:
    """What to do about numbers that nobody on the register has, with the line of each."""
    wrong = [(line, number) for line, number in enumerate(numbers, 1) if number not in known]
    said = [
        f"Number {line}, {number}, is not on the register: correct or remove it" for line, number in wrong
    ]
    if len(said) > MOST_UNKNOWN:
        said = [*said[:MOST_UNKNOWN], f"{len(said) - MOST_UNKNOWN:,} more are not on the register"]
    return said


def _impact_page(form: ImpactForm, change: Change, impact: Impact | None) -> ResponseReturnValue:
    status = 400 if form.errors else 200
    opened = any(
        form._fields[name].data or form._fields[name].errors for name in (*OWN_DATES, "clip_from", "clip_to")
    )
    return (
        render_template(
            "affected_staff/impact_form.html",
            form=form,
            change=change,
            impact=impact,
            dates_open=opened,
            found=form.unit_notes if _finding() else [],
            **LABELS,
        ),
        status,
    )


@affected_staff.get("/impacts/<string:reference>")
@requires(Permission.IMPACT_READ)
def show_impact(reference: str) -> ResponseReturnValue:
    """An impact: how it touches whom, and what can be done with it."""
    viewer, day = current_viewer(), today()
    impact = get_impact(reference, viewer, day)
    people = people_under(impact)
    return render_template(
        "affected_staff/impact.html",
        impact=impact,
        people=people if viewer.may(Permission.AFFECTED_STAFF_READ) else publishable_count(people),
        units=lists.unit_names(list(impact.rule.get("units", ())), day),
        sites=lists.site_names(list(impact.rule.get("sites", ())), day),
        own_dates=[(name, getattr(impact, name)) for name in OWN_DATES if getattr(impact, name)],
        may_assess=viewer.may(Permission.IMPACT_ASSESS),
        **LABELS,
    )


@affected_staff.get("/impacts/<string:reference>/preview")
@requires(Permission.IMPACT_ASSESS)
def preview_impact(reference: str) -> ResponseReturnValue:
    """Exactly whom the rule means today, before they are kept."""
    viewer, day = current_viewer(), today()
    impact = get_impact(reference, viewer, day)
    if impact.state is not ImpactState.DRAFT:
        return redirect(url_for("affected_staff.show_impact", reference=reference))
    people = deriving.meant(impact, deriving.employer_of(impact.change), day)
    listing = listing_from_request("name")
    units = deriving.counts_by_unit(people, day)
    unsaved = Unsaved(
        change=impact.change,
        people=people if impact.reach is Reach.DIRECT else None,
        kind=impact.kind.value,
    )
    return render_template(
        "affected_staff/preview.html",
        effects=effects_of(unsaved, viewer, day),
        impact=impact,
        page=deriving.people_page(people, day, listing),
        listing=listing,
        units=units,
        heads=sum(unit.people for unit in units),
        fte=round(sum(unit.fte for unit in units), 2),
        agency=sum(unit.agency for unit in units),
        agency_fte=round(sum(unit.agency_fte for unit in units), 2),
        day=day,
        **LABELS,
    )


@affected_staff.post("/impacts/<string:reference>/assess")
@requires(Permission.IMPACT_ASSESS)
def assess_impact(reference: str) -> ResponseReturnValue:
    """Keep the people whom the rule means today."""
    viewer, day = current_viewer(), today()
    impact = get_impact(reference, viewer, day)
    try:
        with unit_of_work():
            people = services.assess_impact(
                impact,
                deriving.employer_of(impact.change),
                seen=_seen(),
                by=viewer,
                day=day,
                moment=database.now(),
            )
    except ImpactError as error:
        flash(str(error), "warning")
    except EditConflictError:
        flash("Somebody else changed this impact just now: look at it again", "warning")
    else:
        flash(
            f"{people:,} {'person is' if people == 1 else 'people are'} now attached to the change", "success"
        )
        return redirect(url_for("affected_staff.list_affected", reference=impact.change.reference))
    return redirect(url_for("affected_staff.preview_impact", reference=reference))


def _seen() -> int | None:
    text = request.form.get("seen_version", "")
    return int(text) if text.isdigit() else None


@affected_staff.route("/impacts/<string:reference>/refresh", methods=["GET", "POST"])
@requires(Permission.IMPACT_ASSESS)
def refresh_impact(reference: str) -> ResponseReturnValue:
    """Who has joined and left the group since the people were derived; then take that in."""
    viewer, day = current_viewer(), today()
    impact = get_impact(reference, viewer, day)
    employer_id = deriving.employer_of(impact.change)
    if request.method == "POST":
        try:
            with unit_of_work():
                joined, left = services.refresh_impact(
                    impact, employer_id, seen=_seen(), by=viewer, day=day, moment=database.now()
                )
        except ImpactError as error:
            flash(str(error), "warning")
        except EditConflictError:
            flash("Somebody else changed this impact just now: look at it again", "warning")
        else:
            flash(f"{joined:,} joined and {left:,} left", "success")
        return redirect(url_for("affected_staff.show_impact", reference=reference))
    listing = listing_from_request("name", per_page=200)
    joins = deriving.joins(impact, employer_id, day)
    leavers = deriving.leavers(impact, employer_id, day)
    return render_template(
        "affected_staff/refresh.html",
        impact=impact,
        joins=deriving.people_page(joins, day, listing),
        leavers=deriving.people_page(leavers, day, listing),
        **LABELS,
    )


@affected_staff.route("/impacts/<string:reference>/supersede", methods=["GET", "POST"])
@requires(Permission.IMPACT_ASSESS)
def supersede_impact(reference: str) -> ResponseReturnValue:
    """End an impact on a day."""
    viewer, day = current_viewer(), today()
    impact = get_impact(reference, viewer, day)
    form = SupersedeForm()
    if request.method == "GET":
        form.show_version(impact)
        form.on.process(None, day)
    elif form.validate_on_submit() and form.on.data is not None:
        try:
            with unit_of_work():
                released = services.supersede_impact(
                    impact,
                    deriving.employer_of(impact.change),
                    on=form.on.data,
                    reason=form.reason.data,
                    seen=form.seen(),
                    by=viewer,
                    moment=database.now(),
                )
        except ImpactError as error:
            form.say("on", str(error))
        except EditConflictError:
            impact = get_impact(reference, viewer, day)
            form.show_version(impact)
            form.form_errors.append(
                "Somebody else changed this impact: check it, then press the button again"
            )
        else:
            flash(f"Impact ended: {released:,} no longer affected by the change", "success")
            return redirect(url_for("affected_staff.show_impact", reference=reference))
    return render_template("affected_staff/supersede.html", impact=impact, form=form, **LABELS), (
        400 if form.errors else 200
    )


@affected_staff.route("/impacts/<string:reference>/discard", methods=["GET", "POST"])
@requires(Permission.IMPACT_ASSESS)
def discard_impact(reference: str) -> ResponseReturnValue:
    """Delete a draft, after a page that says that it cannot be undone."""
    viewer, day = current_viewer(), today()
    impact = get_impact(reference, viewer, day)
    change = impact.change.reference
    if request.method == "POST":
        try:
            with unit_of_work():
                services.discard_impact(impact, by=viewer)
        except ImpactError as error:
            flash(str(error), "warning")
            return redirect(url_for("affected_staff.show_impact", reference=reference))
        flash("Draft discarded", "success")
        return redirect(url_for("overview.show_change", reference=change))
    return render_template("affected_staff/discard.html", impact=impact, **LABELS)
