"""Steps of one person: recorded, told, corrected; and that nobody reads what they were not told."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.affected_staff.arrange import on
from tests.browser import Browser
from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure
from tracker.affected_staff.rules import AffectedStatus
from tracker.organisation.models import Person
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignInAs = Callable[..., Any]
S = AffectedStatus


def step(status: str, day: date, told: date | None = None, **more: str) -> dict[str, str]:
    telling = {**on("told_on", told), "told_how": "in person", "told_by": "Lee Moss"} if told else {}
    return {"status": status, **on("on", day), "reason": "As agreed", **telling, **more}


def somebody(database: SQLAlchemy) -> tuple[Person, AffectedPerson]:
    """Ana, at risk since 1 March 2012 and told so."""
    ana = factories.person(unit=factories.unit(), name="Ana")
    factories.affected(factories.change(title="One desk"), ana)
    return ana, row_of(database)


def row_of(database: SQLAlchemy) -> AffectedPerson:
    return database.session.scalars(sa.select(AffectedPerson)).one()


def record(browser: Browser, row: AffectedPerson, data: dict[str, str], status: int = 200) -> Any:
    browser.get(f"/affected/{row.reference}/status")
    return browser.submit(data, status)


def words_of(page: Any) -> str:
    return str(page.text)


def test_a_step_keeps_status_day_reason_who_told_how_and_the_next_step(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    _, row = somebody(database)
    hr, viewer = sign_in_as(Role.HR_PARTNER)

    page = record(
        hr, row, {**step("ring-fenced", today(), today()), **on("next_step_on", today() + timedelta(9))}
    )

    kept = database.session.scalars(sa.select(AffectedStep).order_by(AffectedStep.id.desc())).first()
    assert kept is not None
    assert (
        kept.status,
        kept.on,
        kept.reason,
        kept.told_on,
        kept.told_how,
        kept.told_by,
        kept.told_by_id,
    ) == (
        "ring-fenced",
        today(),
        "As agreed",
        today(),
        "in person",
        "Lee Moss",
        None,
    )
    assert (kept.next_step_on, kept.recorded_by_id) == (today() + timedelta(9), viewer.account_id)
    assert page.flash == ["Ana is now ring-fenced"]
    assert "Told on" in words_of(page)
    assert f"recorded by {viewer.name}" in words_of(page)


def test_whoever_told_them_themselves_is_known_by_account(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    _, row = somebody(database)
    hr, viewer = sign_in_as(Role.HR_PARTNER)

    record(hr, row, {**step("ring-fenced", today(), today()), "told_by": viewer.name.upper()})

    found = database.session.scalars(sa.select(AffectedStep.told_by_id).order_by(AffectedStep.id.desc()))
    assert found.first() == viewer.account_id


@pytest.mark.parametrize(
    ("data", "field", "begins"),
    [
        pytest.param(step("ring-fenced", today() + timedelta(1)), "on", "Enter today or an", id="future"),
        pytest.param(
            step("ring-fenced", today(), today() + timedelta(1)),
            "told_on",
            "Enter today or an",
            id="told later",
        ),
        pytest.param(
            step("ring-fenced", date(2012, 2, 29)),
            "status",
            "Ana: has been at risk since 1 March",
            id="before",
        ),
        pytest.param(
            step("ring-fenced", today(), date(2012, 2, 29)),
            "status",
            "Ana: was last told something on 1 March 2012",
            id="told before",
        ),
        pytest.param(
            {**step("ring-fenced", today()), **on("next_step_on", today() - timedelta(1))},
            "next_step_on",
            "Enter a day on or after",
            id="next step first",
        ),
        pytest.param(step("ring-fenced", today(), told_how="by phone"), "told_on", "Enter the day", id="how"),
        pytest.param(
            {**step("ring-fenced", today(), today()), "told_how": ""}, "told_how", "Choose how", id="not how"
        ),
        pytest.param(
            {**step("ring-fenced", today(), today()), "told_by": ""}, "told_by", "Enter who", id="not who"
        ),
        pytest.param(step("stays", today()), "told_on", "Enter the day they were told or", id="nothing new"),
    ],
)
def test_a_step_that_cannot_be_is_refused_by_the_box_and_nothing_typed_is_lost(
    sign_in_as: SignInAs, database: SQLAlchemy, data: dict[str, str], field: str, begins: str
) -> None:
    _, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = record(hr, row, data, 400)

    assert page.field_errors[field].startswith(begins)
    assert page.soup.select("#reason")[0].get_text(strip=True) == "As agreed"
    assert row_of(database).status is S.AT_RISK


def test_the_first_and_the_last_possible_day_are_taken(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    _, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    record(hr, row, step("ring-fenced", date(2012, 3, 1), date(2012, 3, 1)))
    record(hr, row, step("slotted in", today(), today()))

    row = row_of(database)
    assert (row.status, row.status_on, row.first_told_on, row.last_told_on) == (
        S.SLOTTED_IN,
        today(),
        date(2012, 3, 1),
        today(),
    )


def test_nobody_reads_of_themself_what_they_were_not_told(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    ana, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    self, _ = sign_in_as(Role.STAFF, person=ana)
    addresses = ("/", f"/changes/{row.change_id and change_of(database)}", f"/affected/{row.reference}")
    data = {**step("redeployed", today()), **on("next_step_on", today() + timedelta(9))}
    page = record(hr, row, data)
    assert "not shown it until" in page.flash[0]
    assert "Not told yet" in page.tags

    seen = [words_of(self.get(address)).lower() for address in addresses]

    assert [word for text in seen for word in ("redeployed", "as agreed", "correct") if word in text] == []
    assert all("at risk" in text for text in seen)
    record(hr, row, step("stays", today(), today()))
    assert all("redeployed" in words_of(self.get(address)).lower() for address in addresses)


def change_of(database: SQLAlchemy) -> str:
    from tracker.changes.models import Change

    return database.session.scalars(sa.select(Change.reference)).one()


def test_somebody_never_told_does_not_learn_it_from_any_page(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    ana, row = somebody(database)
    for name in ("first_told_on", "last_told_on", "told_status", "told_status_on"):
        setattr(row, name, None)
    factories.save(row)
    self, _ = sign_in_as(Role.STAFF, person=ana)

    assert "One desk" not in words_of(self.get("/"))
    assert "One desk" not in words_of(self.get("/changes"))
    self.get(f"/changes/{change_of(database)}", 404)
    self.get(f"/affected/{row.reference}", 404)


def test_an_impact_assessed_after_the_last_telling_is_not_shown_to_the_person(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    ana, row = somebody(database)
    from tracker.affected_staff.rules import ImpactKind
    from tracker.changes.models import Change
    from tracker.database import now

    change = database.session.scalars(sa.select(Change)).one()
    factories.affected(change, ana, kind=ImpactKind.RELOCATION, assessed_at=now())
    self, _ = sign_in_as(Role.STAFF, person=ana)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    address = f"/affected/{row.reference}"

    assert "Place of work" not in words_of(self.get(address))
    assert "Place of work" in words_of(hr.get(address))
    record(hr, row, step("stays", today(), today()))
    assert "Place of work" in words_of(self.get(address))


def test_the_end_of_an_impact_does_not_give_away_what_was_not_told(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    ana, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    self, _ = sign_in_as(Role.STAFF, person=ana)
    record(hr, row, step("no longer affected", today()))
    assert database.session.scalars(sa.select(Exposure.last_day)).all() == [today()]

    assert "until" not in words_of(self.get(f"/affected/{row.reference}"))
    assert "until" in words_of(hr.get(f"/affected/{row.reference}"))


def test_two_people_recording_at_once(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    _, row = somebody(database)
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    for browser in (first, second):
        browser.get(f"/affected/{row.reference}/status")
    second.submit(step("slotted in", today()))

    page = first.submit(step("ring-fenced", today()), 409)

    assert page.table("What differs") == [
        ["Status", f"slotted in since {today().day} {today():%B %Y}", "ring-fenced"]
    ]
    assert page.soup.select("#reason")[0].get_text(strip=True) == "As agreed"
    first.submit({"status": "at risk"})
    assert row_of(database).status is S.AT_RISK


def test_a_representative_reads_status_and_days_and_no_reason_or_telling(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    union = factories.union()
    ana = factories.person(unit=factories.unit(), group=factories.bargaining_group(union), name="Ana")
    factories.affected(factories.change(), ana)
    row = row_of(database)
    hr, viewer = sign_in_as(Role.HR_PARTNER)
    record(hr, row, step("ring-fenced", today(), today()))
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)

    page = rep.get(f"/affected/{row.reference}")

    assert [title.get_text() for title in page.soup.select(".moj-timeline__title")] == [
        "Ring-fenced",
        "At risk",
    ]
    hidden = ("As agreed", "Told on", "Lee Moss", viewer.name, "Not told yet")
    assert [word for word in hidden if word in words_of(page)] == []
    assert "As agreed" in words_of(hr.get(f"/affected/{row.reference}"))


def test_only_those_in_reach_open_the_page_of_a_person(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    union, unit = factories.union(), factories.unit()
    ana = factories.person(unit=unit, group=factories.bargaining_group(union), name="Ana")
    factories.affected(factories.change(), ana)
    address = f"/affected/{row_of(database).reference}"
    other = factories.programme()

    inside: list[tuple[Role, dict[str, Any]]] = [
        (Role.HR_PARTNER, {}),
        (Role.UNION_REPRESENTATIVE, {"union": union}),
        (Role.MANAGER, {"unit": unit}),
        (Role.STAFF, {"person": ana}),
    ]
    outside: list[tuple[Role, dict[str, Any]]] = [
        (Role.HR_PARTNER, {"programme": other}),
        (Role.UNION_REPRESENTATIVE, {"union": factories.union()}),
        (Role.MANAGER, {"unit": factories.unit()}),
        (Role.STAFF, {"person": factories.person(unit=unit)}),
    ]
    assert [sign_in_as(role, **scope)[0].get(address).h1 for role, scope in inside] == ["Ana"] * 4
    for role, scope in outside:
        sign_in_as(role, **scope)[0].get(address, 404)
    for role in (Role.PROGRAMME_DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR):
        sign_in_as(role)[0].get(address, 403)
