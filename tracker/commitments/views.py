"""Pages of commitments: the ledger, one commitment, recording one, and what each side says of it."""

from operator import itemgetter

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.attachments.sending import as_download, takes_files
from tracker.changes.models import Change
from tracker.changes.queries import get_change, visible_changes
from tracker.commitments import notices, queries, services
from tracker.commitments.blueprint import commitments
from tracker.commitments.forms import CommitmentForm, ProofForm, VerdictForm
from tracker.commitments.models import Commitment
from tracker.commitments.rules import SETTLED, SettledError, Standing, Verdict
from tracker.concerns.queries import get_concern, own_union
from tracker.database import EditConflictError, db, unit_of_work
from tracker.meetings.models import Paragraph
from tracker.meetings.queries import get_meeting
from tracker.meetings.queries_minutes import get_paragraph
from tracker.meetings.rules import Stage
from tracker.organisation.queries import is_recognised
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.listing import listing_from_request
from tracker.web.once import once

__all__ = ["commitments"]


@commitments.get("")
@requires(Permission.COMMITMENT_READ)
def list_commitments() -> ResponseReturnValue:
    """The ledger, and how many were kept."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("due")
    return render_template(
        "commitments/list.html",
        page=queries.commitments_page(viewer, day, listing),
        rate=queries.rate(viewer, day),
        listing=listing,
        standings=[(each.value, each.value) for each in Standing],
        narrowed=bool(listing.q or listing.value("standing") or listing.value("programme")),
    )


@commitments.route("/record", methods=["GET", "POST"])
@requires(Permission.COMMITMENT_RECORD)
def record_commitment() -> ResponseReturnValue:
    """Record an undertaking; ``change``, ``concern`` or a ``paragraph`` of a ``meeting`` say what about."""
    viewer, day = current_viewer(), today()
    minute = _minute(viewer)
    concern = get_concern(request.args["concern"], viewer, day) if request.args.get("concern") else None
    form = CommitmentForm(
        change=concern.change.reference if concern else request.args.get("change"),
        union=own_union(concern, viewer).reference if concern else None,
        **(queries.told_in(minute) if minute else {}),
    )
    changes = [concern.change] if concern else list(db.session.scalars(visible_changes(viewer, day)))
    unions = {row.reference: row for row in queries.unions_to_choose(viewer)}
    form.offer(
        sorted(((row.reference, row.title) for row in changes), key=itemgetter(1)),
        [(row.reference, row.name) for row in unions.values() if not concern or row.id in concern.union_ids],
    )
    if form.validate_on_submit() and form.check(day):
        change, union = get_change(form.change.data, viewer, day), unions[form.union.data]
        if not is_recognised(union.id, change.programme.employer_id):
            form.say("union", "Choose a union that the employer of the change recognises")
        else:
            made = form.made.data or ""
            if queries.recorded_as(made, viewer, day) is None:
                with once(Commitment, made):
                    behind = {
                        "concern_id": concern.id if concern else None,
                        "paragraph_id": minute.id if minute else None,
                    }
                    _record(form, change, union.id, behind, viewer)
            flash("The commitment is recorded", "success")
            return redirect(url_for("commitments.show_commitment", reference=made))
    page = render_template("commitments/record.html", form=form, concern=concern, minute=minute)
    return page, 400 if form.errors else 200


def _minute(viewer: Viewer) -> Paragraph | None:
    """The paragraph of minutes that the address names, once both sides have them."""
    if not (reference := request.args.get("paragraph")):
        return None
    meeting = get_meeting(request.args.get("meeting", ""), viewer)
    if meeting.stage not in (Stage.WITH_BOTH, Stage.LOCKED):
        abort(404)
    return get_paragraph(meeting, reference)


def _record(
    form: CommitmentForm, change: Change, union_id: int, behind: dict[str, int | None], by: Viewer
) -> None:
    row = services.record(
        change,
        union_id,
        reference=form.made.data or "",
        by=by,
        moment=database.now(),
        **behind,
        text=form.text.data or "",
        given_by=form.given_by.data or "",
        given_on=form.given_on.data,
        where=form.where.data or "",
        measure=form.measure.data or "",
        due_on=form.due_on.data,
    )
    told = queries.get_commitment(row.reference, by, today())
    notices.tell_other_side(told, notices.RECORDED, by, database.now())


@commitments.get("/<string:reference>")
@requires(Permission.COMMITMENT_READ)
def show_commitment(reference: str) -> ResponseReturnValue:
    """One commitment with what both sides say of it."""
    viewer = current_viewer()
    return _page(queries.get_commitment(reference, viewer, today()), viewer)


def _page(row: Commitment, viewer: Viewer, form: ProofForm | None = None) -> str:
    day = today()
    stands = queries.standing_of(row, day)
    may = viewer.may(Permission.COMMITMENT_RECORD)
    return render_template(
        "commitments/show.html",
        row=row,
        change=queries.change_shown(row, viewer, day),
        stands=stands,
        steps=queries.steps_of(row),
        proofs=queries.proofs_of(row),
        concern=queries.concern_behind(row, viewer, day),
        minute=queries.minute_behind(row, viewer),
        form=form or (ProofForm() if may else None),
        may_judge=may and stands not in SETTLED,
    )


@commitments.route("/<string:reference>/verdict", methods=["GET", "POST"])
@requires(Permission.COMMITMENT_RECORD)
def judge(reference: str) -> ResponseReturnValue:
    """Say for one's side what became of it."""
    viewer, day = current_viewer(), today()
    row = queries.get_commitment(reference, viewer, day)
    form, conflict = VerdictForm(), None
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit() and form.check(day):
        try:
            with unit_of_work():
                services.judge(
                    row,
                    Verdict(form.verdict.data),
                    form.kept_on.data,
                    form.note.data or "",
                    from_union=viewer.role is Role.UNION_REPRESENTATIVE,
                    by=viewer,
                    moment=database.now(),
                    seen=form.seen(),
                )
                notices.tell_other_side(row, notices.JUDGED, viewer, database.now())
        except EditConflictError:
            row = queries.get_commitment(reference, viewer, day)
            conflict = conflict_over(form, row)
        except SettledError as error:
            row = queries.get_commitment(reference, viewer, day)
            form.say("verdict", str(error))
        else:
            flash("What became of it is recorded for your side", "success")
            return redirect(url_for("commitments.show_commitment", reference=reference))
    page = render_template("commitments/verdict.html", form=form, row=row, conflict=conflict)
    return page, 409 if conflict else 400 if form.errors else 200


@commitments.post("/<string:reference>/proof")
@takes_files
@requires(Permission.COMMITMENT_RECORD)
def add_proof(reference: str) -> ResponseReturnValue:
    """Attach files that show what was done."""
    viewer = current_viewer()
    row = queries.get_commitment(reference, viewer, today())
    form = ProofForm()
    if not form.validate_on_submit():
        return _page(row, viewer, form), 400
    with unit_of_work():
        kept = services.add_proof(row, form.files.uploads, by=viewer, moment=database.now())
    flash("The file is attached" if kept else "The commitment has this file already", "success")
    return redirect(url_for("commitments.show_commitment", reference=reference))


@commitments.get("/<string:reference>/proof/<string:file>")
@requires(Permission.COMMITMENT_READ)
def download_proof(reference: str, file: str) -> ResponseReturnValue:
    """A file, as a download."""
    row = queries.get_commitment(reference, current_viewer(), today())
    return as_download(queries.get_proof(row, file))
