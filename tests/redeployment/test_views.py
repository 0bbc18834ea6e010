"""The register, roles and offers page by page; what each role sees; and what never shows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser, sign_in
from tests.redeployment.arrange import (
    TODAY,
    fresh,
    offered,
    on_register,
    person_of,
    protect,
    suggested,
    vacancy,
    world,
)
from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit.models import Look
from tracker.database import db
from tracker.organisation.models import Post, PostPeriod
from tracker.organisation.rules import PostState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.redeployment.models import RedeploymentEntry, RedeploymentOffer, Vacancy
from tracker.redeployment.rules import OfferState

SignIn = Callable[..., Any]


def as_(app: Flask, viewer: Viewer) -> Browser:
    return Browser(app, sign_in(app, db.session.get_one(Account, viewer.account_id)))


def day(name: str, days: int) -> dict[str, str]:
    """The three boxes of a day so many days from today."""
    on = TODAY + timedelta(days=days)
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


NOT_TOLD = {"told_on-day": "", "told_on-month": "", "told_on-year": "", "told_how": ""}
DAYS = {
    **day("offered_on", 0),
    **day("answer_by", 7),
    **day("old_job_ends", 14),
    **day("starts_on", 15),
}


def test_from_the_register_to_an_accepted_offer(app: Flask, sign_in_as: SignIn, database: SQLAlchemy) -> None:
    here = world()
    person = factories.person(unit=here.unit, name="Pat A", title="Payroll adviser", grade="Scale 5")
    factories.affected(here.change, person)
    affected = db.session.scalars(sa.select(AffectedPerson)).one()
    hr = as_(app, here.hr)

    hr.get(hr.get(f"/affected/{affected.reference}").links["Redeployment register"])
    page = hr.submit({"skills": "Payroll", "grades": "Scale 9", "fte_from": "0.5"}, status=400)
    assert page.field_errors["grades"].startswith("No grade on the register is called “Scale 9”")
    assert page.field_errors["fte_to"] == "Enter both the least and the most hours"
    hr.submit({"grades": "Scale 5", "fte_to": "1", "sites": here.site.reference})
    hr.get("/vacancies/new")
    hr.submit({"title": "Payroll lead", "grade": "Scale 5", "fte": "1", "site": here.site.reference})
    role = db.session.scalars(sa.select(Vacancy)).one()
    page = hr.get(f"/vacancies/{role.reference}")
    assert page.tags[1:] == ["Meets every test"]
    assert "Skills: met. In common: payroll" in page.text
    page = hr.submit({}, action=f"/redeployment/{entry().reference}/suggest")
    offer = db.session.scalars(sa.select(RedeploymentOffer)).one()
    url = f"/offers/{offer.reference}"
    hr.get(f"{url}/make")
    page = hr.submit({**DAYS, **day("old_job_ends", -1)}, status=409)
    assert "before the old job ends" in page.errors[0]
    page = hr.submit({**DAYS, **day("told_on", -1), "told_how": "in person"}, status=400)
    assert page.field_errors["told_on"] == "Enter the day the offer is made or a later one"
    page = hr.submit({**DAYS, **NOT_TOLD})
    assert page.flash == [
        (
            "Offered. Their status is now “offered alternative”. "
            "They are shown it once you have recorded that they were told"
        )
    ]
    assert "4 calendar weeks beginning with" in page.text

    me, _ = sign_in_as(Role.STAFF, person=person)
    assert "Answer an offer" not in me.get("/").links
    assert "No role has been offered to you" in me.get("/my-roles").text
    assert "Payroll lead" not in me.get("/passport").text
    me.get(f"/my-roles/{offer.reference}", status=404)

    hr.get(f"{url}/tell")
    page = hr.submit(NOT_TOLD, status=400)
    assert page.field_errors["told_on"] == "Enter the day they were told"
    page = hr.submit({**day("told_on", 0), "told_how": "in person", "told_by": "Chris Example"})
    assert page.flash == ["Recorded. Pat A can now read the offer and answer it"]
    assert me.get("/").links["Answer an offer"] == f"/my-roles/{offer.reference}"
    me.get(f"/my-roles/{offer.reference}")
    page = me.submit({"decision": "refuse"}, status=400)
    assert page.field_errors == {"reason": "Enter the reason, in the person’s own words"}
    page = me.submit({"decision": "accept"})
    assert page.tags == ["In trial"]
    db.session.expire_all()
    row = db.session.scalars(sa.select(AffectedPerson)).one()
    assert (row.status, row.told_status) == (AffectedStatus.IN_TRIAL, AffectedStatus.IN_TRIAL)


def entry() -> RedeploymentEntry:
    return db.session.scalars(sa.select(RedeploymentEntry)).one()


def test_a_role_begins_from_a_vacant_post_and_a_post_has_one(app: Flask, database: SQLAlchemy) -> None:
    here = world()
    post = factories.save(Post(employer_id=here.unit.employer_id, number="P7"))
    factories.save(
        PostPeriod(
            post_id=post.id,
            unit_id=here.unit.id,
            establishment_id=here.site.id,
            title="Crime analyst",
            grade="Scale 6",
            state=PostState.VACANT,
            valid_from=factories.BEGAN,
        )
    )
    hr = as_(app, here.hr)

    hr.get(hr.get("/vacancies/from-register").links["Crime analyst"])
    hr.submit({})

    role = db.session.scalars(sa.select(Vacancy)).one()
    assert (role.title, role.grade, role.establishment_id, role.post_id) == (
        "Crime analyst",
        "Scale 6",
        here.site.id,
        post.id,
    )
    assert "Crime analyst" not in hr.get("/vacancies/from-register").text


def test_hr_reads_their_programmes_and_nobody_else_reads_the_register(
    app: Flask, sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    here = world()
    row = on_register(here)
    offer = suggested(here, row, vacancy(here))
    assert "Pat A" in as_(app, here.hr).get("/redeployment").text

    outside = [
        sign_in_as(Role.HR_PARTNER, programme=factories.programme())[0],
        sign_in_as(Role.HR_PARTNER, employer=factories.employer())[0],
    ]
    for hr in outside:
        assert "Pat A" not in hr.get("/redeployment").text
        assert (
            hr.get(f"/redeployment/{row.reference}", 404).text == hr.get("/redeployment/NOSUCHONE0", 404).text
        )
        hr.get(f"/offers/{offer.reference}", 404)
    for role in (Role.UNION_REPRESENTATIVE, Role.MANAGER, Role.PROGRAMME_DIRECTOR, Role.STAFF, Role.AUDITOR):
        browser, _ = sign_in_as(role, **({"unit": here.unit} if role is Role.MANAGER else {}))
        for url in ("/redeployment", "/vacancies", f"/offers/{offer.reference}"):
            browser.get(url, 403)


def test_staff_read_their_own_offers_once_made_and_nobody_elses(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    here = world()
    mine, other = on_register(here, "Pat A"), on_register(here, "Pat B")
    hint = suggested(here, mine, vacancy(here, title="Only a thought"))
    theirs = offered(here, other, vacancy(here, title="For Pat B"))
    offer = offered(here, mine, vacancy(here, title="For Pat A"))
    me, _ = sign_in_as(Role.STAFF, person=person_of(mine))

    page = me.get("/my-roles")

    assert "For Pat A" in page.links
    for hidden in ("Pat B", "Must be offered first"):
        assert hidden not in [*page.links, page.text.replace("For Pat B", "")][-1]
    assert "For Pat B" not in page.links
    me.get(f"/my-roles/{hint.reference}", 404)
    me.get(f"/my-roles/{theirs.reference}", 404)
    me.get(f"/my-roles/{offer.reference}")
    me.submit({"decision": "refuse", "reason": "Two hours each way"})
    assert fresh(here, offer).reason == "Two hours each way"


def test_staff_see_roles_ring_fenced_to_their_change_and_no_others(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    here, there = world(), world()
    mine = on_register(here, "Pat A")
    vacancy(here, title="Ours", ring_fenced_change_id=here.change.id)
    vacancy(here, title="Theirs", ring_fenced_change_id=there.change.id)
    vacancy(here, title="Later", opens=TODAY + timedelta(days=1))
    me, _ = sign_in_as(Role.STAFF, person=person_of(mine))
    stranger, _ = sign_in_as(Role.STAFF, person=factories.person(unit=here.unit))

    text = me.get("/my-roles").text

    assert [title in text for title in ("Ours", "Theirs", "Later")] == [True, False, False]
    assert "you would take Scale 5, Scale 6" in text
    assert "Ours" not in stranger.get("/my-roles").text


def test_the_mark_of_priority_is_shown_to_hr_who_must_act_and_says_no_more(
    app: Flask, sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    here = world()
    role = vacancy(here)
    prior, other = on_register(here, "Prior"), on_register(here, "Pat B")
    protect(prior)
    hr = as_(app, here.hr)
    offer = suggested(here, other, role)

    assert "Must be offered first" in hr.get("/redeployment").tags
    page = hr.get(f"/vacancies/{role.reference}")
    assert "1 person below must be offered this role before anybody else" in page.text
    for word in ("pregnan", "maternity leave", "birth", "adopt"):
        assert word not in page.text.lower()
    hr.get(f"/offers/{offer.reference}/make")
    page = hr.submit(DAYS, status=409)
    assert page.errors[0] == "Prior must be offered this role first"
    assert page.soup.select_one("#answer_by-day") is not None
    page = hr.submit({"out_of_turn_reason": "It needs a licence that Prior does not have"})
    assert fresh(here, offer).state is OfferState.SUGGESTED
    assert "Second look asked for" in page.tags
    colleague, _ = sign_in_as(Role.HR_PARTNER)
    assert colleague.get("/").links["Take a second look"] == f"/offers/{offer.reference}"
    colleague.get(f"/offers/{offer.reference}/second-look")
    colleague.submit({"decision": "agree", "note": "The licence is in the role profile"})
    hr.get(f"/offers/{offer.reference}/make")
    hr.submit(DAYS)
    assert fresh(here, offer).state is OfferState.OFFERED


def test_somebody_of_another_programme_who_comes_first_has_no_name(app: Flask, database: SQLAlchemy) -> None:
    here = world()
    elsewhere = factories.change(programme_id=factories.programme().id)
    role = vacancy(here)
    hidden = on_register(here, "Hidden")
    with_other = on_register(here, "Pat B")
    narrow = factories.viewer(Role.HR_PARTNER, programme=factories.programme())
    protect(hidden)
    del elsewhere

    page = as_(app, narrow).get(f"/vacancies/{role.reference}")

    assert "Hidden" not in page.text
    assert "Pat B" not in page.text
    assert "1 person on the register of another programme must be offered this role first" in page.text
    assert with_other.left_on is None


def test_lists_ask_the_same_however_long(app: Flask, database: SQLAlchemy, count_queries: Any) -> None:
    here = world()
    hr = as_(app, here.hr)
    counts: dict[str, list[int]] = {"/redeployment": [], "/vacancies": [], "/vacancies/from-register": []}
    for number in range(2):
        offered(here, on_register(here, f"Pat {number}"), vacancy(here, title=f"Role {number}"))
        for url, found in counts.items():
            hr.get(url)
            with count_queries() as queries:
                hr.get(url)
            found.append(queries.count)

    assert {url: found[0] == found[1] <= 5 for url, found in counts.items()} == dict.fromkeys(counts, True)


def test_whose_record_was_looked_at_is_noted(app: Flask, database: SQLAlchemy) -> None:
    here = world()
    row = on_register(here)
    offer = suggested(here, row, vacancy(here))
    person = person_of(row)

    for url in ("/redeployment", f"/redeployment/{row.reference}", f"/offers/{offer.reference}"):
        as_(app, factories.viewer(Role.HR_PARTNER)).get(url)

    seen = db.session.scalars(sa.select(Look.person_id)).all()
    assert seen == [person.id] * 3
