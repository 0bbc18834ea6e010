"""Everything that changed for one person, in date order, as each role may read it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests import factories
from tests.affected_staff import arrange
from tests.affected_staff.arrange import Here
from tracker.affected_staff.rules_support import MeetingState, SupportAnswer, SupportKind
from tracker.policy.access.roles import Role

SignInAs = Callable[..., Any]


def told(here: Here) -> str:
    """Ana at risk and told on 1 March 2012, then a meeting, support and a letter; and a second change."""
    ana = here.rows[0]
    arrange.meeting(ana, on=date(2012, 3, 8), state=MeetingState.HELD, note="Shifts stay.")
    arrange.support(ana, kind=SupportKind.WELLBEING, answer=SupportAnswer.TAKEN, answered_on=date(2012, 3, 9))
    arrange.letter(ana, sent_on=date(2012, 3, 5))
    factories.affected(factories.change(title="Another move"), here.ana)
    return f"/register/people/{here.ana.reference}/changes"


def happened(browser: Any, url: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in browser.get(url).table("In date order")]


def test_steps_meetings_support_and_letters_of_all_changes_come_in_date_order(
    sign_in_as: SignInAs, here: Here
) -> None:
    url = told(here)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    found = happened(hr, url)

    assert found == [
        ("9 Mar 2012", "Wellbeing support taken up"),
        ("8 Mar 2012", "Meeting 1 held Shifts stay."),
        ("5 Mar 2012", "Letter sent by hand: at risk"),
        ("2 Mar 2012", "Wellbeing support offered"),
        ("1 Mar 2012", "At risk"),
        ("1 Mar 2012", "Told that they are at risk in person"),
        ("1 Mar 2012", "At risk"),
        ("1 Mar 2012", "Told that they are at risk in person"),
    ]
    assert "Another move" in hr.get(url).text


def test_each_role_reads_its_share_of_the_history(sign_in_as: SignInAs, here: Here) -> None:
    url = told(here)

    def read(role: Role, **scope: Any) -> list[str]:
        return [what for _, what in happened(sign_in_as(role, **scope)[0], url)]

    manager = read(Role.MANAGER, unit=here.unit)
    assert "Wellbeing support offered" in manager
    assert "Wellbeing support taken up" not in manager
    assert read(Role.UNION_REPRESENTATIVE, union=here.union) == ["At risk", "At risk"]
    assert "Wellbeing support taken up" in read(Role.STAFF, person=here.ana)


def test_the_history_of_others_is_out_of_reach(sign_in_as: SignInAs, here: Here) -> None:
    url = told(here)

    sign_in_as(Role.STAFF, person=here.bo)[0].get(url, 404)
    sign_in_as(Role.MANAGER, unit=factories.unit())[0].get(url, 404)
    sign_in_as(Role.UNION_REPRESENTATIVE, union=factories.union())[0].get(url, 404)


def test_somebody_whom_nothing_touched_has_an_empty_history(sign_in_as: SignInAs, here: Here) -> None:
    other = factories.person(unit=here.unit)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    assert "No change is recorded" in hr.get(f"/register/people/{other.reference}/changes").text


def test_the_history_takes_the_same_few_statements_however_many_changes(
    sign_in_as: SignInAs, here: Here, count_queries: Callable[[], Any]
) -> None:
    url = told(here)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    hr.get(url)
    with count_queries() as few:
        hr.get(url)
    for _ in range(4):
        factories.affected(factories.change(), here.ana)

    with count_queries() as many:
        hr.get(url)

    assert many.count == few.count
