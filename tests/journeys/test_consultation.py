"""A consultation from its design to what was done about the answers."""

from datetime import timedelta
from typing import Any

from tests import factories
from tests.journeys.steps import PageAs, Visitor, between_pages, both_ways
from tests.journeys.worlds import crowd, people_of
from tracker.accounts.models import Account
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.consultations.models import Consultation
from tracker.consultations.rules import ConsultationState
from tracker.database import db, unit_of_work
from tracker.organisation.models import Person, RecognisedUnion
from tracker.policy.access.roles import Role
from tracker.web.clock import today

TITLE = "Counter hours from May"
QUESTION = "What would make the new hours workable?"
PAPER = "Counters close at 10pm.\n\nNobody loses pay."
ANSWER = "A later last bus, or lifts home."
BETTER = "Lifts home for everybody after 9pm."


def affected_counter_staff() -> tuple[Change, Person, RecognisedUnion]:
    """A published change that affects twelve people of whom one union speaks for all."""
    unit, union = factories.unit("Front counters"), factories.union(name="Alpha", short_name="ALPHA")
    crowd(unit, 12, group=factories.bargaining_group(union))
    change = factories.change(title="Shorter counter hours", units=(unit,))
    people = people_of(unit)
    factories.affected(change, *people)
    return change, people[0], union


def days_pass(title: str, days: int) -> None:
    """Move the days of the consultation back, as if so many had gone by."""
    with between_pages(), unit_of_work():
        row = db.session.query(Consultation).filter_by(title=title).one()
        row.opens, row.closes = row.opens - timedelta(days=days), row.closes - timedelta(days=days)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


@both_ways
def test_hr_designs_and_opens_staff_and_union_answer(page_as: PageAs, *, javascript: bool) -> None:
    change, member, union = affected_counter_staff()
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))
    staff = Visitor(page_as(Role.STAFF, javascript=javascript, person=member))
    rep = Visitor(page_as(Role.UNION_REPRESENTATIVE, javascript=javascript, union=union))
    staff.open("/").sees("No consultation waits for your answer.")

    hr.open(f"/changes/{change.reference}").press("Start a consultation").press("Save draft")
    hr.refused("Enter the title", "Enter the first day", "Enter the last day")
    hr.type("Title", TITLE).type_day("First day", today()).type_day("Last day", today() + timedelta(days=30))
    hr.type("Document", PAPER).type("Question", QUESTION).press("Add another question")
    assert hr.main.get_by_label("Document", exact=True).input_value() == PAPER
    hr.press("Save draft").is_told("Draft saved").is_at(TITLE).sees(QUESTION)
    hr.press("Check and open").sees("12 people affected today", "Alpha", "This cannot be undone")
    hr.press("Open consultation").is_told("Consultation opened")

    staff.open("/").sees("Consultations waiting for your answer", "30 days left").follow(TITLE).press(
        "Answer"
    ).sees("It is read by HR partners")
    staff.press("Send answer").refused("Choose where you stand")
    staff.tick("Oppose").type(f"1. {QUESTION} (optional)", ANSWER).press("Send answer")
    staff.is_told("Answer sent").sees("Receipt for answer", ANSWER, "Never", "Commitment")
    staff.press("Change the answer").type(f"1. {QUESTION} (optional)", BETTER).press("Send changed answer")
    staff.sees("Receipt for answer", BETTER, "1 time", "does not count any more")
    assert BETTER in staff.take_away("Download the receipt").read_text()
    staff.open("/").sees("No consultation waits for your answer.")

    rep.open("/").follow(TITLE).press("Answer for Alpha")
    rep.tick("Support with changes").press("Send answer").sees("Receipt for answer", "Alpha", "Support with")

    hr.open("/").follow(TITLE).sees("of 12 asked").follow("Read the answers").sees("Alpha", member.name)
    hr.follow(member.name).is_at(f"Answer of {member.name}").sees(BETTER).follow("Next answer")


@both_ways
def test_outcome_is_written_published_and_read_by_staff(page_as: PageAs, *, javascript: bool) -> None:
    change, member, union = affected_counter_staff()
    row = open_consultation(change, union)
    staff = Visitor(page_as(Role.STAFF, javascript=javascript, person=member))
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))
    director = Visitor(page_as(Role.PROGRAMME_DIRECTOR, javascript=javascript))
    here = f"/consultations/{row.reference}"
    staff.open(f"{here}/respond").tick("Oppose").press("Send answer")
    hr.open(f"{here}/outcome").sees("The outcome can be written once the last day is over")

    staff.open(f"{here}/respond").type("1. Question 1? (optional)", "Typed just before midnight")
    days_pass(TITLE, 40)
    staff.press("Send changed answer").sees("Typed just before midnight")

    hr.open("/").sees("Consultations to close").follow(TITLE).press("Close consultation").press(
        "Close consultation"
    )
    hr.is_told("Consultation closed").open("/").sees("Outcomes to write").follow(TITLE)
    hr.press("Write the outcome").press("Save outcome")
    hr.refused("Enter management’s answer", "Enter what was changed, or that nothing was and why")
    hr.type("Management's answer", "We heard you.").type("What was changed", "Lifts home after 9pm.")
    hr.press("Save outcome").is_told("Outcome saved")
    assert not hr.main.get_by_role("button", name="Read and publish the outcome").count()

    director.open("/").sees("Outcomes waiting for you to publish").follow(TITLE)
    director.press("Read and publish the outcome").sees("Lifts home after 9pm.", "This cannot be undone")
    director.press("Publish the outcome").sees("We did")

    staff.menu("Consultations").follow(TITLE)
    staff.sees("We asked", "You said", "Our answer", "We heard you.", "We did", "Lifts home after 9pm.")


def open_consultation(change: Change, union: RecognisedUnion, **given: Any) -> Consultation:
    """One that takes answers until thirty days from now."""
    lead = factories.account(name="Lee Lead")
    assert isinstance(lead, Account)
    return factories.consultation(
        change, union, title=TITLE, state=ConsultationState.OPEN, lead_id=lead.id, **given
    )
