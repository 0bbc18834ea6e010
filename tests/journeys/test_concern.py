"""A union raises a concern, management answers it, and the union says whether that settles it."""

from tests import factories
from tests.journeys.steps import PageAs, Visitor, both_ways
from tracker.changes.models import Change
from tracker.concerns.rules import ConcernState
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.roles import Role

SENTENCE = "Night work would double for the front counters"
DETAIL = "The rota leaves two people for three counters from 10pm."
ANSWER = "The rota now has three people from 10pm, from the first week."


def two_unions() -> tuple[Change, RecognisedUnion, RecognisedUnion]:
    """A published change in a unit where two unions speak for people, one for each of two groups."""
    unit = factories.unit("Front counters")
    ours, others = factories.union(short_name="ALPHA"), factories.union(short_name="BETA")
    for union in (ours, others):
        factories.person(unit=unit, group=factories.bargaining_group(union))
    return factories.change(title="Shorter counter hours", units=(unit,)), ours, others


@both_ways
def test_union_raises_a_concern_in_two_clicks(page_as: PageAs, *, javascript: bool) -> None:
    change, ours, others = two_unions()
    stranger = Visitor(page_as(Role.UNION_REPRESENTATIVE, javascript=javascript, union=others))
    rep = Visitor(page_as(Role.UNION_REPRESENTATIVE, javascript=javascript, union=ours)).open("/")

    rep.press("Raise a concern")
    assert rep.main.locator("select:visible, input[type=text]:visible, textarea:visible").count() == 3
    rep.choose("Change", change.title)
    rep.type("Concern in one sentence", SENTENCE).type("Detail (optional)", DETAIL)
    rep.press("Raise concern")

    rep.is_told("Concern raised").sees("Receipt for concern", SENTENCE, DETAIL, "Commitment")
    assert rep.clicks == 2
    receipt = rep.take_away("Download the receipt").read_text()
    assert SENTENCE in receipt
    assert DETAIL in receipt
    rep.open("/concerns").sees(SENTENCE)

    stranger.open("/concerns").is_at("Concerns").sees_not(SENTENCE)
    stranger.open(rep.main.get_by_role("link", name=SENTENCE).get_attribute("href") or "")
    stranger.is_at("Page not found").sees_not(SENTENCE)
    stranger.open(f"/changes/{change.reference}").is_at(change.title).sees_not(SENTENCE)


@both_ways
def test_management_answers_and_the_union_agrees(page_as: PageAs, *, javascript: bool) -> None:
    change, ours, _ = two_unions()
    rep_page = page_as(Role.UNION_REPRESENTATIVE, javascript=javascript, union=ours)
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))
    rep = Visitor(rep_page).open(f"/concerns/raise?change={change.reference}")
    rep.type("Concern in one sentence", SENTENCE).press("Raise concern")

    hr.open("/").sees("Concerns waiting for an answer").follow(SENTENCE).press("Acknowledge")
    hr.is_told("Concern acknowledged").press("Send answer")
    hr.refused("Enter the answer")
    hr.type("Answer", ANSWER).press("Send answer").is_told("Answer sent")

    rep.open("/").follow(SENTENCE).sees(ANSWER).follow("Close it: agreed or not agreed")
    rep.sees("can be opened again with a reason").tick("Agreed").press("Close concern").is_told(
        "Concern closed: agreed"
    )
    rep.sees("Closed, agreed")
    hr.open("/").sees_not(SENTENCE).sees("Every concern has been answered.")


@both_ways
def test_union_may_not_close_without_a_word_why(page_as: PageAs, *, javascript: bool) -> None:
    change, ours, _ = two_unions()
    concern = factories.concern(change, ours, summary=SENTENCE, state=ConcernState.ANSWERED)
    rep = Visitor(page_as(Role.UNION_REPRESENTATIVE, javascript=javascript, union=ours))

    rep.open(f"/concerns/{concern.reference}/close").press("Close concern").refused("Choose how it ends")
