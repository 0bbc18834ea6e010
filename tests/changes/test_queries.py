"""Who may read which programmes and changes, and what of them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.factories import MOMENT, viewer
from tests.queries import Queries
from tracker.changes.models import Change, ChangeSite, ChangeStep, ChangeVersion
from tracker.changes.queries import change_facts, visible_changes, visible_programmes
from tracker.changes.rules import ChangeState, ProgrammeState, VersionState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

TODAY = today()


def titles(seen_by: Viewer, database: SQLAlchemy) -> list[str]:
    return sorted(change.title for change in database.session.scalars(visible_changes(seen_by, TODAY)))


def programmes(seen_by: Viewer, database: SQLAlchemy) -> list[str]:
    return [row.name for row in database.session.scalars(visible_programmes(seen_by, TODAY))]


def step(change: Change, to: ChangeState, days: int, reason: str) -> None:
    at = MOMENT + timedelta(days=days)
    factories.save(
        ChangeStep(
            change_id=change.id,
            from_state=ChangeState.IDEA,
            to_state=to,
            reason=reason,
            on=at.date(),
            recorded_at=at,
            recorded_by_id=change.owner_id,
        )
    )


def test_hr_and_director_read_drafts_of_their_programmes_only(database: SQLAlchemy) -> None:
    mine, other = factories.programme(name="Mine"), factories.programme(name="Other")
    factories.change(title="Draft", programme_id=mine.id, published=False)
    factories.change(title="Elsewhere", programme_id=other.id)

    for role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        assert titles(viewer(role), database) == ["Draft", "Elsewhere"]
        assert titles(viewer(role, programme=mine), database) == ["Draft"]
        assert programmes(viewer(role, programme=mine), database) == ["Mine"]


def test_representative_reads_published_changes_where_recognised(database: SQLAlchemy) -> None:
    union = factories.union()
    factories.bargaining_group(union)
    factories.change(title="Published")
    factories.change(title="Draft", published=False)
    elsewhere = factories.programme(employer_id=factories.employer().id)
    factories.change(title="Elsewhere", programme_id=elsewhere.id)

    assert titles(viewer(Role.UNION_REPRESENTATIVE, union=union), database) == ["Published"]
    assert titles(viewer(Role.UNION_REPRESENTATIVE), database) == []


def test_a_draft_programme_is_kept_from_the_representative(database: SQLAlchemy) -> None:
    union = factories.union()
    factories.bargaining_group(union)
    factories.programme(name="Draft", state=ProgrammeState.DRAFT)
    factories.programme(name="Live")

    assert programmes(viewer(Role.UNION_REPRESENTATIVE, union=union), database) == ["Live"]
    assert programmes(viewer(Role.HR_PARTNER), database) == ["Draft", "Live"]


def test_manager_reads_what_touches_units_above_or_below_or_people(database: SQLAlchemy) -> None:
    department = factories.unit()
    team = factories.unit(parent=department)
    desk, other = factories.unit(parent=team), factories.unit()
    for title, unit in (("Above", department), ("Own", team), ("Below", desk), ("Other", other)):
        factories.change(title=title, units=(unit,))
    factories.change(title="Draft", units=(team,), published=False)
    factories.affected(factories.change(title="People"), factories.person(unit=desk))

    assert titles(viewer(Role.MANAGER, unit=team), database) == ["Above", "Below", "Own", "People"]


def test_staff_read_published_changes_that_affect_them(database: SQLAlchemy) -> None:
    me = factories.person(unit=factories.unit())
    factories.affected(factories.change(title="Mine"), me)
    factories.affected(factories.change(title="Draft", published=False), me)
    factories.change(title="Other")

    assert titles(viewer(Role.STAFF, person=me), database) == ["Mine"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_whoever_keeps_the_system_reads_no_change(database: SQLAlchemy, role: Role) -> None:
    factories.change()

    assert titles(viewer(Role.HR_PARTNER), database) != []
    assert titles(viewer(role), database) == []
    assert programmes(viewer(role), database) == []


def test_facts_gather_everything_in_two_statements(
    database: SQLAlchemy, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    whole = factories.change(title="Whole")
    old = factories.change(title="Old")
    units = (factories.unit("Beta", code="B"), factories.unit("Alpha", code="A"))
    change = factories.change(units=units, part_of_id=whole.id, supersedes_id=old.id)
    factories.change(title="Part", part_of_id=change.id)
    factories.save(ChangeSite(change_id=change.id, establishment_id=factories.establishment(name="Depot").id))
    step(change, ChangeState.PROPOSED, 1, "Board agreed")
    step(change, ChangeState.IN_CONSULTATION, 2, "Letters went out")
    hr = viewer(Role.HR_PARTNER)

    with count_queries() as queries:
        facts = change_facts(change, hr, TODAY)

    assert queries.count == 2
    assert facts.owner.startswith("Account ")
    assert [(unit.code, unit.name) for unit in facts.units] == [("A", "Alpha"), ("B", "Beta")]
    assert facts.sites == ("Depot",)
    assert {(row.relation, row.title) for row in facts.related} == {
        ("part of", "Whole"),
        ("supersedes", "Old"),
        ("has as a part", "Part"),
    }
    assert [row.to_state for row in facts.steps] == [ChangeState.IN_CONSULTATION, ChangeState.PROPOSED]
    assert (facts.steps[0].on, facts.steps[0].reason) == (date(2012, 3, 3), "Letters went out")
    assert facts.published is not None
    assert facts.published.proposal == "Two teams become one."


def test_facts_keep_drafts_and_earlier_steps_from_a_representative(database: SQLAlchemy) -> None:
    union = factories.union()
    factories.bargaining_group(union)
    hidden = factories.change(title="Hidden", published=False)
    change = factories.change(supersedes_id=hidden.id)
    factories.save(
        ChangeVersion(
            change_id=change.id,
            number=2,
            title="New title",
            proposal="Secret for now",
            state=VersionState.DRAFT,
            written_by_id=change.owner_id,
            written_at=MOMENT,
        )
    )
    step(change, ChangeState.PROPOSED, -1, "Before anyone knew")
    step(change, ChangeState.IN_CONSULTATION, 1, "Afterwards")

    hr = change_facts(change, viewer(Role.HR_PARTNER), TODAY)
    rep = change_facts(change, viewer(Role.UNION_REPRESENTATIVE, union=union), TODAY)

    assert hr.draft is not None
    assert [row.number for row in hr.versions] == [2, 1]
    assert [row.title for row in hr.related] == ["Hidden"]
    assert [row.reason for row in hr.steps] == ["Afterwards", "Before anyone knew"]
    assert [row.number for row in rep.versions] == [1]
    assert rep.draft is None
    assert rep.related == ()
    assert [row.reason for row in rep.steps] == ["Afterwards"]


def test_the_same_moment_orders_steps_by_row(database: SQLAlchemy) -> None:
    change = factories.change()
    for state in (ChangeState.PROPOSED, ChangeState.PAUSED):
        step(change, state, 0, str(state))
    facts = change_facts(change, viewer(Role.HR_PARTNER), TODAY)

    assert [row.reason for row in facts.steps] == ["paused", "proposed"]
    assert database.session.scalar(sa.select(sa.func.count()).select_from(ChangeStep)) == 2
