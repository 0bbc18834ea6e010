"""The story of the demonstration under two laws, and the plan of autumn 2012."""

from tracker.compliance.stories import AUTUMN_2012, PARAGON, counted, side_by_side
from tracker.policy.law.findings import Grade
from tracker.policy.law.parameters import rule_book

LAW = rule_book()


def test_the_same_plan_has_other_answers_under_another_law() -> None:
    told = {row.question: row.answers for row in side_by_side(LAW, PARAGON)}

    assert [each.known.number for each in told["Who counts"]] == [150, 150]
    assert [each.known.duty.days for each in told["Who counts"]] == [90, 45]
    gaps = told["From the start of consultation to the first dismissal"]
    assert [(each.known.gap, each.grade) for each in gaps] == [(113, Grade.INFO), (45, Grade.WARN)]
    assert [each.known for each in told["Most days of a protective award"]] == [90, 180]
    assert [each.sources[0].holds for each in told["How form HR1 is filed"]] == [False, True]


def test_the_plan_of_autumn_2012_counts_as_thirteen() -> None:
    found = counted(LAW, AUTUMN_2012)

    assert (found.known.number, found.known.people.officers) == (13, 92)
    assert not found.known.duty.begins
