"""The page where people say what is the same under another number or name."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import EditConflictError, check_version, unit_of_work
from tracker.organisation import queries_imports, services, services_jobs
from tracker.organisation.blueprint import organisation
from tracker.organisation.dry_run_pages import reads_values
from tracker.organisation.forms_pairs import SHOWN, PairsForm, pairs_form
from tracker.organisation.models import RegisterImport
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.register_check.proposals import Pair
from tracker.organisation.rules import ImportMoveError
from tracker.organisation.rules_jobs import JobKind
from tracker.organisation.services import summary_of
from tracker.organisation.views_imports import OPEN_STATES, is_worked_on
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires


@organisation.route("/register/imports/<string:reference>/pairs", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_IMPORT)
def judge_pairs(reference: str) -> ResponseReturnValue:
    """Say which pairs are the same, one by one or all at once; then the file is checked again."""
    viewer = current_viewer()
    row = queries_imports.get_import(reference, viewer)
    check = redirect(url_for("organisation.check_import", reference=reference))
    if summary_of(row) is None or row.state not in OPEN_STATES:
        return check
    pairs = queries_imports.pairs_of(row)
    form = pairs_form(pairs, reads_values=reads_values(viewer))
    if not form.is_submitted():
        if is_worked_on(row):
            return redirect(url_for("organisation.show_progress", reference=reference))
        form.show_version(row)
        return pairs_page(row, form, pairs)
    judged = form.verdicts(pairs) if form.validate() else None
    if judged is None:
        return pairs_page(row, form, pairs)

    return checked_again(row, Matching.from_dict(row.mapping).judged(judged), form.seen()) or check


@organisation.post("/register/imports/<string:reference>/pairs/again")
@requires(Permission.ORGANISATION_IMPORT)
def forget_judgements(reference: str) -> ResponseReturnValue:
    """Have every pair judged anew."""
    row = queries_imports.get_import(reference, current_viewer())
    matching = Matching.from_dict(row.mapping).for_another_file()
    check = redirect(url_for("organisation.check_import", reference=reference))
    return checked_again(row, matching, row.version) or check


def checked_again(row: RegisterImport, matching: Matching, seen: int | None) -> ResponseReturnValue | None:
    """Keep what was said and check the file anew; None when it could not be kept, which is then said."""
    viewer = current_viewer()
    try:
        with unit_of_work():
            check_version(row, seen)
            services.keep_matching(row, matching, by=viewer)
            services_jobs.ask(row, JobKind.CHECK, by=viewer, at=database.now())
    except ImportMoveError as error:
        flash(str(error), "warning")
        return None
    except EditConflictError:
        flash("Nothing was kept: somebody else changed this import. Read it again", "warning")
        return None
    return redirect(url_for("organisation.show_progress", reference=row.reference))


def pairs_page(row: RegisterImport, form: PairsForm, pairs: list[Pair]) -> str:
    """The page of the pairs."""
    matching = Matching.from_dict(row.mapping)
    said = [*matching.same_numbers.values(), *matching.same_units.values()]
    return render_template(
        "organisation/pairs.html",
        row=row,
        form=form,
        shown=list(zip(form.boxes(), pairs[:SHOWN], strict=True)),
        count=len(pairs),
        likely=sum(pair.sure for pair in pairs),
        same=sum(1 for old in said if old),
        different=said.count(""),
        summary=summary_of(row),
        reads_values=reads_values(current_viewer()),
    )
