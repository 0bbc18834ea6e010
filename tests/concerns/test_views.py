from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tests.concerns.arrange import World, concerns, world
from tracker.accounts.models import Account
from tracker.concerns.models import Concern, ConcernMessage, ConcernVersion
from tracker.concerns.rules import ConcernState
from tracker.database import db
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]
LAST = sa.select(Concern).order_by(Concern.id.desc()).limit(1)


def rep_of(sign_in_as: SignIn, here: World) -> Any:
    return sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)


def test_a_representative_raises_a_concern_and_gets_a_receipt(sign_in_as: SignIn) -> None:
    here = world()
    browser, rep = rep_of(sign_in_as, here)
    form = browser.get(f"/concerns/raise?change={here.change.reference}")
    assert "Your name is shown to" in form.text

    page = browser.submit({"summary": "Travel doubles", "detail": "Two hours each way"})

    concern = db.session.scalars(LAST).one()
    version = db.session.scalars(sa.select(ConcernVersion)).one()
    assert (concern.change_id, concern.union_id, concern.raised_by_id) == (
        here.change.id,
        here.union.id,
        rep.account_id,
    )
    assert concern.severity == "medium"
    assert page.h1 == f"Receipt for concern {concern.reference}"
    assert page.flash == ["Concern raised"]
    assert page.facts["Commitment"] == version.commitment
    assert page.facts["Salt"] == version.salt
    assert "Travel doubles Two hours each way" in page.text
    file = browser.get(f"/concerns/{concern.reference}/receipt.txt")
    assert file.headers["content-disposition"] == f"attachment; filename=receipt-{concern.reference}.txt"
    assert file.body.decode().endswith("=== text ===\nconcern\nTravel doubles\n\nTwo hours each way")


def test_pressing_twice_raises_once(sign_in_as: SignIn) -> None:
    here = world()
    browser, _rep = rep_of(sign_in_as, here)
    form = browser.get("/concerns/raise").form()
    data = {
        "token": form.select_one("[name=token]")["value"],
        "csrf_token": browser.token,
        "change": here.change.reference,
        "summary": "Travel doubles",
        "severity": "low",
    }

    first = browser.post("/concerns/raise", data, bare=True)
    second = browser.post("/concerns/raise", data, bare=True)

    assert db.session.scalar(sa.select(sa.func.count(Concern.id))) == 1
    assert first.h1 == second.h1
    other = browser.post("/concerns/raise", {**data, "summary": "Pay falls"}, status=409, bare=True)
    assert "press again" in other.field_errors["summary"]
    browser.submit({})
    assert db.session.scalar(sa.select(sa.func.count(Concern.id))) == 2


def test_the_same_words_on_a_fresh_form_are_asked_about_once(sign_in_as: SignIn) -> None:
    here = world()
    browser, _rep = rep_of(sign_in_as, here)
    words = {"change": here.change.reference, "summary": "Travel doubles"}
    browser.get("/concerns/raise")
    browser.submit(words)

    browser.get("/concerns/raise")
    page = browser.submit(words, status=409)
    before = db.session.scalar(sa.select(sa.func.count(Concern.id)))
    browser.submit({})

    assert "in these words" in page.field_errors["summary"]
    assert before == 1
    assert db.session.scalar(sa.select(sa.func.count(Concern.id))) == 2


def test_what_is_wrong_is_said_by_the_field_and_nothing_is_lost(sign_in_as: SignIn) -> None:
    here = world()
    browser, _rep = rep_of(sign_in_as, here)

    assert browser.post("/concerns/raise", {"summary": "  "}, status=400).field_errors["summary"] == (
        "Enter the concern in one sentence"
    )
    page = browser.post(
        "/concerns/raise", {"summary": "x" * 201, "detail": "Kept", "severity": "high"}, status=400
    )

    assert page.field_errors == {
        "change": "Choose the change the concern is about",
        "summary": "The sentence must be 200 characters or fewer",
    }
    assert page.soup.select_one("#summary")["value"] == "x" * 201
    assert page.soup.select_one("#detail").get_text() == "Kept"
    assert page.soup.select_one("[name=severity][checked]")["value"] == "high"


