"""Clocks of a change, forwards and back, and what a plan cannot keep."""

from datetime import date

from tracker.compliance.clocks import Clock, Dates, clocks, conflicts
from tracker.policy.law.findings import Grade
from tracker.policy.law.parameters import Regime, rule_book

LAW = rule_book()
GB = Regime.GREAT_BRITAIN
LEAVES = date(2026, 11, 26)
PROPOSED = date(2026, 9, 1)


def by_name(found: list[Clock]) -> dict[str, Clock]:
    return {clock.name: clock for clock in found}


def test_a_wanted_leaving_date_gives_every_latest_start() -> None:
    found = by_name(clocks(LAW, GB, 150, Dates(proposed_on=PROPOSED, first_dismissal_on=LEAVES)))

    latest, form = found["Latest start of consultation"], found["HR1 due"]
    assert (latest.on, latest.bare) == (date(2026, 10, 11), date(2026, 10, 12))
    assert (form.on, form.bare) == (date(2026, 10, 11), date(2026, 10, 12))
    assert found["Latest invitation to elect"].on == date(2026, 9, 20)
    assert found["Earliest first dismissal"].finding.grade is Grade.UNKNOWN
    assert found["Earliest notice of dismissal"].finding.grade is Grade.UNKNOWN
    assert found["Most days of a protective award"].finding.value == 180


def test_below_the_threshold_there_are_no_collective_clocks() -> None:
    found = clocks(LAW, GB, 19, Dates(proposed_on=PROPOSED, first_dismissal_on=LEAVES))

    assert [clock.name for clock in found] == ["Collective consultation"]


def test_without_a_number_the_clocks_are_shown_as_not_known() -> None:
    found = by_name(clocks(LAW, GB, None, Dates(proposed_on=PROPOSED, first_dismissal_on=LEAVES)))

    assert found["Collective consultation"].finding.grade is Grade.UNKNOWN
    assert found["Latest start of consultation"].finding.grade is Grade.UNKNOWN


def test_a_law_of_another_shape_is_not_known() -> None:
    found = clocks(LAW, Regime.IRELAND, 50, Dates(proposed_on=PROPOSED))

    assert found[0].finding.grade is Grade.UNKNOWN


def test_the_same_plan_under_two_laws() -> None:
    plan = [
        Dates(proposed_on=day, first_dismissal_on=date(day.year, 12, 20), information_given_on=day)
        for day in (date(2011, 10, 3), date(2026, 10, 3))
    ]

    grades = [by_name(clocks(LAW, GB, 150, each))["Consultation long enough before"] for each in plan]

    assert [each.finding.grade for each in grades] == [Grade.BREACH, Grade.INFO]
    assert [each.finding.known.required for each in grades] == [90, 45]


def test_the_order_of_decision_notice_and_assessment_is_checked() -> None:
    dates = Dates(
        proposed_on=PROPOSED,
        information_given_on=date(2026, 9, 15),
        decided_on=date(2026, 9, 10),
        first_notice_on=date(2026, 9, 20),
    )

    found = by_name(clocks(LAW, GB, 5, dates))

    assert found["Decision after consultation"].finding.code == "decision_before_consultation"
    assert found["Notice after consultation"].finding.code == "notice_before_consultation_complete"
    assert found["Equality assessment before the decision"].finding.code == "assessment_missing"


def test_earliest_notice_waits_for_both() -> None:
    dates = Dates(
        proposed_on=PROPOSED,
        consultation_completed_on=date(2026, 10, 20),
        hr1_received_on=date(2026, 10, 21),
    )

    assert by_name(clocks(LAW, GB, 25, dates))["Earliest notice of dismissal"].on == date(2026, 10, 21)


def test_liability_information_is_due_before_a_transfer() -> None:
    dates = Dates(
        proposed_on=PROPOSED, transfer_on=date(2026, 12, 1), liability_information_on=date(2026, 11, 4)
    )

    found = by_name(clocks(LAW, GB, 0, dates))

    assert found["Employee liability information due"].on == date(2026, 11, 2)
    assert found["Liability information in time"].finding.grade is Grade.BREACH


def conflicts_on(today: date, **more: date) -> list[str]:
    dates = Dates(proposed_on=PROPOSED, first_dismissal_on=LEAVES, **more)
    return [fault.name for fault in conflicts(clocks(LAW, GB, 150, dates), dates, today)]


def test_latest_starts_that_have_passed_are_named() -> None:
    assert conflicts_on(date(2026, 9, 20)) == []
    assert conflicts_on(date(2026, 9, 21)) == ["Latest invitation to elect"]
    assert "Latest start of consultation" not in conflicts_on(date(2026, 10, 11))
    assert "Latest start of consultation" in conflicts_on(date(2026, 10, 12))
    assert conflicts_on(date(2026, 10, 20), information_given_on=date(2026, 10, 1)) == ["HR1 due"]


def test_a_start_before_the_proposal_is_named() -> None:
    dates = Dates(proposed_on=date(2026, 10, 20), first_dismissal_on=LEAVES)

    [fault, *_] = conflicts(clocks(LAW, GB, 150, dates), dates, date(2026, 1, 1))

    assert fault.why == "12 October 2026 is before the proposal of 20 October 2026"
