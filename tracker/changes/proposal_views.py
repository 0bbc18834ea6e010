"""Pages of the text of a proposal: write it, publish it, read each version."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes import proposals
from tracker.changes.blueprint import changes
from tracker.changes.difference import Beside, compare
from tracker.changes.forms import ProposalForm, PublishForm
from tracker.changes.proposals import PublicationError
from tracker.changes.queries import VersionRow, change_versions, get_change
from tracker.changes.rules import ENDED, VersionState
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, conflict_over

PARTS = ("title", "reason", "proposal")


@changes.route("/changes/<string:reference>/proposal", methods=["GET", "POST"])
@requires(Permission.CHANGE_EDIT)
def edit_text(reference: str) -> ResponseReturnValue:
    """Write the next version of the text, and send it for approval."""
    viewer = current_viewer()
    change = get_change(reference, viewer, today())
    version = proposals.open_version(change)
    published = next((row for row in change_versions(change, viewer) if row.published_at), None)
    form = ProposalForm(obj=version or published)
    conflict = None
    send = "send" in request.form
    if send and not (form.proposal.data or "").strip():
        form.validate()
        form.say("proposal", "Enter the proposal before sending it for approval")
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                proposals.write_text(
                    change,
                    **{name: form[name].data for name in PARTS},
                    by=viewer,
                    at=database.now(),
                    seen=form.seen(),
                    send=send,
                )
        except EditConflictError:
            change = get_change(reference, viewer, today())
            version = proposals.open_version(change)
            conflict = _conflict(form, version, published)
        except PublicationError as refused:
            form.say("form", str(refused))
        else:
            flash("The text was sent for approval" if send else "The draft is saved", "success")
            return redirect(url_for("overview.show_change", reference=change.reference))
    if not form.is_submitted():
        form.seen_version.data = str(version.version if version else 0)
    page = render_template(
        "changes/edit_text.html",
        form=form,
        change=change,
        version=version,
        published=published,
        conflict=conflict,
        ended=change.state in ENDED,
    )
    return page, 409 if conflict else 400 if form.errors else 200


def _conflict(form: ProposalForm, version: object, published: VersionRow | None) -> Conflict:
    """What is stored now beside what was typed; saving again writes over it, or begins the next version."""
    conflict = conflict_over(form, version or published)
    if version is None:
        form.seen_version.data = "0"
    return conflict


@changes.route("/changes/<string:reference>/publish", methods=["GET", "POST"])
@requires(Permission.CHANGE_PUBLISH)
def publish_change(reference: str) -> ResponseReturnValue:
    """Read the text that waits for approval; publish it for good, or send it back."""
    viewer = current_viewer()
    change = get_change(reference, viewer, today())
    version = proposals.open_version(change)
    form = PublishForm()
    conflict = False
    back = "back" in request.form
    if back and not (form.why.data or "").strip():
        form.validate()
        form.say("why", "Enter what has to change before you send it back")
    elif version is None:
        conflict = form.is_submitted()
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                if back:
                    why = (form.why.data or "").strip()
                    proposals.send_back(
                        change, version, why=why, by=viewer, at=database.now(), seen=form.seen()
                    )
                else:
                    proposals.publish(change, version, by=viewer, at=database.now(), seen=form.seen())
        except EditConflictError:
            conflict = True
            change = get_change(reference, viewer, today())
            version = proposals.open_version(change)
        except PublicationError as refused:
            form.say("form", str(refused))
        else:
            done = "The text went back to its writer" if back else f"Version {version.number} is published"
            flash(done, "success")
            return redirect(url_for("overview.show_change", reference=change.reference))
    rows = change_versions(change, viewer)
    waiting = next((row for row in rows if row.state is VersionState.AWAITING_APPROVAL), None)
    published = next((row for row in rows if row.state is VersionState.PUBLISHED), None)
    if waiting is not None:
        form.seen_version.data = str(waiting.version)
    page = render_template(
        "changes/publish.html",
        form=form,
        change=change,
        version=waiting,
        published=published,
        differences=differences(published, waiting) if published and waiting else None,
        own=waiting is not None and waiting.written_by_id == viewer.account_id,
        conflict=conflict,
    )
    return page, 409 if conflict else 400 if form.errors else 200


@changes.get("/changes/<string:reference>/versions/<int:number>")
@requires(Permission.CHANGE_READ)
def show_version(reference: str, number: int) -> ResponseReturnValue:
    """One version of the text, beside the one before it."""
    viewer = current_viewer()
    change = get_change(reference, viewer, today())
    rows = change_versions(change, viewer)
    version = next((row for row in rows if row.number == number), None)
    if version is None:
        abort(404)
    before = next((row for row in rows if row.number < number), None)
    return render_template(
        "changes/version.html",
        change=change,
        version=version,
        before=before,
        versions=rows,
        differences=differences(before, version) if before else None,
    )


def differences(before: VersionRow, after: VersionRow) -> list[tuple[str, list[Beside]]]:
    """Each part of the text with its paragraphs side by side."""
    return [(part.capitalize(), compare(getattr(before, part), getattr(after, part))) for part in PARTS]
