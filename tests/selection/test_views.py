"""A pool from draft to outcome, page by page; and what each role sees of it."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser, current_values, sign_in
from tests.selection.arrange import World, a_pool, account, begin, finish, score_all, tell, world
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.selection.models import PoolCriterion, Score, ScoreSheet, SelectionPool
from tracker.selection.rules import PoolState

SignIn = Callable[..., Any]
POOL = {
    "name": "Business support",
    "posts": "Four posts become three",
    "posts_kept": "1",
    "to_select": "1",
    "anchors": "Little\nSome\nGood\nVery good",
    "threshold": "2",
    "tie_rule": "Skills first",
}
CRITERIA = {
    "criteria-0-name": "Skills",
    "criteria-0-definition": "Seen at work",
    "criteria-0-weight": "60",
    "criteria-1-name": "Experience",
    "criteria-1-definition": "In the post",
    "criteria-1-weight": "40",
}


def as_(app: Flask, viewer: Viewer) -> Browser:
    """The browser of somebody in the world."""
    return Browser(app, sign_in(app, account(viewer)))


def boxes(browser: Browser, kind: str, attribute: str) -> list[str]:
    """One attribute of every such box of the page last seen."""
    assert browser.page is not None
    return [str(box[attribute]) for box in browser.page.soup.select(kind)]


def stored() -> SelectionPool:
    return db.session.scalars(sa.select(SelectionPool)).one()


def test_a_pool_from_draft_to_outcome(app: Flask, sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit = factories.unit()
    change = factories.change(units=(unit,))
    factories.affected(change, *(factories.person(unit=unit, name=f"Pat {n}") for n in "AB"))
    hr, _ = sign_in_as(Role.HR_PARTNER)
    scorers = [factories.viewer(Role.MANAGER, unit=factories.unit()) for _ in range(2)]
    moderator = factories.viewer(Role.HR_PARTNER)

    page = hr.post(f"/changes/{change.reference}/pools/new", POOL)
    assert page.h1 == "Criteria"
    page = hr.submit(CRITERIA)
    url = f"/pools/{stored().reference}"
    assert page.table("Criteria")[-1][-1] == "100"
    hr.get(f"{url}/members")
    hr.submit({"who": boxes(hr, "[name=who]", "value")})
    for viewer, part in ((scorers[0], "scorer"), (scorers[1], "scorer"), (moderator, "moderator")):
        hr.get(f"{url}/panel")
        hr.submit({"email": account(viewer).email, "part": part}, action=f"{url}/panel")
    hr.get(f"{url}/consulted")
    day = {"on-day": "1", "on-month": "3", "on-year": "2012"}
    hr.submit({**day, "note": "UNISON; training was added"})
    hr.get(f"{url}/begin")
    page = hr.submit({})
    assert stored().state is PoolState.SCORING
    assert page.flash == ["Scoring is open. The criteria are locked"]

    for scorer, values in ((scorers[0], ("4", "1")), (scorers[1], ("4", "2"))):
        browser = as_(app, scorer)
        browser.get("/")
        browser.get(f"{url}/scoring")
        for name, value in zip(("Pat A", "Pat B"), values, strict=True):
            browser.get(browser.get(f"{url}/scoring").links[name])
            names = boxes(browser, "textarea", "name")
            typed = dict.fromkeys(names, "Seen at work")
            typed |= {one.replace("evidence", "score"): value for one in names}
            page = browser.submit(typed, button="Hand in and go to the next")
    results = as_(app, moderator)
    page = results.get(f"{url}/results")
    assert [(row[0], row[1], row[-2]) for row in page.table("Totals")] == [
        ("Pat A", "1", "400"),
        ("Pat B", "2", "150"),
    ]
    results.submit({})
    hr.get(f"{url}/final")
    hr.submit({})
    hr.get(f"{url}/outcome")
    page = hr.submit({})

    found = db.session.execute(sa.select(AffectedPerson.status).order_by(AffectedPerson.id)).scalars().all()
    assert found == [AffectedStatus.SLOTTED_IN, AffectedStatus.SELECTED]
    assert "Everybody has been moved" in hr.get(f"{url}/outcome").text


def test_weights_that_do_not_add_up_are_refused_and_nothing_is_lost(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    pool = a_pool(factories.change(), state=PoolState.DRAFT)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/pools/{pool.reference}/criteria"

    hr.get(url)
    empty = {f"criteria-2-{part}": "" for part in ("name", "definition", "weight")}
    page = hr.submit({**CRITERIA, **empty, "criteria-1-weight": "50"}, status=400)
    assert page.errors == ["The weights add up to 110: they must add up to 100, so take off 10"]
    assert current_values(page.form())["criteria-1-weight"] == "50"
    page = hr.submit({"criteria-1-name": "", "criteria-1-weight": "40"}, status=400)
    assert page.field_errors == {"criteria-1-name": "Enter the name of the criterion"}
    hr.submit({"criteria-1-name": "Experience"})
    names = db.session.scalars(sa.select(PoolCriterion.name).order_by(PoolCriterion.number)).all()
    assert names == ["Skills", "Experience"]


def test_two_people_editing_a_pool_see_each_others_text(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    pool = a_pool(factories.change(), state=PoolState.DRAFT)
    url = f"/pools/{pool.reference}/edit"
    one, _ = sign_in_as(Role.HR_PARTNER)
    two, _ = sign_in_as(Role.HR_PARTNER)
    one.get(url)
    two.get(url)

    two.submit({"name": "Theirs", "anchors": "Low\nMiddle\nHigh"})
    page = one.submit({"name": "Mine"}, status=409)

    assert ["Name of the pool", "Theirs", "Mine"] in page.table("What differs")
    one.submit({})
    assert stored().name == "Mine"


def a_sheet(here: World) -> str:
    return f"/pools/{here.pool.reference}/scoring/{here.members[0].reference}"


def test_scores_are_saved_as_they_are_typed_and_two_windows_do_not_overwrite(
    app: Flask, database: SQLAlchemy
) -> None:
    here = world(people=2)
    begin(here)
    one, two = as_(app, here.first), as_(app, here.first)
    url = a_sheet(here)
    score, words = f"score-{here.criteria[0]}", f"evidence-{here.criteria[0]}"
    one.get(url)
    two.get(url)

    quiet = one.submit({score: "3", words: "Half a sentence", "quietly": "1"})
    assert not quiet.is_html
    saved = sa.select(sa.func.max(ScoreSheet.version)).where(ScoreSheet.scorer_id == here.first.account_id)
    assert int(quiet.body) == db.session.scalar(saved)
    page = two.submit({score: "5", words: "Another"}, status=409)

    kept = db.session.scalars(sa.select(Score).where(Score.criterion_id == here.criteria[0])).one()
    assert (kept.value, kept.evidence) == (3, "Half a sentence")
    assert ["Skills", "3; Half a sentence", "5; Another"] in page.table("What differs")
    assert current_values(page.form())[words] == "Another"
    page = two.submit({})
    assert page.h1 == "Score Pat B", "saving goes on to the next person"


def test_handing_in_says_what_is_missing_and_keeps_what_was_typed(app: Flask, database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    browser = as_(app, here.first)
    browser.get(a_sheet(here))

    page = browser.submit(
        {f"evidence-{here.criteria[0]}": "Typed"}, status=409, button="Hand in and go to the next"
    )

    assert page.errors == ["Choose a score for “Skills” before you hand in"]
    assert current_values(page.form())[f"evidence-{here.criteria[0]}"] == "Typed"


def test_each_role_sees_the_process_or_nothing(app: Flask, sign_in_as: SignIn, database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    url = f"/pools/{here.pool.reference}"
    whole = {"Pat A": True, "Criteria": True}
    process = {"Pat A": False, "Criteria": True}

    def seen(browser: Browser) -> dict[str, bool]:
        text = browser.get(url).text
        return {word: word in text for word in whole}

    assert seen(as_(app, here.hr)) == whole
    assert seen(as_(app, here.first)) == whole
    assert seen(as_(app, here.second)) == whole, "a manager who sits on the panel, though not their unit"
    assert seen(sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)[0]) == process
    assert seen(sign_in_as(Role.MANAGER, unit=here.unit)[0]) == process
    assert seen(sign_in_as(Role.PROGRAMME_DIRECTOR)[0]) == process
    for role, scope in (
        (Role.UNION_REPRESENTATIVE, {"union": factories.union()}),
        (Role.MANAGER, {"unit": factories.unit()}),
        (Role.HR_PARTNER, {"employer": factories.employer()}),
        (Role.PROGRAMME_DIRECTOR, {"programme": factories.programme()}),
    ):
        outside, _ = sign_in_as(role, **scope)
        assert outside.get(url, 404).text == outside.get("/pools/NOSUCHONE0", 404).text
    for role in (Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR):
        sign_in_as(role)[0].get(url, 403)


def test_a_draft_is_read_by_representatives_once_put_to_them(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    here = world(state=PoolState.DRAFT)
    url = f"/pools/{here.pool.reference}"
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    manager, _ = sign_in_as(Role.MANAGER, unit=here.unit)
    rep.get(url, 404)

    hr, _ = sign_in_as(Role.HR_PARTNER)
    hr.get(url)
    hr.submit({}, action=f"{url}/put-to-representatives")

    assert rep.get(url).h1 == here.pool.name
    assert here.pool.name in rep.get("/pools").text
    manager.get(url, 404)


def test_a_count_too_small_is_withheld_from_those_who_only_read_the_process(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    here = world(people=2)
    begin(here)

    shown = {
        role: sign_in_as(role)[0].get("/pools").table("Selection pools")[0][3]
        for role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR)
    }

    assert shown[Role.HR_PARTNER] == "2"
    assert shown[Role.PROGRAMME_DIRECTOR].startswith("c")


def test_hr_off_the_panel_sees_that_scores_are_in_and_never_what_they_are(
    app: Flask, sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    here = world(people=2)
    begin(here)
    score_all(here, 4, 2)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/pools/{here.pool.reference}"

    assert [row[3] for row in hr.get(url).table("People")] == ["2 of 2 in", "2 of 2 in"]
    assert hr.get(f"{url}/results", follow=True).flash == ["Only the panel of this pool reads its scores"]
    member = here.members[0].reference
    assert hr.get(f"{url}/results/{member}", follow=True).h1 == here.pool.name
    hr.get(f"{url}/scoring/{member}", 404)
    panel = as_(app, here.moderator)
    assert panel.get(f"{url}/results/{member}").table("How the total")[-1][-1] == "400"
    panel.get(f"{url}/edit", 302)
    far = as_(app, here.second)
    far.get(f"{url}/edit", 403)


def test_a_panel_member_of_another_programme_scores_and_does_not_design(
    app: Flask, database: SQLAlchemy
) -> None:
    from tests.selection.arrange import put_on
    from tracker.selection.rules import PanelPart

    here = world()
    other = factories.viewer(Role.HR_PARTNER, programme=factories.programme())
    put_on(here, other, PanelPart.APPEAL)
    browser = as_(app, other)
    url = f"/pools/{here.pool.reference}"

    assert browser.get(url).h1 == here.pool.name
    for page in ("edit", "criteria", "members", "panel", "begin", "consulted"):
        browser.get(f"{url}/{page}", 404)


def test_the_person_reads_their_own_scores_once_told_and_appeals(
    app: Flask, sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    here = world(people=2)
    begin(here)
    score_all(here, 4, 2)
    mine, other = here.members[1].reference, here.members[0].reference
    me, _ = sign_in_as(Role.STAFF, person=here.people[1])
    me.get(f"/my-selection/{mine}", 404)
    assert "no selection result" in me.get("/my-selection").text

    finish(here)
    me.get(f"/my-selection/{mine}", 404)
    tell(here)

    page = me.get(f"/my-selection/{mine}")
    assert page.table("How the total")[-1][-1] == "200"
    assert page.facts["Result"] == "Selected"
    for hidden in (account(here.first).name, account(here.second).name, "Pat A"):
        assert hidden not in page.text
    me.get(f"/my-selection/{other}", 404)
    me.get(f"/my-selection/{mine}/appeal")
    page = me.submit({"grounds": "My training was not counted"})
    assert "My training was not counted" in page.text
    hears = as_(app, here.hears)
    url = f"/pools/{here.pool.reference}"
    assert "My training was not counted" in hears.get(url).text
    assert "My training was not counted" not in as_(app, here.first).get(url).text
    hears.get(hears.get(url).links["Pat B"])
    hears.submit({"decision": "refused", "reason": "It was counted"})
    assert me.get(f"/my-selection/{mine}").facts["State"] == "Not allowed"


def test_the_list_asks_the_same_however_long(
    sign_in_as: SignIn, database: SQLAlchemy, count_queries: Any
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    counts = []
    for _ in range(2):
        world(people=2)
        hr.get("/pools")
        with count_queries() as queries:
            hr.get("/pools")
        counts.append(queries.count)

    assert counts[0] == counts[1]
    assert counts[0] <= 5
