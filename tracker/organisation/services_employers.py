"""Making an employer."""

from datetime import date

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import db
from tracker.organisation.models import Employer
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation


def is_named(name: str) -> bool:
    """Whether an employer has that name, whatever its capitals."""
    found = sa.select(Employer.id).where(sa.func.lower(Employer.name) == name.lower())
    return db.session.scalar(found.limit(1)) is not None


def make_employer(name: str, nation: Nation, valid_from: date, *, reference: str, by: Viewer) -> Employer:
    """An employer with nothing in its register yet."""
    row = Employer(reference=reference, name=name, nation=nation, valid_from=valid_from)
    db.session.add(row)
    db.session.flush()
    audit.record(by, Permission.EMPLOYER_MAKE, "employer", row.reference, facts={"nation": nation.value})
    return row
