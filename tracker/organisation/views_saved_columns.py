"""Pages of columns saved by source."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.database import EditConflictError, check_version, unit_of_work
from tracker.organisation import queries_saved, services_saved
from tracker.organisation.blueprint import organisation
from tracker.organisation.forms import RenameColumnsForm
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.conflict import Conflict, ConflictRow
from tracker.web.forms import TrackerForm
from tracker.web.listing import listing_from_request


@organisation.get("/register/saved-columns")
@requires(Permission.ORGANISATION_IMPORT)
def list_saved_columns() -> ResponseReturnValue:
    """Columns saved so far, by name."""
    listing = listing_from_request("name")
    page = queries_saved.saved_columns_page(current_viewer(), listing)
    return render_template("organisation/saved_columns.html", page=page, listing=listing)


@organisation.route("/register/saved-columns/<string:reference>/name", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT)
def rename_saved_columns(reference: str) -> ResponseReturnValue:
    """Another name for saved columns."""
    viewer = current_viewer()
    saved = queries_saved.get_saved_columns(reference, viewer)
    form = RenameColumnsForm(data={"name": saved.name})
    conflict, status = None, 200
    if not form.is_submitted():
        form.show_version(saved)
    elif form.validate():
        try:
            with unit_of_work():
                check_version(saved, form.seen())
                services_saved.rename(saved, form.name.data, by=viewer)
            flash("The saved columns have their new name", "success")
            return redirect(url_for("organisation.list_saved_columns"))
        except services_saved.NameTakenError:
            form.say("name", "Other saved columns have this name: choose another one")
        except EditConflictError:
            saved, status = queries_saved.get_saved_columns(reference, viewer), 409
            conflict = Conflict([ConflictRow("Name", saved.name, form.name.data)])
            form.show_version(saved)
    saved = queries_saved.get_saved_columns(reference, viewer)
    page = render_template("organisation/rename_columns.html", saved=saved, form=form, conflict=conflict)
    return page, status


@organisation.route("/register/saved-columns/<string:reference>/delete", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT)
def delete_saved_columns(reference: str) -> ResponseReturnValue:
    """Forget saved columns."""
    viewer = current_viewer()
    saved = queries_saved.get_saved_columns(reference, viewer)
    form = TrackerForm()
    if not form.validate_on_submit():
        return render_template("organisation/delete_columns.html", saved=saved, form=form)
    with unit_of_work():
        services_saved.delete(saved, by=viewer)
    flash("The saved columns were deleted", "success")
    return redirect(url_for("organisation.list_saved_columns"))
