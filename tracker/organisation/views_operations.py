"""Pages of what is done to the structure on a date: plan it, look at what it moves, do it."""

from types import SimpleNamespace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import EditConflictError, unit_of_work
from tracker.organisation import queries_operations as operations
from tracker.organisation import services_operations as services
from tracker.organisation.blueprint import organisation
from tracker.organisation.forms_operations import FORMS, Choices, DoForm, OperationForm
from tracker.organisation.models_operations import Operation
from tracker.organisation.operation_plans import effects_of
from tracker.organisation.queries import unit_tree
from tracker.organisation.queries_sites import get_site, planned_employer
from tracker.organisation.queries_structure import Structure, structure_of
from tracker.organisation.queries_units import get_unit
from tracker.organisation.rules_operations import OperationError, OperationKind, OperationState
from tracker.organisation.services_operations import StructureMovedError, title_of
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, conflict_over
from tracker.web.listing import listing_from_request

KINDS = {kind.name.lower().replace("_", "-"): kind for kind in OperationKind}
ABOUT_UNIT = {
    OperationKind.RENAME,
    OperationKind.MOVE,
    OperationKind.SPLIT,
    OperationKind.CLOSE,
    OperationKind.MERGE,
}
ABOUT_SITE = {OperationKind.RENAME_SITE, OperationKind.MERGE_SITES, OperationKind.CLOSE_SITE}
Plan = dict[str, Any]


@organisation.get("/register/structure")
@requires(Permission.ORGANISATION_EDIT)
def list_operations() -> ResponseReturnValue:
    """What is planned and what was done, newest first."""
    viewer = current_viewer()
    listing = listing_from_request("drafted", descending=True)
    return render_template(
        "organisation/operations.html",
        page=operations.operations_page(viewer, listing),
        listing=listing,
    )