def test_a_draft_or_foreign_change_cannot_be_chosen(sign_in_as: SignIn) -> None:
    here = world()
    browser, _rep = rep_of(sign_in_as, here)
    draft = factories.change(programme_id=here.programme.id, published=False)
    foreign = factories.change(programme_id=factories.programme(employer_id=factories.employer().id).id)

    for change in (draft, foreign):
        page = browser.post("/concerns/raise", {"change": change.reference, "summary": "x"}, status=400)
        assert page.field_errors == {"change": "Choose a change from the list"}
    assert db.session.scalars(sa.select(Concern)).all() == []


def test_whoever_speaks_for_two_unions_says_for_which(sign_in_as: SignIn) -> None:
    here, there = world(), world()
    browser, rep = rep_of(sign_in_as, here)
    factories.give_role(
        db.session.get_one(Account, rep.account_id), Role.UNION_REPRESENTATIVE, union=there.union
    )

    browser.post(
        "/concerns/raise",
        {"union": there.union.reference, "change": here.change.reference, "summary": "x"},
    )

    assert db.session.scalars(LAST).one().union_id == there.union.id
    page = browser.post(
        "/concerns/raise",
        {"union": factories.union().reference, "change": here.change.reference, "summary": "x"},
        status=400,
    )
    assert page.field_errors == {"union": "Choose a union from the list"}


def test_hr_reads_the_union_and_never_the_name(sign_in_as: SignIn) -> None:
    here = world()
    rep_browser, rep = rep_of(sign_in_as, here)
    hr_browser, _hr = sign_in_as(Role.HR_PARTNER)
    colleague, _other = rep_of(sign_in_as, here)
    rep_browser.post("/concerns/raise", {"change": here.change.reference, "summary": "Travel doubles"})
    reference = db.session.scalars(LAST).one().reference

    hr_page = hr_browser.get(f"/concerns/{reference}")

    assert hr_page.h1 == "Travel doubles"
    assert rep.name not in hr_page.body.decode()
    assert here.union.short_name in hr_page.facts["Raised"]
    assert rep.name in colleague.get(f"/concerns/{reference}").facts["Raised"]
    hr_browser.get(f"/concerns/{reference}/receipt", status=403)


