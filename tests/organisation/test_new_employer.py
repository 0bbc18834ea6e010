from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from tests import factories
from tracker.audit.models import AuditEntry
from tracker.database import db, new_reference
from tracker.organisation.models import Employer
from tracker.policy.access.roles import Role
from tracker.policy.calendar.nations import Nation

SignIn = Callable[..., Any]
DAY = {"valid_from-day": "1", "valid_from-month": "4", "valid_from-year": "2010"}


def test_an_administrator_makes_an_employer_once_and_imports_for_it(sign_in_as: SignIn) -> None:
    browser, _viewer = sign_in_as(Role.ADMINISTRATOR)
    browser.get("/register/employers/new")
    refused = browser.submit({}, status=400)
    assert {"Enter the name of the employer", "Enter the first day"} <= set(refused.errors)
    sent = {"name": " Fife  Council ", "nation": "Scotland", "made": new_reference(), **DAY}
    browser.get("/register/employers/new")

    page = browser.submit(sent)

    assert page.flash == ["Fife Council is an employer now. Import its register, then invite its HR partner"]
    browser.get("/register/employers/new")
    browser.submit(sent)
    row = db.session.scalars(sa.select(Employer).where(Employer.name == "Fife Council")).one()
    assert (row.nation, row.valid_from) == (Nation.SCOTLAND, date(2010, 4, 1))
    assert "Fife Council" in browser.get("/register/imports/new").body.decode()
    bodies = list(db.session.scalars(sa.select(AuditEntry.body)))
    assert sum("employer:make" in str(body) for body in bodies) == 1
    browser.get("/register/employers/new")
    taken = browser.submit({**sent, "name": "FIFE council", "made": new_reference()}, status=400)
    assert taken.errors == ["There is an employer of this name already"]


def test_hr_makes_no_employer(sign_in_as: SignIn) -> None:
    factories.the_employer()
    browser, _viewer = sign_in_as(Role.HR_PARTNER)
    browser.get("/register/employers/new", status=403)
    assert "New employer" not in browser.get("/register/imports").text
