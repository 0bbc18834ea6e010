"""The whole life of one affected person, and what their change passport says at each step."""

import sqlalchemy as sa

from tests import factories
from tests.journeys.steps import PageAs, Visitor, both_ways
from tests.redeployment.arrange import TODAY, began, person_of, vacancy, world
from tracker.affected_staff.models import AffectedPerson, AffectedStep
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit import services as audit
from tracker.database import db, unit_of_work
from tracker.policy.access.roles import Role
from tracker.redeployment.models import RedeploymentEntry, RedeploymentOffer


def nobody_told(row: AffectedPerson) -> None:
    """Put somebody where a new change puts them: perhaps affected, and told nothing yet."""
    with unit_of_work():
        db.session.execute(sa.delete(AffectedStep).where(AffectedStep.affected_person_id == row.id))
        row.status = AffectedStatus.POTENTIALLY_AFFECTED
        row.first_told_on = row.last_told_on = row.told_status = row.told_status_on = None
        db.session.flush()
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def click(visitor: Visitor, words: str) -> Visitor:
    """Press the first button whose words begin so; what follows names whom it is about."""
    with visitor.page.expect_navigation():
        visitor.main.get_by_role("button").filter(has_text=words).first.click()
    return visitor.check()


@both_ways
def test_from_at_risk_to_redeployed_the_passport_says_what_was_told_and_no_more(
    page_as: PageAs, *, javascript: bool
) -> None:
    here = world()
    title = here.change.title
    person = factories.person(unit=here.unit, name="Pat Ash", title="Payroll adviser", grade="Scale 5")
    factories.affected(here.change, person)
    row = db.session.scalars(sa.select(AffectedPerson)).one()
    nobody_told(row)
    page = f"/affected/{row.reference}"
    vacancy(here, title="Pensions adviser")
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))
    manager = Visitor(page_as(Role.MANAGER, javascript=javascript, unit=here.unit))
    pat = Visitor(page_as(Role.STAFF, javascript=javascript, person=person))

    # At risk, recorded before anybody spoke to them; then told.
    hr.open(page).press("Record where they stand").choose("New status", "At risk")
    hr.type_day("From which day", TODAY).type("Reason", "The post is proposed for deletion").press("Record")
    pat.open("/").sees("No change is recorded as affecting you").sees_not(title)
    manager.open("/reports/affected-staff").sees("Tell them that they are at risk", "No clock: not told yet")
    click(manager, "I have told them today").is_told("Recorded: you told Pat Ash today")
    manager.sees("0 days so far")
    pat.open("/").sees(title, "You are At risk", "No meeting or letter or offer of support")

    # The first meeting, with a companion.
    manager.open(page).follow("Plan or record a meeting").tick("Has been held").type_day(
        "Day of the meeting", TODAY
    )
    manager.choose("Companion", "Union official").type("Shared note", "We spoke of other posts.")
    manager.press("Save the meeting").is_told("Meeting 1 with Pat Ash recorded")
    pat.open("/").sees("Your meetings", "union official", "We spoke of other posts.")

    # Support, offered and taken up.
    hr.open(page).follow("Record an offer of support").choose("Support", "Career help")
    hr.press("Record the offer").is_told("Career help offered to Pat Ash")
    pat.open("/").sees("Support offered to you", "Career help")
    with pat.page.expect_navigation():
        pat.main.get_by_role("link").filter(has_text="nswer").first.click()
    pat.tick("Taken up").press("Save the answer").is_told("Answer recorded")
    pat.open("/").sees("Taken up")

    # Another role: on the register, offered, told of the offer.
    hr.open(page).follow("Redeployment register").type("Grades they would take", "Scale 5").press("Save")
    hr.sees("Scale 5")
    db.session.rollback()
    entry = db.session.scalars(sa.select(RedeploymentEntry)).one()
    assert person_of(entry).id == person.id
    entry_page = f"/redeployment/{entry.reference}"
    db.session.rollback()
    hr.open(entry_page)
    click(hr, "Suggest").press("Make the offer")
    for legend, days in (("Answer by", 7), ("Their present job ends on", 14), ("The new job begins on", 15)):
        hr.type_day(legend, TODAY.fromordinal(TODAY.toordinal() + days))
    hr.press("Make the offer").sees("They have not been told of this offer")
    pat.open("/").sees("You are At risk").sees_not("Pensions adviser")
    pat.open("/my-roles").sees("No role has been offered to you")
    hr.press("Record that they were told").choose("How they were told", "In person")
    hr.press("Record that they were told").is_told("Recorded. Pat Ash can now read the offer")
    pat.open("/passport").sees("You are Offered alternative", "Posts offered to you", "Pensions adviser")

    # Accepted for a trial; the trial works.
    pat.open("/my-roles").follow("Pensions adviser").tick("Accept the offer").press("Send my answer")
    pat.open("/passport").sees("You are In trial period")
    db.session.rollback()
    offer = db.session.scalars(sa.select(RedeploymentOffer)).one()
    began(offer)
    offer_page = f"/offers/{offer.reference}"
    db.session.rollback()
    hr.open(offer_page).press("Record what became of the trial")
    hr.tick("It works: they stay in the role").press("Record it").is_told("Recorded what became of the trial")
    pat.open("/passport").sees("Nothing under way affects you")
    pat.page.get_by_text("Changes that are over for you (1)").click()
    pat.sees("You are Redeployed")
    hr.open(page).sees("0 days", "outcome on")
