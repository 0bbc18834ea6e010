"""The load itself, at a small share of the force."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.demonstration.conftest import PASSWORD, SCALE, TODAY
from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.passwords import matches
from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure, Impact
from tracker.affected_staff.rules import check_status_move
from tracker.audit.queries import verify_record
from tracker.audit.rules import commitment
from tracker.changes.models import Change, ChangeStep, ChangeVersion, Programme, SavingsTarget
from tracker.changes.proposals import COMMITTED_FIELD, evidence
from tracker.changes.rules import (
    MOVES,
    ChangeState,
    Milestones,
    VersionState,
    check_milestones,
)
from tracker.concerns.models import Concern, ConcernMessage, ConcernVersion
from tracker.concerns.rules import EVIDENCE, ConcernState, concern_text
from tracker.consultations.models import Consultation, Response, ResponseVersion
from tracker.consultations.rules import ConsultationState, takes_responses
from tracker.database import Base
from tracker.demonstration import loading
from tracker.demonstration.accounts import STAFF_ADDRESS
from tracker.demonstration.rows import ORDER
from tracker.demonstration.sign_ins import sign_ins
from tracker.demonstration.structure import HEADINGS
from tracker.demonstration.world import World
from tracker.organisation.models import Employer, Person, Posting, Unit, UnitPeriod
from tracker.organisation.models_saved import SavedColumns
from tracker.organisation.register_check.fields import FIELDS
from tracker.organisation.saved_columns import fitted
from tracker.policy.access.roles import KEPT_APART, Role


def counts(database: SQLAlchemy) -> dict[str, int]:
    def rows_of(model: type[Base]) -> int:
        return database.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    return {model.__name__: rows_of(model) for model in ORDER}


def test_every_table_is_filled_and_the_record_is_sound(story: SQLAlchemy) -> None:
    assert [name for name, rows in counts(story).items() if rows == 0] == []
    verdict = verify_record()
    assert verdict.sound
    assert verdict.entries > 500


def test_the_columns_saved_for_the_payroll_fit_its_next_file(story: SQLAlchemy) -> None:
    [saved] = story.session.scalars(sa.select(SavedColumns)).all()

    found = fitted(saved.matched, HEADINGS)
    assert found is not None
    assert [HEADINGS[found.columns[name]] for name in ("staff_number", "unit", "hours")] == [
        "Employee no",
        "Dept",
        "Hours",
    ]
    assert set(found.columns) <= {field.name for field in FIELDS[saved.kind]}


def test_paragon_saves_exactly_126_million_pounds(story: SQLAlchemy) -> None:
    targets = story.session.execute(
        sa.select(SavingsTarget.year, SavingsTarget.pounds)
        .join(Programme, Programme.id == SavingsTarget.programme_id)
        .where(Programme.name == "Programme Paragon")
        .order_by(SavingsTarget.year)
    ).all()

    assert [year for year, _ in targets] == [2011, 2012, 2013, 2014]
    assert sum(pounds for _, pounds in targets) == 126_000_000


def test_the_partnership_is_withdrawn_and_nobody_is_left_affected_by_it(story: SQLAlchemy) -> None:
    partnering = story.session.scalars(sa.select(Change).where(Change.title.like("Business partn%"))).one()
    people = story.session.execute(
        sa.select(AffectedPerson.status, AffectedPerson.status_on).where(
            AffectedPerson.change_id == partnering.id
        )
    ).all()

    assert (partnering.state, partnering.withdrawn) == (ChangeState.WITHDRAWN, date(2012, 11, 22))
    assert len(people) > 20
    assert {row.status for row in people} == {"no longer affected"}
    assert max(row.status_on for row in people) == date(2012, 11, 22)


def test_the_order_of_every_change_s_dates_is_sound(story: SQLAlchemy) -> None:
    for change in story.session.scalars(sa.select(Change)):
        assert check_milestones(change.milestones) == {}, change.title
    for impact in story.session.scalars(sa.select(Impact)):
        change = story.session.get_one(Change, impact.change_id)
        own = {
            name: getattr(impact, name) or getattr(change, name)
            for name in Milestones.__dataclass_fields__
            if name != "withdrawn"
        }
        assert check_milestones(Milestones(**own)) == {}, impact.description


def test_changes_and_people_moved_only_where_the_rules_allow(story: SQLAlchemy) -> None:
    changes: dict[int, list[ChangeStep]] = {}
    for step in story.session.scalars(sa.select(ChangeStep).order_by(ChangeStep.id)):
        changes.setdefault(step.change_id, []).append(step)
    for steps in changes.values():
        for before, after in itertools.pairwise(steps):
            assert after.from_state == before.to_state
            assert after.to_state in MOVES[before.to_state]
            assert before.on <= after.on
        assert steps[-1].to_state == story.session.get_one(Change, steps[-1].change_id).state
    people: dict[int, list[Any]] = {}
    for row in story.session.execute(
        sa.select(AffectedStep.affected_person_id, AffectedStep.status, AffectedStep.on).order_by(
            AffectedStep.id
        )
    ):
        people.setdefault(row.affected_person_id, []).append(row)
    found = story.session.execute(sa.select(AffectedPerson.id, AffectedPerson.status))
    statuses: dict[int, Any] = {row.id: row.status for row in found}
    assert set(people) == set(statuses)
    for number, moves in people.items():
        for before, after in itertools.pairwise(moves):
            check_status_move(before.status, after.status)
            assert before.on <= after.on <= TODAY
        assert moves[-1].status == statuses[number]


def test_everybody_under_an_impact_was_in_service_in_their_unit_on_its_day(story: SQLAlchemy) -> None:
    outside = story.session.execute(
        sa.select(sa.func.count())
        .select_from(Exposure)
        .join(Impact, Impact.id == Exposure.impact_id)
        .join(Person, Person.id == Exposure.person_id)
        .where(sa.or_(Person.service_start > Impact.derived_on, Person.service_end < Impact.derived_on))
    ).scalar()
    there = (
        sa.exists()
        .where(Exposure.affected_person_id == AffectedPerson.id, Impact.id == Exposure.impact_id)
        .where(Posting.person_id == AffectedPerson.person_id, Posting.unit_id == AffectedPerson.unit_id)
        .where(Posting.valid_from <= Impact.derived_on)
        .where(sa.or_(Posting.valid_to.is_(None), Posting.valid_to >= Impact.derived_on))
        .correlate(AffectedPerson)
    )
    lost = story.session.scalar(sa.select(sa.func.count(AffectedPerson.id)).where(~there))

    assert outside == 0
    assert lost == 0


def test_units_have_a_parent_on_every_day_they_are_there(story: SQLAlchemy) -> None:
    parent = sa.orm.aliased(UnitPeriod)
    orphans = story.session.scalar(
        sa.select(sa.func.count())
        .select_from(UnitPeriod)
        .where(
            UnitPeriod.parent_id.is_not(None),
            ~sa.exists().where(
                parent.unit_id == UnitPeriod.parent_id, parent.valid_from <= UnitPeriod.valid_from
            ),
        )
    )

    assert orphans == 0
    assert (story.session.scalar(sa.select(sa.func.count(Unit.id))) or 0) > 300


def test_what_was_published_and_said_is_committed_to(story: SQLAlchemy) -> None:
    for version in story.session.scalars(sa.select(ChangeVersion)):
        text = evidence(version.title, version.reason, version.proposal)
        public = version.state in (VersionState.PUBLISHED, VersionState.REPLACED)
        expected = commitment(COMMITTED_FIELD, text, version.salt)[1] if public else ""
        assert version.commitment == expected
    for concern in story.session.scalars(sa.select(ConcernVersion)):
        text = concern_text(concern.summary, concern.detail, concern.remedy, concern.about)
        assert concern.commitment == commitment(EVIDENCE, text, concern.salt)[1]
    for message in story.session.scalars(sa.select(ConcernMessage)):
        assert message.commitment == commitment(message.kind.value, message.text, message.salt)[1]
    for response in story.session.scalars(sa.select(ResponseVersion)):
        assert response.commitment == commitment("response", response.text, response.salt)[1]


def test_no_text_has_a_hole_left_in_it(story: SQLAlchemy) -> None:
    texts = [
        *story.session.scalars(sa.select(ChangeVersion.proposal)),
        *story.session.scalars(sa.select(Consultation.document)),
        *story.session.scalars(sa.select(ConcernMessage.text)),
    ]

    assert [text for text in texts if "{" in text or "}" in text] == []


def test_two_consultations_are_open_today_and_the_member_of_staff_may_answer_one(story: SQLAlchemy) -> None:
    open_now = [
        each
        for each in story.session.scalars(sa.select(Consultation))
        if takes_responses(each.state, each.opens, each.closes, TODAY)
    ]
    staff = story.session.scalars(sa.select(Account).where(Account.email == STAFF_ADDRESS)).one()
    mine = set(
        story.session.scalars(
            sa.select(AffectedPerson.change_id).where(AffectedPerson.person_id == staff.person_id)
        )
    )

    assert len(open_now) == 2
    assert any(each.change_id in mine for each in open_now)


def test_an_outcome_was_published_by_somebody_who_did_not_write_it(story: SQLAlchemy) -> None:
    published = story.session.scalars(
        sa.select(Consultation).where(Consultation.state == ConsultationState.OUTCOME_PUBLISHED)
    ).all()

    assert len(published) > 8
    for each in published:
        assert each.outcome_published_by_id != each.answer_written_by_id
        assert each.changes_made


def test_concerns_of_four_bodies_are_in_every_state_and_some_are_late(
    story: SQLAlchemy,
) -> None:
    concerns = story.session.scalars(sa.select(Concern)).all()
    late = [
        each
        for each in concerns
        if each.state in (ConcernState.RAISED, ConcernState.ACKNOWLEDGED)
        and each.raised_at.date() < TODAY - timedelta(days=20)
    ]

    assert 60 <= len(concerns) <= 100
    assert {each.state for each in concerns} == set(ConcernState)
    assert len({each.union_id for each in concerns}) == 4
    assert len(late) >= 4


def test_no_union_representative_is_tied_to_a_person_on_the_register(story: SQLAlchemy) -> None:
    tied = story.session.scalars(
        sa.select(Account.person_id)
        .join(AccessGrant, AccessGrant.account_id == Account.id)
        .where(AccessGrant.role == Role.UNION_REPRESENTATIVE)
    ).all()

    assert len(tied) >= 8
    assert set(tied) == {None}


def test_everyone_listed_signs_in_with_the_password_in_the_roles_listed(own_story: SQLAlchemy) -> None:
    for line in sign_ins():
        account = own_story.session.scalars(sa.select(Account).where(Account.email == line.email)).one()
        roles = set(
            own_story.session.scalars(
                sa.select(AccessGrant.role).where(
                    AccessGrant.account_id == account.id, AccessGrant.valid_to.is_(None)
                )
            )
        )
        assert matches(account.password_hash, PASSWORD)
        assert account.active
        assert sorted(line.role.lower().split(" and ")) == sorted(role.value.lower() for role in roles)
        assert not any(KEPT_APART.get(role, frozenset()) & roles for role in roles)


def test_rows_added_afterwards_get_numbers_of_their_own(own_story: SQLAlchemy) -> None:
    employer = factories.employer()

    assert employer.id > 1


def test_an_organisation_of_its_own_is_never_mixed_with_invented_people(database: SQLAlchemy) -> None:
    factories.employer()

    with pytest.raises(loading.NotEmptyError):
        loading.load(PASSWORD, TODAY, scale=SCALE)

    database.session.rollback()
    assert database.session.scalar(sa.select(sa.func.count(Employer.id))) == 1


def test_loading_a_second_time_changes_nothing(app: Flask, database: SQLAlchemy, tmp_path: Path) -> None:
    run = app.test_cli_runner()
    first = run.invoke(args=["demonstration", "load", "--scale", str(SCALE)])
    before, entries = counts(database), verify_record().entries
    second = run.invoke(args=["demonstration", "load", "--scale", str(SCALE)])

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "already loaded" in second.output
    assert (counts(database), verify_record().entries) == (before, entries)
    assert Counter(before)["Concern"] > 60


def test_only_hr_did_what_only_hr_may_do(story: SQLAlchemy) -> None:
    hr = sa.select(AccessGrant.account_id).where(AccessGrant.role == Role.HR_PARTNER)
    answered_by = story.session.scalars(
        sa.select(ConcernMessage.id).where(
            ~ConcernMessage.from_union, ConcernMessage.written_by_id.not_in(hr)
        )
    ).all()
    led_by = story.session.scalars(sa.select(Consultation.id).where(Consultation.lead_id.not_in(hr))).all()
    assessed_by = story.session.scalars(sa.select(Impact.id).where(Impact.assessed_by_id.not_in(hr))).all()

    assert (answered_by, led_by, assessed_by) == ([], [], [])


def test_whoever_acted_held_a_grant_on_that_day(story: SQLAlchemy) -> None:
    late = story.session.scalars(
        sa.select(ConcernMessage.id)
        .join(Account, Account.id == ConcernMessage.written_by_id)
        .join(AccessGrant, AccessGrant.account_id == Account.id)
        .where(AccessGrant.valid_to < sa.func.date(ConcernMessage.written_at))
    ).all()

    assert late == []


def test_the_member_of_staff_has_not_answered_even_when_everybody_else_has(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "scaled", lambda _world, count: count)
    loading.load(PASSWORD, TODAY, scale=SCALE)

    staff = database.session.scalars(sa.select(Account).where(Account.email == STAFF_ADDRESS)).one()
    [asked, answered] = database.session.execute(
        sa.select(Consultation.people_asked, sa.func.count(Response.person_id))
        .join(Response, Response.consultation_id == Consultation.id)
        .where(Consultation.title.like("Shared Services:%"))
        .group_by(Consultation.id, Consultation.people_asked)
    ).one()

    assert asked is not None
    assert answered == asked - 1
    assert (
        database.session.scalar(sa.select(Response.id).where(Response.person_id == staff.person_id)) is None
    )


def test_nothing_was_written_sent_or_done_in_the_future(story: SQLAlchemy) -> None:
    tomorrow = datetime.combine(TODAY + timedelta(days=1), time(), UTC)
    moments = (
        ChangeVersion.written_at,
        ChangeStep.recorded_at,
        Impact.assessed_at,
        AffectedStep.recorded_at,
        Concern.raised_at,
        ConcernMessage.written_at,
        ResponseVersion.sent_at,
    )

    latest = {str(column): story.session.scalars(sa.select(sa.func.max(column))).one() for column in moments}

    assert {name: when for name, when in latest.items() if when >= tomorrow} == {}
