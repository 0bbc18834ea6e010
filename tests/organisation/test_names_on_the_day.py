"""A rename planned for a later day shows nowhere before it."""

from datetime import timedelta

from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.compliance.test_counting import LAW
from tests.organisation.test_operations import do
from tests.organisation.test_views_operations import SignIn
from tracker.affected_staff.lists import site_names, unit_names
from tracker.changes import lists
from tracker.changes.models import ChangeSite
from tracker.compliance import counting
from tracker.organisation.queries_people import postings_of
from tracker.organisation.queries_sites import site_then
from tracker.organisation.queries_structure import structure_of
from tracker.organisation.rules_operations import OperationKind
from tracker.overview.change_page import places_of
from tracker.policy.access.roles import Role
from tracker.redeployment import matching, queries
from tracker.web.clock import today

LATER = today() + timedelta(days=40)


def test_a_planned_rename_of_a_site_and_a_unit_shows_nowhere_before_its_day(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    site = factories.establishment(name="Lloyd House")
    unit = factories.unit("Payroll", establishment_id=site.id)
    person = factories.person(unit=unit, establishment_id=site.id)
    post = factories.post(unit, "P1", establishment_id=site.id)
    change = factories.change(units=(unit,))
    factories.save(ChangeSite(change_id=change.id, establishment_id=site.id))
    factories.affected(change, person, rule={"units": [unit.reference], "sites": [site.reference]})
    browser, viewer = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    do(OperationKind.RENAME_SITE, viewer, LATER, site=site.reference, name="New Court", address="")
    do(OperationKind.RENAME, viewer, LATER, unit=unit.reference, name="Reward")

    for address in (
        f"/register/units/{unit.reference}",
        f"/register/people/{person.reference}",
        f"/register/posts/{post.reference}",
        f"/changes/{change.reference}",
        f"/changes/{change.reference}/edit",
        "/register/sites",
        "/register/people",
        "/redeployment",
        f"/changes/{change.reference}/affected-staff",
    ):
        page = browser.get(address)
        assert "New Court" not in page.text, address
        if not address.startswith("/register/units/"):  # its own page lists its names, each with its days
            assert "Reward" not in page.text, address
    assert browser.get(f"/register/sites/{site.reference}").h1 == "Lloyd House"
    employer = factories.the_employer().id
    for day, name, unit_then in (
        (today(), "Lloyd House", "Payroll"),
        (LATER, "New Court", "Reward"),
    ):
        assert site_then(site, day).name == name
        assert [each.name for each in structure_of(employer, day).sites.values()] == [name]
        assert [each.name for each in lists.sites(employer, day)] == [name]
        assert site_names([site.reference], day) == [name]
        assert matching.site_names(employer, day) == {site.id: name}
        assert queries.sites_of(employer, day) == {site.reference: (site.id, name)}
        assert unit_names([unit.reference], day) == [unit_then]
        assert [row.site for row in postings_of(person, day)] == [name]
        assert places_of(change, day)[1] == [name]
        assert [each.name for each in counting.sites(LAW, [employer], day)] == [name]
