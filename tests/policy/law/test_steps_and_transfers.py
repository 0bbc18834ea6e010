"""The order of steps, forms, information, transfers, terms, and other regimes, on both sides of each line."""

from datetime import date, timedelta
from typing import Any

import pytest

from tracker.policy.calendar.nations import Nation
from tracker.policy.law.fair_process import (
    adequate_time,
    conscientious_consideration,
    equality_assessment,
    formative_stage,
    request_signatures,
    sufficient_reasons,
)
from tracker.policy.law.findings import Finding, Grade, MissingFactError, worst
from tracker.policy.law.hr1 import failure_to_notify, hr1_copies, hr1_filing, hr1_form_accepts
from tracker.policy.law.information import delivery, information_pack, topics, transfer_information
from tracker.policy.law.other_regimes import (
    directive_collective,
    irish_collective,
    irish_notice,
    warn_covers,
    warn_event,
    warn_series,
)
from tracker.policy.law.parameters import Regime, rule_book
from tracker.policy.law.police import a19_available, officers_body, police_employer
from tracker.policy.law.regimes import regime_of
from tracker.policy.law.representatives import Whom, after_election, in_scope, whom_to_consult
from tracker.policy.law.sequence import decision_order, notice_order, pre_transfer_counts
from tracker.policy.law.terms import Restriction, Variation, code_applies, replacement, restricted_variation
from tracker.policy.law.transfer import (
    Move,
    TransferFacts,
    direct_consultation,
    liability_information_age,
    liability_information_due,
    objection,
    relevant_transfer,
    transfer_time_limit,
)

LAW = rule_book()
GB = Regime.GREAT_BRITAIN
START = date(2026, 10, 12)
DAY = timedelta(days=1)


def test_not_knowing_is_graver_than_a_warning_and_less_than_a_breach() -> None:
    assert worst([Grade.WARN, Grade.UNKNOWN, Grade.INFO]) is Grade.UNKNOWN
    assert worst([Grade.UNKNOWN, Grade.BREACH]) is Grade.BREACH
    assert worst([]) is Grade.INFO


@pytest.mark.parametrize(
    ("finding", "grade", "code"),
    [
        (decision_order(START - DAY, START), Grade.BREACH, "decision_before_consultation"),
        (decision_order(START, START), Grade.INFO, ""),
        (notice_order(START, None), Grade.BREACH, "notice_before_consultation_complete"),
        (notice_order(START, START + DAY), Grade.BREACH, "notice_before_consultation_complete"),
        (notice_order(START, START), Grade.INFO, ""),
        (hr1_copies(["UNISON", "GMB"], ["GMB", "UNISON"]), Grade.INFO, ""),
        (hr1_copies(["UNISON", "GMB"], ["GMB"]), Grade.BREACH, "copy_missing"),
        (hr1_form_accepts(LAW, START, START), Grade.INFO, ""),
        (hr1_form_accepts(LAW, START, START + DAY), Grade.WARN, "rejected_by_form"),
        (hr1_form_accepts(LAW, date(2025, 11, 30), date(2025, 12, 5)), Grade.INFO, ""),
        (failure_to_notify(True), Grade.INFO, ""),
        (failure_to_notify(False), Grade.BREACH, "offence"),
        (delivery(LAW, START, "delivered", None), Grade.INFO, ""),
        (delivery(LAW, START, "email", True), Grade.INFO, ""),
        (delivery(LAW, START, "email", None), Grade.WARN, "delivery_not_listed"),
        (topics(LAW, START, ["avoiding", "reducing_numbers"]), Grade.WARN, "topics_missing"),
        (topics(LAW, START, ["avoiding", "reducing_numbers", "mitigating"]), Grade.INFO, ""),
        (formative_stage(START, START), Grade.BREACH, "decided_before_close"),
        (formative_stage(START + DAY, START), Grade.INFO, ""),
        (formative_stage(START + 9 * DAY, START, START + 10 * DAY), Grade.BREACH, "decided_before_close"),
        (formative_stage(START + 10 * DAY, START, START + 10 * DAY), Grade.INFO, ""),
        (formative_stage(START + DAY, START, None, 1), Grade.WARN, "one_option"),
        (formative_stage(None, START), Grade.INFO, ""),
        (sufficient_reasons(1, 2), Grade.INFO, ""),
        (sufficient_reasons(1, 1), Grade.WARN, "too_little_given"),
        (sufficient_reasons(0, 2), Grade.BREACH, "too_little_given"),
        (adequate_time(LAW, START, START + 27 * DAY), Grade.INFO, ""),
        (adequate_time(LAW, START, START + 26 * DAY), Grade.WARN, "short"),
        (conscientious_consideration(40, 40, True), Grade.INFO, ""),
        (conscientious_consideration(40, 39, True), Grade.BREACH, "unconsidered"),
        (conscientious_consideration(40, 39, False), Grade.WARN, "unconsidered"),
        (equality_assessment(LAW, START, START), Grade.INFO, ""),
        (equality_assessment(LAW, START + DAY, START), Grade.BREACH, "assessment_after_decision"),
        (equality_assessment(LAW, None, START), Grade.BREACH, "assessment_missing"),
        (equality_assessment(LAW, None, date(2011, 4, 4)), Grade.INFO, ""),
        (equality_assessment(LAW, START, START + 9 * DAY, START + DAY), Grade.WARN, "refresh_assessment"),
        (equality_assessment(LAW, START, START + 9 * DAY, START), Grade.INFO, ""),
        (equality_assessment(LAW, START, START + 9 * DAY, START + DAY, START + DAY), Grade.INFO, ""),
        (irish_notice(False, True), Grade.BREACH, "notice_before_consultation_complete"),
        (irish_notice(True, True), Grade.INFO, ""),
        (irish_notice(None, False), Grade.INFO, ""),
        (liability_information_age(LAW, START - 14 * DAY, START), Grade.INFO, ""),
        (liability_information_age(LAW, START - 15 * DAY, START), Grade.BREACH, "information_too_old"),
        (liability_information_age(LAW, START, START), Grade.INFO, ""),
        (formative_stage(START + DAY, START, None, 2), Grade.INFO, ""),
        (liability_information_age(LAW, START + DAY, START), Grade.UNKNOWN, "missing_fact"),
    ],
)
def test_grade(finding: Finding[Any], grade: Grade, code: str) -> None:
    assert (finding.grade, finding.code) == (grade, code)