@organisation.route("/register/structure/new/<string:kind>", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def new_operation(kind: str) -> ResponseReturnValue:
    """Say what is done and from which day; the next page shows exactly what it moves."""
    wanted = KINDS.get(kind) or abort(404)
    viewer = current_viewer()
    employer_id, held = _about(wanted, viewer)
    form = FORMS[wanted]()
    structure = structure_of(employer_id, form.on.data or today())
    _offer(form, structure, held)
    if request.method == "GET":
        form.show(_first_values(wanted, held, structure))
        form.on.parts = dict(zip(("day", "month", "year"), f"{today():%d %m %Y}".split(), strict=True))
    if form.validate_on_submit() and form.on.data:
        plan = form.plan(held, structure)
        if not form.errors:
            try:
                with unit_of_work():
                    row = services.draft_operation(
                        employer_id,
                        wanted,
                        form.on.data,
                        _title(wanted, plan, structure),
                        plan,
                        by=viewer,
                        at=database.now(),
                    )
            except OperationError as error:
                form.say(error.field, str(error))
            else:
                return redirect(_next(row))
    return _form_page(form, wanted, held, structure, None, None)


@organisation.route("/register/structure/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def edit_operation(reference: str) -> ResponseReturnValue:
    """Plan it otherwise, before it is done."""
    viewer = current_viewer()
    row = operations.get_operation(reference, viewer)
    if row.state is not OperationState.DRAFT:
        return redirect(url_for("organisation.show_operation", reference=reference))
    form = FORMS[row.kind](on=row.on) if request.method == "GET" else FORMS[row.kind]()
    structure = structure_of(row.employer_id, form.on.data or row.on)
    _offer(form, structure, row.plan)
    conflict = None
    if request.method == "GET":
        form.show(row.plan)
        form.show_version(row)
    if form.validate_on_submit() and form.on.data:
        plan = form.plan(row.plan, structure)
        if not form.errors:
            title = _title(row.kind, plan, structure)
            try:
                with unit_of_work():
                    services.edit_operation(row, form.on.data, title, plan, seen=form.seen(), by=viewer)
            except EditConflictError:
                row = operations.get_operation(reference, viewer)
                conflict = conflict_over(form, SimpleNamespace(**row.plan, on=row.on, version=row.version))
            except OperationError as error:
                form.say(error.field, str(error))
            else:
                return redirect(_next(row))
    return _form_page(form, row.kind, row.plan, structure, row, conflict)


def _about(kind: OperationKind, viewer: Viewer) -> tuple[int, Plan]:
    """The employer, and the unit or site that the address names, if the viewer may see them."""
    if kind in ABOUT_UNIT and request.args.get("unit"):
        unit = get_unit(request.args["unit"], viewer, today())
        return unit.employer_id, {"unit": unit.reference}
    if kind in ABOUT_SITE:
        site = get_site(request.args.get("site", ""), viewer)
        return site.employer_id, {"site": site.reference}
    if kind in ABOUT_UNIT and kind is not OperationKind.MERGE:
        abort(404)
    return planned_employer(request.args.get("employer", ""), viewer).id, {}


def _offer(form: OperationForm, structure: Structure, held: Plan) -> None:
    sites = [(site.reference, site.name) for site in structure.sites.values()]
    form.offer(Choices(unit_tree(structure.employer_id, structure.on), sites, ""))


def _first_values(kind: OperationKind, held: Plan, structure: Structure) -> Plan:
    """What the boxes show before anything is typed: how it stands."""
    units = {unit.reference: unit for unit in structure.units.values()}
    unit = units.get(held.get("unit", "") or request.args.get("parent", ""))
    if kind in (OperationKind.OPEN_SITE, OperationKind.EMPLOYER, OperationKind.CLOSE):
        return {}
    if kind is OperationKind.OPEN:
        return {"parent": unit.reference if unit else ""}
    if kind is OperationKind.MERGE:
        return {"units": [unit.code] if unit else []}
    site = next((s for s in structure.sites.values() if s.reference == held.get("site")), None)
    if site:
        return {"name": site.name, "address": site.address} if kind is OperationKind.RENAME_SITE else {}
    if unit is None:
        return {}
    above = structure.units.get(unit.parent_id or 0)
    at = structure.sites.get(unit.site_id or 0)
    return {
        "name": unit.name,
        "parent": above.reference if above else "",
        "site": at.reference if at else "",
    }


def _title(kind: OperationKind, plan: Plan, structure: Structure) -> str:
    units = {unit.reference: unit.name for unit in structure.units.values()}
    sites = {site.reference: site.name for site in structure.sites.values()}
    about = [units.get(plan.get("unit", ""), "")] + [units.get(each, "") for each in plan.get("units", ())]
    about += [sites.get(plan.get("site", ""), "") if kind in ABOUT_SITE else ""]
    if kind in (OperationKind.OPEN, OperationKind.OPEN_SITE, OperationKind.EMPLOYER):
        about.append(plan.get("name", ""))
    return title_of(kind, [name for name in about if name])


def _next(row: Operation) -> str:
    page = "assign_operation" if row.kind is OperationKind.SPLIT else "show_operation"
    return url_for(f"organisation.{page}", reference=row.reference)


def _form_page(
    form: OperationForm,
    kind: OperationKind,
    held: Plan,
    structure: Structure,
    row: Operation | None,
    conflict: Conflict | None,
) -> ResponseReturnValue:
    units = {unit.reference: unit.name for unit in structure.units.values()}
    sites = {site.reference: site.name for site in structure.sites.values()}
    page = render_template(
        "organisation/operation_form.html",
        form=form,
        kind=kind,
        about=units.get(held.get("unit", ""))
        or (sites.get(held.get("site", "")) if kind in ABOUT_SITE else None),
        unit=held.get("unit"),
        row=row,
        conflict=conflict,
    )
    return page, 409 if conflict else (400 if form.errors else 200)


@organisation.get("/register/structure/<string:reference>")
@requires(Permission.ORGANISATION_EDIT)
def show_operation(reference: str) -> ResponseReturnValue:
    """Exactly what it moves, or what it came to once done."""
    viewer = current_viewer()
    row = operations.get_operation(reference, viewer)
    form = DoForm()
    form.show_version(row)
    return _preview_page(row, form, viewer)


def _preview_page(
    row: Operation, form: DoForm, viewer: Viewer, *, moved: bool = False
) -> ResponseReturnValue:
    listing = listing_from_request("name")
    if row.state is not OperationState.DRAFT:
        page = render_template(
            "organisation/operation_done.html", row=row, proposals=operations.proposals_of(row)
        )
        return page, 409 if moved else 200
    structure = structure_of(row.employer_id, row.on)
    problem, preview, people = "", None, None
    try:
        effects = effects_of(row.kind, row.plan, structure)
    except OperationError as error:
        problem = str(error)
    else:
        preview = operations.preview_of(row.plan, effects, structure, viewer)
        people = operations.people_moved(effects, structure, listing)
    page = render_template(
        "organisation/operation.html",
        row=row,
        form=form,
        preview=preview,
        people=people,
        listing=listing,
        problem=problem,
        moved=moved,
        kinds=OperationKind,
    )
    return page, 409 if moved else (400 if form.errors else 200)


@organisation.post("/register/structure/<string:reference>/do")
@requires(Permission.ORGANISATION_EDIT)
def do_operation(reference: str) -> ResponseReturnValue:
    """Do what the preview showed, all of it or nothing."""
    viewer = current_viewer()
    row = operations.get_operation(reference, viewer)
    form = DoForm()
    if not form.validate_on_submit() or not form.agreed():
        return _preview_page(row, form, viewer)
    try:
        with unit_of_work():
            services.do_operation(
                row,
                request.form.get("digest", ""),
                _follow(row, viewer),
                seen=form.seen(),
                by=viewer,
                at=database.now(),
            )
    except (EditConflictError, StructureMovedError, OperationError):
        row = operations.get_operation(reference, viewer)
        form.show_version(row)
        return _preview_page(row, form, viewer, moved=True)
    flash(f"Done: {row.title}", "success")
    return redirect(url_for("organisation.show_operation", reference=reference))


def _follow(row: Operation, viewer: Viewer) -> list[tuple[int, int]]:
    """The ticked offers, each as a grant and a unit: only what the preview itself offers."""
    ticked = set(request.form.getlist("follow"))
    structure = structure_of(row.employer_id, row.on)
    preview = operations.preview_of(row.plan, effects_of(row.kind, row.plan, structure), structure, viewer)
    return [
        (line.id, unit_id)
        for line in preview.grants
        for place, (unit_id, _, _) in enumerate(line.offers)
        if f"{line.reference}:{place}" in ticked
    ]


@organisation.post("/register/structure/<string:reference>/discard")
@requires(Permission.ORGANISATION_EDIT)
def discard_operation(reference: str) -> ResponseReturnValue:
    """Give a plan up before it is done."""
    viewer = current_viewer()
    row = operations.get_operation(reference, viewer)
    form = DoForm()
    try:
        with unit_of_work():
            services.discard_operation(row, seen=form.seen(), by=viewer)
    except (EditConflictError, OperationError):
        row = operations.get_operation(reference, viewer)
        form.show_version(row)
        return _preview_page(row, form, viewer, moved=True)
    flash(f"Plan discarded: {row.title}. Nothing was altered", "success")
    return redirect(url_for("organisation.list_operations"))
