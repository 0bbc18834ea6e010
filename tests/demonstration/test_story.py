"""The story's own files: what is public is told as it was, and what is told holds together."""

import itertools
from datetime import date
from random import Random
from typing import Any

import pytest

from tracker.affected_staff.rules import ImpactKind, Reach, Severity, check_status_move
from tracker.changes.rules import ChangeState, ChangeType, Milestones, check_milestones
from tracker.consultations.rules import ConsultationState, takes_responses
from tracker.demonstration import fates
from tracker.demonstration.concerns import acts
from tracker.demonstration.people import Leaving, invent
from tracker.demonstration.reading import chapters, lines, paragraphs, tables
from tracker.demonstration.units import Units
from tracker.demonstration.world import story_day

TODAY = date(2026, 11, 24)


def changes() -> dict[str, dict[str, Any]]:
    return {told["key"]: told for told in chapters("changes", "change")}


def test_the_savings_of_paragon_are_126_million_pounds_over_four_years() -> None:
    [paragon] = [told for told in tables("programmes.toml")["programme"] if told["key"] == "paragon"]

    assert sorted(paragon["savings"]) == ["2011", "2012", "2013", "2014"]
    assert sum(paragon["savings"].values()) == 126_000_000


@pytest.mark.parametrize(
    "line",
    [line for line in lines("public-record.csv") if line["change"]],
    ids=lambda line: str(line["fact"][:40]),
)
def test_a_public_date_is_told_as_it_was(line: dict[str, str]) -> None:
    told = changes()[line["change"]][line["milestone"]]

    assert told.isoformat().startswith(line["when"])


def test_the_partnership_hung_over_staff_for_thirteen_months_and_was_withdrawn() -> None:
    told = changes()["partnering"]

    assert (told["state"], told["withdrawn"]) == ("withdrawn", date(2012, 11, 22))
    months = (told["withdrawn"] - told["announced"]).days / 30.44
    assert 13 <= months < 14


def test_the_words_of_the_story_are_those_of_the_lists() -> None:
    told = list(changes().values())

    assert {ChangeType(each["type"]) for each in told} >= {
        ChangeType.OUTSOURCING,
        ChangeType.COMPULSORY_RETIREMENT,
    }
    assert {ChangeState(each["state"]) for each in told} >= {
        ChangeState.WITHDRAWN,
        ChangeState.SUPERSEDED,
        ChangeState.PAUSED,
        ChangeState.IN_CONSULTATION,
        ChangeState.IMPLEMENTING,
        ChangeState.CLOSED,
    }
    for each in told:
        for impact in each.get("impact", ()):
            assert ImpactKind(impact["kind"])
            assert Severity(impact["severity"])
            assert Reach(impact.get("reach", "direct"))


@pytest.mark.parametrize(
    "path",
    [
        *(
            path
            for _, path in fates.POSTS_AT_STAKE + fates.OTHERWISE + fates.LIGHT + fates.LIVE + fates.UNDER_WAY
        ),
        fates.TRANSFER,
        fates.ENDED,
        *fates.LEFT.values(),
    ],
    ids=" > ".join,
)
def test_a_fate_goes_only_where_the_rules_allow(path: fates.Path) -> None:
    for before, after in itertools.pairwise(path):
        check_status_move(before, after)


def test_the_force_has_the_public_strength_and_559_retire_under_a19() -> None:
    people = invent(Units(), TODAY, 1.0, Random(1))

    def serving(kind: str, day: date) -> int:
        return sum(person.kind == kind and person.serves_on(day) for person in people)

    assert serving("police officer", date(2010, 3, 31)) == pytest.approx(8_626, rel=0.01)
    assert serving("police officer", date(2012, 3, 31)) == pytest.approx(7_826, rel=0.01)
    assert serving("police officer", date(2014, 3, 31)) == pytest.approx(7_288, rel=0.03)
    gone = [person for person in people if person.leaving is Leaving.A19]
    assert (len(gone), sum(person.end == date(2011, 3, 31) for person in gone)) == (559, 300)
    assert sum(person.serves_on(date(2011, 3, 31)) for person in people) == pytest.approx(13_000, rel=0.02)
    assert sum(person.serves_on(TODAY) for person in people) == pytest.approx(12_000, rel=0.02)


def test_nobody_is_in_two_places_on_one_day_or_anywhere_after_leaving() -> None:
    for person in invent(Units(), TODAY, 0.2, Random(1)):
        stays = person.stays
        assert stays
        assert all(before.last and before.last < after.first for before, after in itertools.pairwise(stays))
        assert stays[-1].last == person.end


def test_staff_numbers_belong_to_one_person_each() -> None:
    people = invent(Units(), TODAY, 0.2, Random(1))

    assert len({person.number for person in people}) == len(people)


def test_the_same_seed_invents_the_same_people() -> None:
    assert invent(Units(), TODAY, 0.02, Random(7)) == invent(Units(), TODAY, 0.02, Random(7))


def test_teams_are_small_enough_and_large_enough_to_need_disclosure_control() -> None:
    sizes = [sum(unit.posts.values()) for unit in Units().with_posts()]

    assert min(sizes) <= 5
    assert max(sizes) <= 125


def test_paragraphs_are_joined_as_typed_into_a_form() -> None:
    assert paragraphs("\none\ntwo\n\nthree\n") == "one two\n\nthree"


DAYS = [date(2026, 11, 24), date(2026, 11, 28), date(2026, 11, 29), date(2027, 1, 1), date(2028, 2, 29)]
"""A Tuesday, a Saturday, a Sunday, a New Year's Day and a leap day."""


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_dates_are_in_order_whenever_the_story_is_loaded(today: date) -> None:
    for told in changes().values():
        dates = Milestones(
            **{name: story_day(told.get(name), today) for name in Milestones.__dataclass_fields__}
        )
        assert check_milestones(dates) == {}, told["key"]
        if told["state"] in ("closed", "embedded"):
            assert dates.transition_end is not None
            assert dates.transition_end < today
    for told in chapters("concerns", "concern"):
        told["raised"] = story_day(told["raised"], today)
        days = [told["raised"], *(day for _, _, day in acts(told, today))]
        assert days == sorted(days), told["summary"]
        assert days[-1] <= today


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_two_consultations_are_open_whenever_the_story_is_loaded(today: date) -> None:
    taking = []
    for told in chapters("consultations", "consultation"):
        change = changes()[told["change"]]
        opens = story_day(told.get("opens", change.get("consult_start")), today)
        closes = story_day(told.get("closes", change.get("consult_end")), today)
        assert opens is not None
        assert closes is not None
        state = ConsultationState(told.get("state", "outcome published"))
        if takes_responses(state, opens, closes, today):
            taking.append(told["change"])
        assert (closes < today) == (state in (ConsultationState.CLOSED, ConsultationState.OUTCOME_PUBLISHED))

    assert taking == ["shared-services-redesign", "ridgeway-house"]


@pytest.mark.parametrize(
    ("day", "on"),
    [
        (date(2026, 11, 27), date(2026, 11, 27)),
        (date(2026, 11, 28), date(2026, 11, 27)),
        (date(2026, 11, 29), date(2026, 11, 27)),
        (date(2026, 11, 30), date(2026, 11, 30)),
    ],
    ids=["Friday", "Saturday", "Sunday", "Monday"],
)
def test_a_day_counted_from_today_is_never_at_a_weekend(day: date, on: date) -> None:
    assert story_day(0, day) == on
