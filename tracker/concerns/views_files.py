"""Files beside the shared thread: putting one there, and getting one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.attachments.sending import as_download, takes_files
from tracker.concerns import queries, queries_files, services_files
from tracker.concerns.blueprint import concerns
from tracker.concerns.forms_files import FilesForm
from tracker.concerns.rules import ConcernMoveError, readers
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@concerns.route("/<string:reference>/files", methods=["GET", "POST"])
@takes_files
@requires(Permission.CONCERN_PAUSE)
def add_files(reference: str) -> ResponseReturnValue:
    """Put files beside the thread; the same bytes are kept once."""
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    form = FilesForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                kept = services_files.add_files(concern, form.files.uploads, by=viewer, moment=database.now())
            flash(
                "The file is beside the concern" if kept else "The concern has this file already", "success"
            )
            return redirect(url_for("concerns.show_concern", reference=reference))
        except ConcernMoveError as error:
            form.say("files", str(error))
            concern = queries.get_concern(reference, viewer, today())
    return (
        render_template(
            "concerns/files.html",
            concern=concern,
            form=form,
            readers=readers(queries.side_of(viewer), concern.union_names),
        ),
        400 if form.errors else 200,
    )


@concerns.get("/<string:reference>/files/<string:file>")
@requires(Permission.CONCERN_READ)
def download_file(reference: str, file: str) -> ResponseReturnValue:
    """A file, as a download."""
    viewer = current_viewer()
    concern = queries.get_concern(reference, viewer, today())
    return as_download(queries_files.get_file(concern, file, viewer))
