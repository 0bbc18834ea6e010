from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from tests import factories
from tests.concerns.arrange import world
from tracker.concerns.models import Concern, ConcernMessage
from tracker.concerns.rules import ConcernState
from tracker.database import db
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]


def states() -> list[str]:
    return [state.value for state in db.session.scalars(sa.select(Concern.state).order_by(Concern.id))]


def test_hr_answers_those_ticked_at_once_and_sees_beforehand_which(sign_in_as: SignIn) -> None:
    here = world()
    made = [factories.concern(here.change, here.union, summary=f"Matter {n}") for n in range(3)]
    closed = factories.concern(
        here.change, here.union, state=ConcernState.CLOSED_AGREED, closed_at=factories.MOMENT
    )
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    ticked = "&".join(f"c={each.reference}" for each in (*made[:2], closed))
    page = hr.get(f"/concerns/together?{ticked}&act=answer")
    included = [row[-1].split(".")[0] for row in page.table("Answer: 2 of 3")]
    assert sorted(included) == ["No", "Yes", "Yes"]
    assert "Enter the words" in hr.submit({}, status=400).text
    opened = hr.page

    page = hr.submit({"text": "All of it is put off to May"})

    assert page.flash == ["Concerns answered: 2"]
    assert states() == ["answered", "answered", "raised", "closed, agreed"]
    hr.page = opened
    hr.submit({"text": "All of it is put off to May"})
    assert db.session.scalar(sa.select(sa.func.count(ConcernMessage.id))) == 2


def test_where_one_has_moved_on_none_is_touched_and_the_words_stay(sign_in_as: SignIn) -> None:
    here = world()
    made = [factories.concern(here.change, here.union) for _ in range(2)]
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    hr.get(f"/concerns/together?c={made[0].reference}&c={made[1].reference}&act=answer")
    old = [f"{made[0].reference} {made[0].version}", f"{made[1].reference} {made[1].version + 1}"]

    page = hr.submit({"text": "Put off", "v": old}, status=409)

    assert "One of them moved on while you were typing" in page.text
    assert page.form("/concerns/together").select_one("textarea").text.strip() == "Put off"
    assert states() == ["raised", "raised"]


def test_where_the_other_partner_answered_one_meanwhile_the_rest_is_not_answered_either(
    sign_in_as: SignIn,
) -> None:
    here = world()
    made = [factories.concern(here.change, here.union) for _ in range(2)]
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    colleague, _other = sign_in_as(Role.HR_PARTNER)
    hr.get(f"/concerns/together?c={made[0].reference}&c={made[1].reference}&act=acknowledge")
    colleague.get(f"/concerns/{made[0].reference}/acknowledge")
    colleague.submit({})

    hr.submit({}, status=409)

    assert states() == ["acknowledged", "raised"]


def test_nobody_deals_with_what_they_may_not_know_of(sign_in_as: SignIn) -> None:
    concern = factories.concern(world().change, world().union)
    stranger, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=world().union)
    page = stranger.get(f"/concerns/together?c={concern.reference}", follow=True)
    assert page.flash == ["Tick the concerns first"]
