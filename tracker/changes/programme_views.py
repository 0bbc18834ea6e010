"""Pages of programmes."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from tracker.changes import lists
from tracker.changes.blueprint import changes
from tracker.changes.forms import ProgrammeForm
from tracker.changes.programme_lines import lines_of
from tracker.changes.programmes import create_programme, savings_targets
from tracker.changes.programmes import edit_programme as save_programme
from tracker.changes.queries import get_programme
from tracker.changes.rules import ProgrammeState
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.listing import listing_from_request


@changes.get("/programmes")
@requires(Permission.PROGRAMME_READ)
def list_programmes() -> ResponseReturnValue:
    """Programmes in scope."""
    viewer = current_viewer()
    listing = listing_from_request("name")
    return render_template(
        "changes/programmes.html",
        page=lists.programmes_page(viewer, listing, today()),
        listing=listing,
        states=[(state, state) for state in ProgrammeState],
        can_create=viewer.may(Permission.PROGRAMME_BEGIN) and bool(viewer.whole_employer_ids),
    )


@changes.get("/programmes/<string:reference>")
@requires(Permission.PROGRAMME_READ)
def show_programme(reference: str) -> ResponseReturnValue:
    """What, why, how much, who and by when."""
    viewer = current_viewer()
    programme = get_programme(reference, viewer, today())
    return render_template(
        "changes/programme.html",
        programme=programme,
        facts=lists.programme_facts(programme, viewer, today()),
        lines=lines_of(programme, viewer, today()),
        can_edit=viewer.may(Permission.PROGRAMME_EDIT),
        can_log=viewer.may(Permission.CHANGE_EDIT),
    )


@changes.route("/programmes/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_BEGIN)
def new_programme() -> ResponseReturnValue:
    """Begin a programme, for those whose scope is a whole employer."""
    viewer = current_viewer()
    employers = lists.employer_choices(viewer)
    if not employers:
        abort(403)
    form = ProgrammeForm()
    form.employer.choices = [SelectChoice(*each) for each in employers]
    if form.validate_on_submit():
        employer_id = lists.employer_id_of(form.employer.data or employers[0][0], viewer)
        with unit_of_work():
            programme = create_programme(employer_id, form.edit(), by=viewer)
        flash(f"{programme.name} is recorded", "success")
        return redirect(url_for("changes.show_programme", reference=programme.reference))
    if not form.is_submitted():
        form.show_targets({})
    page = render_template("changes/edit_programme.html", form=form, programme=None, employers=employers)
    return page, 400 if form.errors else 200


@changes.route("/programmes/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def edit_programme(reference: str) -> ResponseReturnValue:
    """Change a programme's facts and its targets."""
    viewer = current_viewer()
    programme = get_programme(reference, viewer, today())
    form = ProgrammeForm(obj=programme)
    conflict = None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save_programme(programme, form.edit(), by=viewer, seen=form.seen())
        except EditConflictError:
            programme = get_programme(reference, viewer, today())
            conflict = conflict_over(form, programme)
        else:
            flash(f"{programme.name} is saved", "success")
            return redirect(url_for("changes.show_programme", reference=programme.reference))
    if not form.is_submitted():
        form.show_targets(savings_targets(programme))
        form.show_version(programme)
    page = render_template(
        "changes/edit_programme.html", form=form, programme=programme, employers=[], conflict=conflict
    )
    return page, 409 if conflict else 400 if form.errors else 200
