"""A scorer at work: saved while typing, with and without scripts, by keyboard alone."""

from collections.abc import Callable

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Live
from tests.selection.arrange import account, begin, world
from tracker.database import db
from tracker.selection.models import Score


def test_scores_are_saved_while_they_are_typed(live: Live, window: Callable[..., Page]) -> None:
    here = world(people=2)
    begin(here)
    page = window(live, account(here.first))
    page.goto(f"/pools/{here.pool.reference}/scoring/{here.members[0].reference}")

    page.get_by_label("What the score rests on: Skills").fill("Led the team for a year")
    expect(page.get_by_role("status")).to_have_text("Saved")
    page.get_by_role("radio", name="4").first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text("")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Score Pat B")
    db.session.rollback()
    kept = db.session.scalars(sa.select(Score).where(Score.criterion_id == here.criteria[0])).one()
    assert (kept.value, kept.evidence) == (4, "Led the team for a year")
