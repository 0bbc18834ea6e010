"""The page on which HR puts grades in bands for union representatives."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.database import db
from tracker.organisation import queries_bands, services_bands
from tracker.organisation.blueprint import organisation
from tracker.organisation.forms_bands import BandsForm
from tracker.organisation.models import Employer
from tracker.organisation.queries import visible_employers
from tracker.organisation.rules_bands import as_lines
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.acting import act_on
from tracker.web.clock import today


@organisation.get("/register/grade-bands")
@requires(Permission.ORGANISATION_EDIT)
def choose_grade_bands() -> ResponseReturnValue:
    """To the bands of the viewer's employer, the first where there are several."""
    employer = db.session.scalars(visible_employers(current_viewer()).limit(1)).one()
    return redirect(url_for("organisation.edit_grade_bands", reference=employer.reference))


@organisation.route("/register/grade-bands/<string:reference>", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
def edit_grade_bands(reference: str) -> ResponseReturnValue:
    """The bands of one employer, which grades stand in none, and other bands from a day on."""
    viewer, day = current_viewer(), today()
    employers = db.session.scalars(visible_employers(viewer)).all()
    employer = db.session.scalars(visible_employers(viewer).where(Employer.reference == reference)).one()
    employer_id = employer.id
    known = queries_bands.grades_in_use(employer_id)
    form = BandsForm()
    if request.method == "GET":
        form.bands.data = as_lines(queries_bands.bands_on(employer_id, day))
        form.on.process(None, day)
        form.seal.data = queries_bands.seal_of(employer_id, day)

    def act() -> None:
        on, seal = form.on.data, form.seal.data or ""
        assert on is not None
        form.seal.data = queries_bands.seal_of(employer_id, day)
        services_bands.set_bands(employer, form.found, on=on, seal=seal, by=viewer, day=day)

    def shown() -> dict[str, object]:
        bands = queries_bands.bands_on(employer_id, day)
        banded = {grade for band in bands for grade in band.grades}
        return {
            "employer": employer,
            "employers": employers,
            "bands": bands,
            "without": [grade for grade in known if grade not in banded],
            "later": queries_bands.next_bands(employer_id, day),
            "no_band": queries_bands.NO_BAND,
        }

    return act_on(
        form,
        "organisation/grade_bands.html",
        act,
        row=lambda: None,
        shown=shown,
        done=lambda: ("Bands saved", url_for("organisation.edit_grade_bands", reference=reference)),
        check=lambda: form.check(known, day),
    )