@pytest.mark.parametrize(
    ("received", "notice", "first", "grade", "code"),
    [
        (START, START + DAY, START + 46 * DAY, Grade.INFO, ""),
        (START, START, START + 46 * DAY, Grade.WARN, "same_day_order_must_be_evidenced"),
        (START, START - DAY, START + 46 * DAY, Grade.BREACH, "notice_given_before_hr1"),
        (START, None, START + 45 * DAY, Grade.WARN, "marginal"),
        (START, None, START + 44 * DAY, Grade.BREACH, "too_short"),
        (date(2006, 9, 30), date(2006, 9, 29), date(2007, 6, 1), Grade.INFO, ""),
        (START, None, None, Grade.UNKNOWN, "missing_fact"),
    ],
)
def test_the_form_and_the_notice(
    received: date, notice: date | None, first: date | None, grade: Grade, code: str
) -> None:
    finding = hr1_filing(LAW, GB, received, first, notice, 45)

    assert (finding.grade, finding.code) == (grade, code)


@pytest.mark.parametrize(("value", "missing"), [(0, 0), ("", 1), ("  ", 1), (None, 1), ("none", 0)])
def test_nought_is_an_answer_and_blank_is_not(value: object, missing: int) -> None:
    pack = dict.fromkeys(information_pack(LAW, GB, START, {}).known.required, "told")

    finding = information_pack(LAW, GB, START, pack | {"agency_number": value})

    assert len(finding.known.missing) == missing
    assert finding.known.complete is (missing == 0)


@pytest.mark.parametrize(("on", "items"), [(date(2011, 9, 30), 4), (date(2011, 10, 1), 7)])
def test_agency_workers_are_told_of_from_october_2011(on: date, items: int) -> None:
    assert len(transfer_information(LAW, on, {}).known.required) == items
    assert len(information_pack(LAW, GB, on, {}).known.required) == items + 2


def test_whom_to_consult() -> None:
    assert whom_to_consult(True).known is Whom.UNION
    assert whom_to_consult(False, True).known is Whom.EXISTING_OR_ELECTED
    assert whom_to_consult(False, False).known is Whom.ELECTED
    assert whom_to_consult(False, None).grade is Grade.UNKNOWN
    assert after_election(START, True).known is Whom.ELECTED
    assert after_election(START, False).known is Whom.EACH_EMPLOYEE
    assert [in_scope(*facts).value for facts in ((True, None), (False, True), (False, False))] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("facts", "limb"),
    [
        (TransferFacts(Move.BUSINESS), "business"),
        (TransferFacts(Move.ADMINISTRATIVE), ""),
        (TransferFacts(Move.OUTSOURCED, True, False, False), "service_provision_change"),
        (TransferFacts(Move.RETENDERED, False), ""),
        (TransferFacts(Move.OUTSOURCED, True, True, False), ""),
        (TransferFacts(Move.OUTSOURCED, True, False, True), ""),
        (TransferFacts(Move.OUTSOURCED, None, False, False), None),
        (TransferFacts(Move.OUTSOURCED, True, None, False), None),
        (TransferFacts(Move.OUTSOURCED, True, False, None), None),
    ],
)
def test_relevant_transfer(facts: TransferFacts, limb: str | None) -> None:
    assert relevant_transfer(facts).value == limb


