"""Posts: vacant, shared, proposed and to be deleted, counted and filtered; one post through time."""

from collections.abc import Callable

import pytest

from tests import factories
from tests.browser import Browser
from tracker.organisation.models import Unit
from tracker.organisation.rules import Contract, PostState, StaffKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]


def a_unit_of_posts() -> Unit:
    unit = factories.unit("Payroll")
    shared = factories.post(unit, "P1", title="Adviser")
    factories.post(unit, "P2", title="Clerk", state=PostState.VACANT, fte=0.5)
    factories.post(unit, "P3", title="Head of pay", state=PostState.PROPOSED)
    held = factories.post(unit, "P4", title="Typist", state=PostState.TO_BE_DELETED, fte=0.8)
    factories.post(unit, "P5", title="Messenger", state=PostState.DELETED)
    for name in ("Ada Brook", "Bo Carr"):
        factories.person(unit=unit, name=name, post_id=shared.id, fte=0.5)
    factories.person(unit=unit, name="Cy Dunn", post_id=held.id, fte=0.8, kind=StaffKind.POLICE_STAFF)
    factories.person(unit=unit, name="Di Eames", contract=Contract.AGENCY, fte=0.4)
    return unit


def numbers(browser: Browser, asks: str) -> list[str]:
    return [row[1] for row in browser.get(f"/register/posts{asks}&sort=number").table()]


def test_posts_are_found_by_state_and_by_how_many_hold_them(sign_in_as: SignIn) -> None:
    a_unit_of_posts()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    assert numbers(browser, "?state=vacant") == ["P2"]
    assert numbers(browser, "?state=proposed") == ["P3"]
    assert numbers(browser, "?state=to+be+deleted") == ["P4"]
    assert numbers(browser, "?held=shared+by+several") == ["P1"]
    assert numbers(browser, "?held=held+by+one+person") == ["P4"]
    assert numbers(browser, "?held=held+by+nobody") == ["P2", "P3", "P5"]
    page = browser.get("/register/posts")
    assert "5 posts and groups of like posts, 3 of them standing, 2.30 FTE" in page.text


def test_a_unit_counts_heads_beside_fte_and_agency_apart(sign_in_as: SignIn) -> None:
    unit = a_unit_of_posts()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/register/units/{unit.reference}")
    people = browser.get("/register/people")
    officers = browser.get("/register/people?kind=police+staff")

    assert page.table("People by kind") == [
        ["Police staff", "1", "0.80"],
        ["Staff", "2", "1.00"],
        ["Agency worker counted apart", "1", "0.40"],
    ]
    assert "1 vacant, 1 to be deleted; 1 more proposed" in page.text
    assert "3 people, 1.80 FTE; apart from them 1 agency worker, 0.40 FTE" in people.text
    assert [row[0] for row in officers.table()] == ["Cy Dunn"]
    [agency] = browser.get("/register/people?contract=agency").table()
    assert (agency[0], agency[2]) == ("Di Eames", "Clerk Agency")


def test_who_may_not_read_the_people_is_not_told_their_kinds_nor_who_holds_a_post(sign_in_as: SignIn) -> None:
    unit = a_unit_of_posts()
    browser, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    page = browser.get(f"/register/units/{unit.reference}")
    posts = browser.get("/register/posts?held=shared+by+several")
    post = browser.get(posts.links["Adviser"])

    assert "Agency worker" not in page.text
    assert "Police staff" not in page.text
    assert len(posts.table()) == 5
    assert "Ada Brook" not in post.text
    assert "shared" not in post.text


def test_a_post_shows_its_holders_and_what_is_proposed_for_it(sign_in_as: SignIn) -> None:
    unit = a_unit_of_posts()
    change = factories.change(title="No more typing", units=(unit,))
    factories.affected(change, rule={"units": [unit.reference], "posts": ["Typist"]})
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(browser.get("/register/posts").links["Typist"])
    shared = browser.get(browser.get("/register/posts").links["Adviser"])

    assert "No more typing" in page.links
    assert [row[0] for row in page.table("Who held it")] == ["Cy Dunn"]
    assert shared.facts["Kind"] == "Single post, shared by 2"
    assert page.table("State and place")[0][2] == "To be deleted"


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_opens_a_post(sign_in_as: SignIn, role: Role) -> None:
    post = factories.post(factories.unit())
    browser, _ = sign_in_as(role)

    browser.get(f"/register/posts/{post.reference}", 403)


def test_a_post_is_added_and_its_number_is_its_own(sign_in_as: SignIn) -> None:
    unit = a_unit_of_posts()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    typed = {"title": "Lead", "fte": "1", "unit": unit.reference, "state": "proposed"}
    day = {"on-day": "1", "on-month": "4", "on-year": "2012"}

    taken = browser.post("/register/posts/new", {**typed, **day, "number": "P1"}, 400)
    browser.post("/register/posts/new", {**typed, **day, "number": "P9"})

    assert taken.field_errors["number"] == "There is a post P1 already: enter another number"
    assert numbers(browser, "?state=proposed") == ["P3", "P9"]
