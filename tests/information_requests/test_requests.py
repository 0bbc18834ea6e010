from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tests.concerns.arrange import World, world
from tracker.audit.models import AuditEntry
from tracker.concerns.services import acknowledge, answer, raise_concern
from tracker.database import db, new_reference, now, unit_of_work
from tracker.information_requests import fairness, services
from tracker.information_requests.models import InformationRequest, RequestStep
from tracker.information_requests.notices import due_requests
from tracker.information_requests.rules import Ages, Kept, Party, RequestAct, RequestMoveError, RequestState
from tracker.notifications.models import Notice
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., Any]
FILES = {"content_type": "multipart/form-data", "buffered": True}


def asked(here: World, by: Viewer, **given: Any) -> InformationRequest:
    values: dict[str, Any] = {
        "asked": "The rota as it is",
        "why": "To answer the consultation",
        "due_on": today() + timedelta(days=14),
        "reference": new_reference(),
        "moment": factories.MOMENT,
        **given,
    }
    with unit_of_work():
        return services.ask(here.change, here.union, by=by, **values)


def states() -> list[RequestState]:
    return list(db.session.scalars(sa.select(InformationRequest.state).order_by(InformationRequest.id)))


def test_a_request_is_asked_supplied_in_parts_disputed_and_settled(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    union, rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, partner = sign_in_as(Role.HR_PARTNER)
    union.get(f"/information-requests/ask?concern={concern.reference}")
    assert "Enter what you want to know" in union.submit({}, status=400).text
    sent = {"asked": "Kittiwake rota", "why": "To bargain", "made": new_reference()}
    page = union.submit(sent)
    assert page.flash == ["Request sent"]
    union.get(f"/information-requests/ask?concern={concern.reference}")
    union.submit(sent)
    row = db.session.scalars(sa.select(InformationRequest)).one()
    assert row.concern_id == concern.id
    url = f"/information-requests/{row.reference}"
    assert [(d.mine, d.words) for d in due_requests(partner, today(), row.due_on)] == [
        (True, "Information due")
    ]
    assert "1 information request waits on us" in hr.get("/").text
    assert "information request waits" not in union.get("/").text
    read = hr.get(url)
    assert rep.name not in read.text
    assert concern.reference in read.text

    hr.get(f"{url}/hr/supply")
    assert "Enter what is supplied, or choose a file" in hr.submit({}, status=400, **FILES).text
    hr.get(f"{url}/hr/supply")
    page = hr.submit({"files": (BytesIO(b"rota"), "rota.csv"), "part": "part"}, **FILES)
    assert page.flash == ["Information supplied"]
    assert states() == [RequestState.PART]
    hr.get(f"{url}/hr/supply")
    hr.submit({"text": "The rest", "part": "all"}, **FILES)
    assert states() == [RequestState.SUPPLIED]
    step = db.session.scalars(sa.select(RequestStep).order_by(RequestStep.id.desc()).limit(1)).one()
    assert step.was_due_on == row.due_on
    page = union.get(url)
    link = next(each for each in page.hrefs if "/files/" in each)
    assert union.get(link).body == b"rota"
    union.get(f"{url}/union/dispute")
    assert union.submit({"text": "The nights are missing"}).flash == [
        "Dispute sent: it is management’s turn again"
    ]
    hr.get(f"{url}/hr/refuse")
    assert "Choose the ground" in hr.submit({"text": "No"}, status=400).text
    hr.get(f"{url}/hr/refuse")
    page = hr.submit({"ground": "not held", "text": "Nobody keeps them"})
    assert "Refused: not held" in page.text
    union.get(f"{url}/union/settle")
    assert union.submit({}).flash == ["Request settled"]
    assert states() == [RequestState.SETTLED]
    kinds = db.session.scalars(sa.select(Notice.kind).order_by(Notice.id)).all()
    assert kinds[0] == "information request.asked"
    assert set(kinds[1:3]) == {"information request.answered"}
    assert all("Kittiwake" not in body for body in db.session.scalars(sa.select(AuditEntry.body)))


def test_an_act_too_late_keeps_what_was_typed(sign_in_as: SignIn) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    row = asked(here, rep)
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    hr.get(f"/information-requests/{row.reference}/hr/refuse")
    with unit_of_work():
        services.act_on(row, RequestAct.WITHDRAW, by=rep, moment=factories.MOMENT)

    page = hr.submit({"ground": "not held", "text": "Nobody keeps them"}, status=409)

    assert "the request is withdrawn now: nothing was sent" in page.text
    assert "Nobody keeps them" in page.form().text


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.MANAGER, 403), (Role.STAFF, 403), (Role.ADMINISTRATOR, 403), (Role.UNION_REPRESENTATIVE, 404)],
)
def test_nobody_else_knows_of_a_request(sign_in_as: SignIn, role: Role, status: int) -> None:
    here = world()
    row = asked(here, factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union))
    browser, _viewer = sign_in_as(role)
    browser.get(f"/information-requests/{row.reference}", status=status)


def test_the_board_shows_both_sides_the_same_ages(sign_in_as: SignIn) -> None:
    here, other = world(), world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    stranger = factories.viewer(Role.UNION_REPRESENTATIVE, union=other.union)
    browser, partner = sign_in_as(Role.HR_PARTNER)
    late = asked(here, rep, due_on=factories.MOMENT.date())
    asked(other, stranger)
    with unit_of_work():
        services.act_on(
            late, RequestAct.SUPPLY, text="Here", by=partner, moment=factories.MOMENT + timedelta(days=3)
        )

    (line,) = fairness.request_lines(rep, today())

    assert line.ages[Party.MANAGEMENT] == Ages()
    assert line.ages[Party.UNION].count == 1
    assert line.kept == {Party.MANAGEMENT: Kept(0, 1), Party.UNION: Kept()}
    lines = fairness.request_lines(partner, today())
    assert line in lines
    assert len(lines) == 2
    page = browser.get("/information-requests/fairness")
    assert [row[4] for row in page.table("Information requests")] == ["0 of 1", "–"]


def test_stages_of_concerns_that_are_over_are_in_time_or_not(database: Any) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    partner = factories.viewer(Role.HR_PARTNER)
    moment = now() - timedelta(days=30)
    with unit_of_work():
        concern = raise_concern(here.change, here.union, summary="Travel", by=rep, moment=moment)
        acknowledge(concern, by=partner, moment=moment)
        answer(concern, text="No", by=partner, moment=moment + timedelta(days=25))
    (line,) = fairness.concern_lines(partner, today())
    assert line.kept == {Party.MANAGEMENT: Kept(1, 2), Party.UNION: Kept()}
    assert line.ages[Party.UNION].count == 1


@pytest.mark.parametrize("rows", [1, 4])
def test_list_and_board_take_the_same_few_statements(
    sign_in_as: SignIn, count_queries: Callable[[], Any], rows: int
) -> None:
    for _ in range(rows):
        here = world()
        asked(here, factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union))
        factories.concern(here.change, here.union)
    browser, _viewer = sign_in_as(Role.HR_PARTNER)
    with count_queries() as queries:
        assert len(browser.get("/information-requests").table("Information")) == rows
    assert queries.count == 4
    with count_queries() as queries:
        browser.get("/information-requests/fairness")
    assert queries.count == 6


def test_a_union_asks_nothing_of_an_employer_that_never_recognised_it(database: Any) -> None:
    here, elsewhere = world(), factories.employer()
    programme = factories.programme(employer_id=elsewhere.id)
    change = factories.change(programme_id=programme.id)
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    with pytest.raises(RequestMoveError):
        asked(World(here.union, programme, change), rep)