@pytest.mark.parametrize(
    ("on", "bare"), [(date(2014, 4, 30), date(2014, 4, 16)), (date(2014, 5, 1), date(2014, 4, 3))]
)
def test_liability_information_is_due(on: date, bare: date) -> None:
    found = liability_information_due(LAW, on).known

    assert (found.latest.bare, found.latest.clear) == (bare, bare - DAY)


@pytest.mark.parametrize(
    ("on", "headcount", "moving", "reps", "invited", "directly"),
    [
        (date(2014, 7, 30), 5, 5, False, False, False),
        (date(2014, 7, 31), 9, 9, False, False, True),
        (date(2014, 7, 31), 10, 3, False, False, False),
        (date(2024, 7, 1), 50, 9, False, False, True),
        (date(2024, 7, 1), 49, 49, False, False, True),
        (date(2024, 7, 1), 50, 10, False, False, False),
        (date(2024, 7, 1), 49, 9, True, False, False),
        (date(2024, 7, 1), 49, 9, False, True, False),
        (date(2024, 7, 1), 49, 9, None, False, None),
    ],
)
def test_consulting_employees_directly(
    on: date, headcount: int, moving: int, reps: bool | None, invited: bool, directly: bool | None
) -> None:
    assert direct_consultation(LAW, on, headcount, moving, reps, invited).value is directly


def test_after_a_transfer() -> None:
    assert transfer_time_limit(LAW, date(2026, 10, 1)).known.last_day == date(2026, 12, 30)
    assert objection(True).known is False
    assert objection(False).known is True


@pytest.mark.parametrize(
    ("on", "elects", "agrees", "counts"),
    [
        (date(2014, 1, 30), True, True, False),
        (date(2014, 1, 31), True, True, True),
        (date(2014, 1, 31), False, True, False),
        (date(2014, 1, 31), True, None, None),
    ],
)
def test_consultation_before_a_transfer(
    on: date, elects: bool, agrees: bool | None, counts: bool | None
) -> None:
    assert pre_transfer_counts(LAW, on, elects, agrees).value is counts


def test_the_code_on_dismissal_and_reengagement() -> None:
    assert code_applies(LAW, date(2024, 7, 17)).known is False
    assert code_applies(LAW, date(2024, 7, 18)).known is True


@pytest.mark.parametrize(
    ("variation", "on", "defended", "restriction", "grade"),
    [
        (Variation.HOURS, date(2026, 12, 31), False, Restriction.NO, Grade.INFO),
        (Variation.HOURS, date(2027, 1, 1), False, Restriction.YES, Grade.BREACH),
        (Variation.HOURS, date(2027, 1, 1), True, Restriction.YES, Grade.WARN),
        (Variation.SHIFT, date(2027, 1, 1), False, Restriction.DEPENDS, Grade.WARN),
        (Variation.PLACE, date(2027, 1, 1), False, Restriction.NO, Grade.INFO),
        (Variation.DUTIES, date(2027, 1, 1), False, Restriction.NO, Grade.INFO),
    ],
)
def test_restricted_variations(
    variation: Variation, on: date, defended: bool, restriction: Restriction, grade: Grade
) -> None:
    finding = restricted_variation(LAW, variation, on, defended)

    assert (finding.known, finding.grade) == (restriction, grade)


@pytest.mark.parametrize(
    ("replaced", "shrank", "on", "restriction"),
    [
        (True, False, date(2026, 12, 31), Restriction.NO),
        (True, False, date(2027, 1, 1), Restriction.YES),
        (True, True, date(2027, 1, 1), Restriction.NO),
        (False, None, date(2027, 1, 1), Restriction.NO),
    ],
)
def test_replacement_by_others(
    replaced: bool, shrank: bool | None, on: date, restriction: Restriction
) -> None:
    assert replacement(LAW, replaced, shrank, on).known is restriction


@pytest.mark.parametrize(
    ("employees", "on", "needed"),
    [
        (49, START, None),
        (50, START, 15),
        (750, START, 15),
        (751, START, 16),
        (125_001, START, 2500),
        (4000, date(2020, 4, 5), 400),
        (4000, date(2020, 4, 6), 80),
    ],
)
def test_signatures_of_a_request(employees: int, on: date, needed: int | None) -> None:
    assert request_signatures(LAW, employees, on).value == needed


