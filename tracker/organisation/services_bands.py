"""Setting the bands of an employer's grades. Part of a unit of work."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.database import EditConflictError, db, table_of
from tracker.organisation.models import Employer
from tracker.organisation.models_bands import GradeBand
from tracker.organisation.queries_bands import seal_of
from tracker.organisation.rules_bands import Band
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def set_bands(
    employer: Employer, bands: Sequence[Band], *, on: date, seal: str, by: Viewer, day: date
) -> None:
    """From the day ``on`` these are the bands; what was to begin then or later is replaced.

    Raises ``EditConflictError`` when they are not those of the page with this ``seal`` any more.
    """
    db.session.execute(sa.select(Employer.id).where(Employer.id == employer.id).with_for_update())
    if seal != seal_of(employer.id, day):
        raise EditConflictError
    here = GradeBand.employer_id == employer.id
    quietly = {"synchronize_session": False}
    db.session.execute(
        sa.delete(GradeBand).where(here, GradeBand.valid_from >= on).execution_options(**quietly)
    )
    runs = sa.or_(GradeBand.valid_to.is_(None), GradeBand.valid_to >= on)
    ended = sa.update(GradeBand).where(here, runs).values(valid_to=on - timedelta(days=1))
    db.session.execute(ended.execution_options(**quietly))
    rows = [
        {"employer_id": employer.id, "band": band.name, "grade": grade, "valid_from": on, "valid_to": None}
        for band in bands
        for grade in band.grades
    ]
    if rows:
        db.session.execute(sa.insert(table_of(GradeBand)), rows)
    facts: Facts = {"step": "grade bands", "bands": len(bands), "grades": len(rows)}
    audit.record(by, Permission.ORGANISATION_EDIT, "employer", employer.reference, facts=facts)
