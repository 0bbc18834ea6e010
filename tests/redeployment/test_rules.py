"""Each test of a role on both sides of its boundary, and who must come first."""

import time
from dataclasses import replace
from datetime import date

import pytest

from tracker.redeployment.rules import (
    LIVE,
    OFFER_MOVES,
    Aspect,
    Fit,
    Named,
    OfferState,
    RedeploymentError,
    Role,
    Seeker,
    Verdict,
    check_offer_move,
    explain,
    fit_of,
    judge,
    must_come_first,
    words_of,
)

DAY = date(2026, 5, 11)
SEEKER = Seeker(1, frozenset({"scale 5"}), 0.5, 1.0, frozenset({7}), words_of("Payroll adviser"))
ROLE = Role("scale 5", 0.8, 7, words_of("Advisers for payroll"), None, DAY, DAY, is_open=True)
MET, NOT_MET, NOT_KNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_KNOWN


def verdict(aspect: Aspect, seeker: Seeker = SEEKER, role: Role = ROLE, day: date = DAY) -> Verdict:
    return judge(seeker, role, day)[list(Aspect).index(aspect)]


def test_a_role_that_meets_every_test() -> None:
    assert judge(SEEKER, ROLE, DAY) == (MET,) * 6
    assert fit_of(judge(SEEKER, ROLE, DAY)) is Fit.MEETS


@pytest.mark.parametrize(
    ("aspect", "seeker", "role", "expected"),
    [
        pytest.param(Aspect.GRADE, {}, {"grade": "scale 6"}, NOT_MET, id="another grade"),
        pytest.param(Aspect.GRADE, {}, {"grade": ""}, NOT_KNOWN, id="role without grade"),
        pytest.param(Aspect.GRADE, {"grades": frozenset()}, {}, NOT_KNOWN, id="person without grades"),
        pytest.param(Aspect.HOURS, {}, {"fte": 0.5}, MET, id="the least hours"),
        pytest.param(Aspect.HOURS, {}, {"fte": 0.49}, NOT_MET, id="just under the least"),
        pytest.param(Aspect.HOURS, {}, {"fte": 1.0}, MET, id="the most hours"),
        pytest.param(Aspect.HOURS, {}, {"fte": 1.01}, NOT_MET, id="just over the most"),
        pytest.param(Aspect.HOURS, {}, {"fte": None}, NOT_KNOWN, id="role without hours"),
        pytest.param(Aspect.HOURS, {"fte_from": None}, {}, NOT_KNOWN, id="person without hours"),
        pytest.param(Aspect.PLACE, {}, {"site": 8}, NOT_MET, id="another place"),
        pytest.param(Aspect.PLACE, {}, {"site": None}, NOT_KNOWN, id="role without place"),
        pytest.param(Aspect.PLACE, {"sites": frozenset()}, {}, NOT_KNOWN, id="person without places"),
        pytest.param(
            Aspect.SKILLS, {}, {"words": words_of("Dog handler")}, NOT_KNOWN, id="no word in common"
        ),
        pytest.param(Aspect.RING_FENCE, {}, {"ring_fenced_to": 1}, MET, id="ring-fenced to their change"),
        pytest.param(Aspect.RING_FENCE, {}, {"ring_fenced_to": 2}, NOT_MET, id="ring-fenced to another"),
        pytest.param(Aspect.OPEN, {}, {"opens": date(2026, 5, 12)}, NOT_MET, id="opens tomorrow"),
        pytest.param(Aspect.OPEN, {}, {"closes": date(2026, 5, 10)}, NOT_MET, id="closed yesterday"),
        pytest.param(Aspect.OPEN, {}, {"closes": None}, MET, id="no last day"),
        pytest.param(Aspect.OPEN, {}, {"is_open": False}, NOT_MET, id="filled"),
    ],
)
def test_each_test_on_both_sides(aspect: Aspect, seeker: dict, role: dict, expected: Verdict) -> None:  # type: ignore[type-arg]  # a few fields of each
    changed = verdict(aspect, replace(SEEKER, **seeker), replace(ROLE, **role))

    assert changed is expected


def test_what_is_not_known_is_never_counted_as_met() -> None:
    unknown = Seeker(1, frozenset(), None, None, frozenset(), frozenset())
    verdicts = judge(unknown, ROLE, DAY)

    assert verdicts[:4] == (NOT_KNOWN,) * 4
    assert fit_of(verdicts) is Fit.MAY
    assert fit_of((MET, NOT_KNOWN, NOT_MET)) is Fit.DOES_NOT


def test_every_reason_has_its_words() -> None:
    named = Named(("Scale 5",), "Scale 5", {7: "County office"}, "")

    assert [
        (one.aspect.value, one.verdict.value, one.words) for one in explain(SEEKER, ROLE, DAY, named)
    ] == [
        ("grade", "met", "Scale 5; they would take Scale 5"),
        ("hours", "met", "0.8 FTE; they would work 0.5 to 1"),
        ("place", "met", "County office; they can reach County office"),
        ("skills", "met", "In common: adviser, payroll"),
        ("ring-fence", "met", "Open to everybody"),
        ("open now", "met", "Open until 11 May 2026"),
    ]


def test_words_that_say_nothing_are_left_out() -> None:
    assert words_of("Senior Payroll Advisers for the team") == {"payroll", "adviser"}
    assert words_of("access") == {"access"}


def test_the_protected_come_first_until_they_have_been_offered_it_or_hold_another() -> None:
    fits = {1: Fit.MEETS, 2: Fit.MAY, 3: Fit.DOES_NOT, 4: Fit.MEETS, 5: Fit.MEETS}

    assert must_come_first([1, 2, 3, 4, 5], fits, [4], [5]) == {1, 2}
    assert must_come_first([], fits, [], []) == set()


def test_an_answered_offer_is_final() -> None:
    for state in OfferState:
        assert bool(OFFER_MOVES[state]) is (state in LIVE)
    with pytest.raises(RedeploymentError, match="accepted already"):
        check_offer_move(OfferState.ACCEPTED, OfferState.REFUSED)


def test_five_hundred_people_beside_two_hundred_roles_are_quick() -> None:
    seekers = [
        replace(SEEKER, sites=frozenset({n % 9}), grades=frozenset({f"scale {n % 6}"})) for n in range(500)
    ]
    roles = [replace(ROLE, site=n % 9, grade=f"scale {n % 6}") for n in range(200)]

    begun = time.process_time()
    found = sum(fit_of(judge(seeker, role, DAY)) is not Fit.DOES_NOT for seeker in seekers for role in roles)
    took = time.process_time() - begun

    assert found > 0
    assert took < 5, f"{took:.2f} s"