@pytest.mark.parametrize(
    ("employs", "number", "collective"),
    [
        (20, 20, False), (21, 4, False), (21, 5, True), (49, 5, True), (50, 9, False), (50, 10, True),
        (299, 29, False), (299, 30, True), (300, 29, False), (300, 30, True), (3000, 30, True),
    ],
)  # fmt: skip
def test_ireland(employs: int, number: int, collective: bool) -> None:
    found = irish_collective(LAW, employs, number, START).known

    assert (found.collective, found.consult_days) == (collective, 30 if collective else None)


@pytest.mark.parametrize(
    ("ninety", "employs", "number", "collective"),
    [
        (False, 20, 10, False), (False, 21, 9, False), (False, 21, 10, True), (False, 99, 10, True),
        (False, 101, 10, False), (False, 101, 11, True), (False, 300, 30, True), (True, None, 19, False),
        (True, None, 20, True),
    ],
)  # fmt: skip
def test_the_directive(ninety: bool, employs: int | None, number: int, collective: bool) -> None:
    assert directive_collective(LAW, ninety, employs, number, START).known.collective is collective


@pytest.mark.parametrize(
    ("closing", "losses", "site", "part_time", "name"),
    [
        (True, 49, None, 0, None), (True, 50, None, 0, "plant_closing"), (True, 50, None, 1, None),
        (False, 49, 100, 0, None), (False, 50, 151, 0, "mass_layoff"), (False, 50, 152, 0, None),
        (False, 499, 2000, 0, None), (False, 500, 2000, 0, "mass_layoff"),
    ],
)  # fmt: skip
def test_the_american_act(
    closing: bool, losses: int, site: int | None, part_time: int, name: str | None
) -> None:
    assert warn_event(LAW, closing, losses, site, START, part_time).known.name == name


@pytest.mark.parametrize(
    ("days_apart", "separate", "name"),
    [(29, None, "mass_layoff"), (30, False, "mass_layoff"), (30, True, None), (90, False, None)],
)
def test_small_american_groups_add(days_apart: int, separate: bool | None, name: str | None) -> None:
    by_day = {START: 30, START + days_apart * DAY: 30}

    assert warn_series(LAW, by_day, 150, separate).known.name == name


def test_american_groups_whose_causes_are_not_known_are_unknown() -> None:
    assert warn_series(LAW, {START: 30, START + 30 * DAY: 30}, 150, None).grade is Grade.UNKNOWN


@pytest.mark.parametrize(("full_time", "covered"), [(99, False), (100, True)])
def test_american_employers_covered(full_time: int, covered: bool) -> None:
    assert warn_covers(LAW, full_time, START).known is covered
    assert warn_covers(LAW, full_time, START, True).known is False


@pytest.mark.parametrize(
    ("on", "office", "name"),
    [
        (date(2012, 11, 21), False, "West Midlands Police Authority"),
        (date(2012, 11, 22), False, "Police and Crime Commissioner for West Midlands"),
        (date(2014, 3, 31), False, "Police and Crime Commissioner for West Midlands"),
        (date(2014, 4, 1), False, "Chief Constable of West Midlands Police"),
        (date(2014, 4, 1), True, "Police and Crime Commissioner for West Midlands"),
    ],
)
def test_who_employs_police_staff(on: date, office: bool, name: str) -> None:
    assert police_employer(LAW, "West Midlands Police", on, office).known.name == name


@pytest.mark.parametrize(
    ("years", "two_thirds", "rank", "available"),
    [
        (29, None, None, False),
        (30, None, None, True),
        (29, True, None, True),
        (30, None, "chief constable", False),
    ],
)
def test_regulation_a19(years: int, two_thirds: bool | None, rank: str | None, available: bool) -> None:
    assert a19_available(LAW, date(2011, 6, 1), years, two_thirds, rank).known is available


def test_who_represents_officers() -> None:
    assert officers_body("chief inspector").known == "Police Federation"
    assert officers_body("superintendent").known == "Superintendents' Association"


@pytest.mark.parametrize("nation", [Nation.ELSEWHERE, None])
def test_a_place_without_a_nation_has_no_law(nation: Nation | None) -> None:
    with pytest.raises(MissingFactError, match="nation"):
        regime_of(nation)


def test_the_nation_chooses_the_law() -> None:
    assert regime_of(Nation.WALES) is regime_of(Nation.SCOTLAND) is GB
    assert regime_of(Nation.NORTHERN_IRELAND) is Regime.NORTHERN_IRELAND
