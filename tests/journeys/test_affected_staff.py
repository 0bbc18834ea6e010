"""HR says whom a change affects: everyone in a unit, or those on a list."""

from tests import factories
from tests.journeys.steps import PageAs, Visitor, both_ways
from tests.journeys.worlds import crowd
from tracker.policy.access.roles import Role

SIZE = 300


@both_ways
def test_everyone_in_a_unit_and_nobody_else_is_attached(page_as: PageAs, *, javascript: bool) -> None:
    counters = factories.unit("Front counters")
    north, south = factories.unit("North", parent=counters), factories.unit("South", parent=counters)
    crowd(north, 180)
    crowd(south, SIZE - 180)
    crowd(factories.unit("Custody"), 20)
    change = factories.change(title="Shorter counter hours")
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript)).open(f"/changes/{change.reference}")

    hr.press("Attach affected staff").press("Show exactly who")
    hr.refused("Choose what changes for them", "Choose at least one unit, grade, site or post")
    hr.choose("What changes for them", "Hours or shift pattern").tick("High")
    hr.type("Find other units", "Front counters").press("Show exactly who")

    hr.is_at("Exactly who is affected").sees("300 people, 300", "North", "180", "South", "120")
    hr.sees_not("Custody").press("Attach these 300 people").is_told(
        "300 people are now attached to the change"
    )
    hr.is_at("Affected staff").sees("300")
    hr.follow(change.title, among=hr.page.get_by_role("navigation", name="Breadcrumb")).sees("300 people")
    hr.open("/").menu("Changes").follow(change.title).sees("Hours or shift pattern", "300")


@both_ways
def test_two_unknown_staff_numbers_are_named_with_their_places(page_as: PageAs, *, javascript: bool) -> None:
    counters = factories.unit("Front counters")
    known = crowd(counters, 12)
    change = factories.change(title="Shorter counter hours")
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))
    pasted = [*known[:4], "X-4711", *known[4:9], "X-0815"]

    hr.open(f"/changes/{change.reference}/impacts/new").choose("What changes for them", "Place of work")
    hr.tick("A list of staff numbers").type("Staff numbers", "\n".join(pasted)).press("Show exactly who")
    hr.refused("Number 5, X-4711, is not on the register", "Number 11, X-0815, is not on the register")
    assert hr.main.get_by_label("Staff numbers", exact=True).input_value().split() == pasted
    hr.type("Staff numbers", ", ".join(known[:9])).press("Show exactly who")

    hr.sees("9 people").press("Attach these 9 people").is_told("9 people are now attached to the change")
    assert len(hr.column(1)) == 9


@both_ways
def test_people_ticked_on_the_list_move_to_another_status(page_as: PageAs, *, javascript: bool) -> None:
    unit = factories.unit()
    people = [factories.person(unit=unit, name=name) for name in ("Ada Byron", "Ben Cole", "Cy Dunn")]
    change = factories.change(title="Shorter counter hours")
    factories.affected(change, *people)
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))

    hr.open(f"/changes/{change.reference}/affected-staff").tick("Ada Byron").tick("Cy Dunn")
    hr.press("For those ticked").press("Show exactly who")
    hr.refused("Choose the new status", "Enter the reason")
    hr.choose("New status", "Ring-fenced").type("Reason", "Matched to the new rota")
    hr.press("Show exactly who").is_at("Exactly who moves").sees("Ada Byron", "Cy Dunn").sees_not("Ben Cole")
    hr.press("Move 2 people").is_told("2 people are now ring-fenced").sees("Ring-fenced", "At risk")