def test_acknowledging_takes_one_press_and_answering_hands_over(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    rep, speaker = rep_of(sign_in_as, here)
    hr.get(f"/concerns/{concern.reference}")

    page = hr.submit({})

    assert page.flash == ["Concern acknowledged"]
    page = hr.submit({"text": "There will be a bus"})
    assert page.flash == ["Answer sent"]
    assert "waiting on the union" in page.text.lower()
    page = rep.get(f"/concerns/{concern.reference}")
    assert "There will be a bus" in page.text
    page = rep.submit({"text": "At what hour?"})
    assert "waiting on management" in page.text.lower()
    assert f"Not settled by {speaker.name}, {here.union.short_name}" in page.text
    page = hr.get(f"/concerns/{concern.reference}")
    assert f"Not settled by {here.union.short_name}" in page.text
    assert speaker.name not in page.body.decode()


def test_an_empty_answer_is_refused_by_the_box(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    page = hr.post(f"/concerns/{concern.reference}/answer", {"text": " "}, status=400)

    assert page.field_errors == {"text": "Enter the answer"}


def test_pressing_send_twice_sends_once(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    address = f"/concerns/{concern.reference}/answer"
    form = hr.get(address).form(address)
    data = {box["name"]: box["value"] for box in form.select("input[type=hidden]")} | {"text": "Yes"}

    hr.post(address, data, bare=True)
    page = hr.post(address, data, bare=True)

    assert page.h1 == concern_summary(concern)
    assert db.session.scalar(sa.select(sa.func.count(ConcernMessage.id))) == 1


def concern_summary(concern: Concern) -> str | None:
    return db.session.scalar(sa.select(ConcernVersion.summary).where(ConcernVersion.concern_id == concern.id))


def test_two_of_hr_at_once_the_second_reads_the_first_and_keeps_the_typed_words(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    first, _one = sign_in_as(Role.HR_PARTNER)
    second, _two = sign_in_as(Role.HR_PARTNER)
    first.get(f"/concerns/{concern.reference}/acknowledge")
    second.get(f"/concerns/{concern.reference}/answer")

    first.submit({"text": "Reading it now"})
    page = second.submit({"text": "My long answer"}, status=409)

    assert "Something was written here" in page.field_errors["text"]
    assert "Reading it now" in page.text
    assert page.soup.select_one("#text").get_text().strip() == "My long answer"
    assert second.submit({}).flash == ["Answer sent"]


def test_what_is_no_longer_possible_gives_the_typed_words_back(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    first, _one = sign_in_as(Role.HR_PARTNER)
    second, _two = sign_in_as(Role.HR_PARTNER)
    second.get(f"/concerns/{concern.reference}/answer")
    first.post(f"/concerns/{concern.reference}/answer", {"text": "The first answer"})

    page = second.submit({"text": "The second answer"}, status=409)

    assert "Nothing was sent It cannot be answered: the concern is answered now." in page.text
    assert "The second answer" in page.text
    assert db.session.scalar(sa.select(sa.func.count(ConcernMessage.id))) == 1


def test_the_union_closes_and_says_why_when_not_agreed(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union, state=ConcernState.ANSWERED)
    rep, _rep = rep_of(sign_in_as, here)
    address = f"/concerns/{concern.reference}/close"
    assert "can be opened again with a reason" in rep.get(address).text

    assert rep.post(address, {}, status=400).field_errors == {"outcome": "Choose how it ends"}
    page = rep.post(address, {"outcome": "not agreed"}, status=400)
    assert page.field_errors == {"text": "Enter the reason why it is not agreed"}
    page = rep.submit({"text": "Two hours is too far"})

    assert page.flash == ["Concern closed: not agreed"]
    assert page.tags == ["Closed not agreed", "Medium"]
    assert "waiting on the union" not in page.text.lower()


def test_only_the_raiser_is_offered_to_withdraw(sign_in_as: SignIn) -> None:
    here = world()
    raiser, viewer = rep_of(sign_in_as, here)
    colleague, _other = rep_of(sign_in_as, here)
    concern = factories.concern(here.change, here.union, raised_by_id=viewer.account_id)
    address = f"/concerns/{concern.reference}/close"

    page = colleague.get(address, follow=True)
    assert page.flash == ["Only the representative who raised a concern can withdraw it"]
    typed = {"csrf_token": colleague.token, "outcome": "withdrawn"}
    page = colleague.post(address, typed, status=409, bare=True)
    assert "Only the representative who raised a concern can withdraw it" in page.text
    page = raiser.post(address, {"outcome": "withdrawn"})

    assert page.tags == ["Withdrawn", "Medium"]
    hr, _hr = sign_in_as(Role.HR_PARTNER)
    page = hr.get(f"/concerns/{concern.reference}")
    assert page.h1 == f"Withdrawn concern {concern.reference}"
    assert "The text received before it was withdrawn" in page.text
    director, _pd = sign_in_as(Role.PROGRAMME_DIRECTOR)
    assert concern_summary(concern) not in director.get(f"/concerns/{concern.reference}").text


PAGES = ["", "/receipt", "/receipt.txt", "/acknowledge", "/answer", "/reply", "/close"]


@pytest.mark.parametrize("page", PAGES)
def test_another_union_or_programme_finds_nothing(sign_in_as: SignIn, page: str) -> None:
    here = world()
    concern = factories.concern(here.change, here.union, state=ConcernState.ANSWERED)
    for_hr = page in ("/acknowledge", "/answer")
    elsewhere = factories.programme(employer_id=factories.employer().id)
    mine, _rep = sign_in_as(Role.HR_PARTNER) if for_hr else rep_of(sign_in_as, here)
    other, _other = (
        sign_in_as(Role.HR_PARTNER, programme=elsewhere) if for_hr else rep_of(sign_in_as, world())
    )

    mine.get(f"/concerns/{concern.reference}{page}", status=200)
    other.get(f"/concerns/{concern.reference}{page}", status=404)
    other.get(f"/concerns/ZZZZZZZZZZ{page}", status=404)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR])
def test_roles_without_concerns_are_refused(sign_in_as: SignIn, role: Role) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    browser, _viewer = sign_in_as(role)

    for page in ["/concerns", "/concerns/raise", *(f"/concerns/{concern.reference}{p}" for p in PAGES)]:
        browser.get(page, status=403)


def test_a_director_reads_and_cannot_write(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    browser, _viewer = sign_in_as(Role.PROGRAMME_DIRECTOR)

    assert browser.get(f"/concerns/{concern.reference}").soup.select("main form") == []
    for page in ("acknowledge", "answer", "reply", "close"):
        browser.post(f"/concerns/{concern.reference}/{page}", {"text": "x"}, status=403)


def test_each_side_reads_whose_turn_it_is(sign_in_as: SignIn) -> None:
    here = world()
    factories.concern(here.change, here.union)
    factories.concern(here.change, here.union, state=ConcernState.ANSWERED)
    factories.concern(here.change, here.union, state=ConcernState.CLOSED_AGREED)

    def turns(role: Role, **scope: Any) -> list[str]:
        browser, _viewer = sign_in_as(role, **scope)
        return [cells[-4] for cells in browser.get("/concerns").table("Concerns")]

    assert turns(Role.UNION_REPRESENTATIVE, union=here.union) == ["Management", "Us", "–"]
    assert turns(Role.HR_PARTNER) == ["Us", "Union", "–"]
    assert turns(Role.PROGRAMME_DIRECTOR) == ["Management", "Union", "–"]


def test_a_closed_concern_offers_no_closing(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union, state=ConcernState.CLOSED_AGREED)
    browser, _rep = rep_of(sign_in_as, here)

    page = browser.get(f"/concerns/{concern.reference}/close", follow=True)

    assert page.flash == ["It cannot be withdrawn: the concern is closed, agreed now"]
    assert page.soup.select("main form") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_few_statements(
    sign_in_as: SignIn, count_queries: Callable[[], Any], rows: int
) -> None:
    made = concerns(rows)
    browser, _viewer = sign_in_as(Role.HR_PARTNER)

    with count_queries() as queries:
        page = browser.get("/concerns")

    assert len(page.table("Concerns")) == len(made)
    assert queries.count == 6


def test_an_empty_list_says_what_to_do(sign_in_as: SignIn) -> None:
    here = world()
    browser, _rep = rep_of(sign_in_as, here)
    assert "Your union has raised no concern yet." in browser.get("/concerns").text
    factories.concern(here.change, here.union)

    page = browser.get("/concerns?q=nothing+like+it")

    assert "No concern matches" in page.text
    assert len(browser.get("/concerns").table("Concerns")) == 1


def test_a_long_list_is_paged_with_its_filters(sign_in_as: SignIn) -> None:
    here = world()
    browser, _rep = rep_of(sign_in_as, here)
    for _ in range(51):
        factories.concern(here.change, here.union, summary="Travel")

    page = browser.get("/concerns?q=travel&waiting=management")

    assert len(page.table("Concerns")) == 50
    following = browser.get(page.links["Next page"])
    assert len(following.table("Concerns")) == 1
    assert following.url.count("waiting=management") == 1
