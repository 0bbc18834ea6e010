"""Pages of past disputes: the list with its patterns, and the files they come from."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import db, unit_of_work
from tracker.disputes import queries, services
from tracker.disputes.blueprint import disputes
from tracker.disputes.forms import BringInForm
from tracker.disputes.models import DisputeFile
from tracker.disputes.reading import HEADINGS, NEEDED, NoSuchFileError, Wrong, checked
from tracker.organisation.models import Employer
from tracker.organisation.queries import visible_employers
from tracker.organisation.register_file.apart import read_apart
from tracker.organisation.register_file.table import FileRefusedError
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.forms import TrackerForm
from tracker.web.listing import listing_from_request
from tracker.web.once import made_before, once
from tracker.web.templating import pluralise

__all__ = ["disputes"]

MOST_WRONG = 50


@disputes.get("")
@requires(Permission.DISPUTE_READ)
def list_disputes() -> ResponseReturnValue:
    """Past disputes, latest first, and what happened again and again among them."""
    viewer, listing = current_viewer(), listing_from_request("began", descending=True)
    return render_template(
        "disputes/list.html",
        page=queries.disputes_page(viewer, listing),
        patterns=queries.patterns(viewer, listing),
        years=[(year, year) for year in queries.years(viewer)],
        files=queries.files(viewer),
        listing=listing,
        narrowed=any(listing.value(name) for name in ("q", "year", "union", "employer")),
    )


@disputes.route("/bring-in", methods=["GET", "POST"])
@requires(Permission.DISPUTE_IMPORT)
def bring_in() -> ResponseReturnValue:
    """Choose a file; it is kept whole, or not at all with what is wrong by row."""
    viewer, form, wrong = current_viewer(), BringInForm(), list[Wrong]()
    employers = {each.reference: each for each in db.session.scalars(visible_employers(viewer))}
    form.offer(list(employers.values()))
    if form.validate_on_submit():
        if made_before(DisputeFile, form.made.data or "", DisputeFile.brought_in_by_id == viewer.account_id):
            return redirect(url_for("disputes.list_disputes"))
        wrong = _bring_in(form, employers[form.employer.data])
        if not wrong and not form.errors:
            return redirect(url_for("disputes.list_disputes"))
    page = render_template(
        "disputes/bring_in.html",
        form=form,
        wrong=wrong[:MOST_WRONG],
        more=max(0, len(wrong) - MOST_WRONG),
        headings=[(names[0], name in NEEDED) for name, names in HEADINGS.items()],
    )
    return page, 400 if form.errors else 200


def _bring_in(form: BringInForm, employer: Employer) -> list[Wrong]:
    """Read, check and keep the file; messages are by the box, what is wrong with rows is given back."""
    content = form.content(current_app.config["TRACKER"].upload_megabytes * 1024 * 1024)
    if content is None:
        return []
    name = form.file.data.filename
    known = [each for names in HEADINGS.values() for each in names]
    try:
        table = read_apart(content, name, known)
        records, wrong = checked(table.headings, table.columns, table.rows, today())
    except (FileRefusedError, NoSuchFileError) as error:
        form.say("file", str(error))
        return []
    without = {each.row for each in wrong}
    if wrong and not form.leave_out.data:
        form.say("file", "Nothing was brought in: correct the rows below, then choose the file again")
        return wrong
    kept = [(row, record) for row, record in zip(table.rows, records, strict=True) if row not in without]
    made = form.made.data or ""
    with once(DisputeFile, made):
        services.bring_in(
            employer,
            kept,
            name=name[:200],
            source=form.source.data or "",
            reference=made,
            by=current_viewer(),
            moment=database.now(),
        )
    left = f"; {pluralise(len(without), 'row', 'rows')} left out" if without else ""
    flash(f"Brought in: {len(kept):,} past disputes{left}", "success")
    return []


@disputes.route("/files/<string:reference>/take-out", methods=["GET", "POST"])
@requires(Permission.DISPUTE_IMPORT)
def take_out(reference: str) -> ResponseReturnValue:
    """Ask, then take a file and its disputes away."""
    viewer, form = current_viewer(), TrackerForm()
    file = queries.get_file(reference, viewer)
    if form.validate_on_submit():
        with unit_of_work():
            count = services.take_out(file, by=viewer)
        flash(f"Taken out: {count:,} past disputes", "success")
        return redirect(url_for("disputes.list_disputes"))
    return render_template("disputes/take_out.html", file=file, form=form)
