"""What people do to programmes, changes and proposals leaves what it should, with an audit entry."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.factories import viewer
from tracker.affected_staff.models import ExposureVersion
from tracker.affected_staff.rules import ImpactState
from tracker.audit.models import AuditEntry
from tracker.audit.rules import commitment
from tracker.changes import proposals, services
from tracker.changes.models import Change, ChangeSite, ChangeStep, ChangeUnit, ChangeVersion
from tracker.changes.proposals import PublicationError
from tracker.changes.queries import get_change
from tracker.changes.rules import (
    Certainty,
    ChangeMoveError,
    ChangeState,
    ChangeType,
    Milestones,
    VersionState,
)
from tracker.changes.services import ChangeEdit, ChangeRefusedError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

NOW = datetime(2011, 3, 1, 9, tzinfo=UTC)
TODAY = NOW.date()


def a_change(**given: Any) -> Change:
    """A change as pages load it, with its programme."""
    reference = factories.change(**given).reference
    return get_change(reference, viewer(Role.HR_PARTNER), TODAY)


def edit(**given: Any) -> ChangeEdit:
    values: dict[str, Any] = {
        "type": ChangeType.RESTRUCTURE,
        "certainty": Certainty.PROPOSED,
        "dates": Milestones(),
        "part_of_id": None,
        "supersedes_id": None,
        "unit_ids": (),
        "site_ids": (),
        **given,
    }
    return ChangeEdit(**values)


def save_edit(change: Change, by: Viewer, **given: Any) -> None:
    with unit_of_work():
        services.edit_change(change, edit(**given), by=by, seen=change.version)


def move(change: Change, to: ChangeState, by: Viewer, **given: Any) -> None:
    values = {"reason": "Because", "on": TODAY, "at": NOW, **given}
    with unit_of_work():
        services.move_change(change, to, by=by, **values)


def write(change: Change, by: Viewer, **given: Any) -> ChangeVersion:
    values = {"title": "Two desks", "reason": "Cheaper", "proposal": "Merge them", "at": NOW, **given}
    with unit_of_work():
        return proposals.write_text(change, by=by, **values)


def number(database: SQLAlchemy, employer_id: int) -> int:
    query = sa.select(ExposureVersion.number).where(ExposureVersion.employer_id == employer_id)
    return database.session.scalar(query) or 0


def entries(database: SQLAlchemy, object_type: str) -> list[str]:
    query = sa.select(AuditEntry.action).where(AuditEntry.object_type == object_type).order_by(AuditEntry.id)
    return list(database.session.scalars(query))


@pytest.mark.parametrize(
    ("announced", "state"), [(None, ChangeState.IDEA), (date(2011, 2, 1), ChangeState.PROPOSED)]
)
def test_logging_keeps_a_draft_text_the_units_and_a_first_step(
    database: SQLAlchemy, announced: date | None, state: ChangeState
) -> None:
    hr, programme, unit = viewer(Role.HR_PARTNER), factories.programme(), factories.unit()

    with unit_of_work():
        change = services.log_change(
            programme,
            title="Merge",
            type=ChangeType.MERGER,
            reason="Cheaper",
            unit_ids=(unit.id,),
            announced=announced,
            by=hr,
            at=NOW,
            on=TODAY,
        )

    assert (change.state, change.owner_id, change.published_number) == (state, hr.account_id, None)
    [version] = database.session.scalars(sa.select(ChangeVersion)).all()
    assert (version.state, version.title, version.reason) == (VersionState.DRAFT, "Merge", "Cheaper")
    assert database.session.scalars(sa.select(ChangeUnit.unit_id)).all() == [unit.id]
    [step] = database.session.scalars(sa.select(ChangeStep)).all()
    assert (step.from_state, step.to_state, step.on) == (None, state, TODAY)
    assert entries(database, "change") == ["change:edit"]


def test_units_of_another_employer_are_refused(database: SQLAlchemy) -> None:
    unit = factories.unit(employer_id=factories.employer().id)
    programme = factories.programme(employer_id=factories.employer().id)

    with pytest.raises(ChangeRefusedError), unit_of_work():
        services.log_change(
            programme,
            title="Merge",
            type=ChangeType.MERGER,
            reason="",
            unit_ids=(unit.id,),
            announced=None,
            by=viewer(Role.HR_PARTNER),
            at=NOW,
            on=TODAY,
        )


def test_editing_replaces_units_and_sites_and_tells_the_measure(database: SQLAlchemy) -> None:
    hr, old, new = viewer(Role.HR_PARTNER), factories.unit(), factories.unit()
    change, site = a_change(units=(old,)), factories.establishment()
    before = number(database, change.programme.employer_id)

    save_edit(change, hr, unit_ids=(new.id,), site_ids=(site.id,), dates=Milestones(announced=TODAY))

    assert database.session.scalars(sa.select(ChangeUnit.unit_id)).all() == [new.id]
    assert database.session.scalars(sa.select(ChangeSite.establishment_id)).all() == [site.id]
    assert change.announced == TODAY
    assert number(database, change.programme.employer_id) == before + 1


def test_the_version_rises_also_when_only_units_differ(database: SQLAlchemy) -> None:
    change, unit = a_change(), factories.unit()
    before = change.version

    save_edit(change, viewer(Role.HR_PARTNER), unit_ids=(unit.id,))

    assert change.version == before + 1


def test_an_edit_over_an_older_version_is_refused(database: SQLAlchemy) -> None:
    change, hr = a_change(), viewer(Role.HR_PARTNER)
    seen = change.version
    save_edit(change, hr, certainty=Certainty.COMMITTED)

    with pytest.raises(EditConflictError), unit_of_work():
        services.edit_change(change, edit(), by=hr, seen=seen)


def test_a_change_cannot_become_part_of_itself(database: SQLAlchemy) -> None:
    whole, hr = a_change(), viewer(Role.HR_PARTNER)
    part = a_change(part_of_id=whole.id)

    with pytest.raises(ChangeRefusedError) as refused:
        save_edit(whole, hr, part_of_id=part.id)

    assert set(refused.value.messages) == {"part_of"}


def test_dates_may_not_push_those_of_an_impact_out_of_order(database: SQLAlchemy) -> None:
    change, hr = a_change(), viewer(Role.HR_PARTNER)
    factories.affected(change, transition_end=date(2011, 6, 30))
    later = Milestones(transition_start=date(2011, 7, 1))

    with pytest.raises(ChangeRefusedError, match="dates of its own that no longer fit"):
        save_edit(change, hr, dates=later)

    factories.affected(a_change(), transition_end=date(2011, 6, 30))
    other = a_change()
    factories.affected(other, transition_end=date(2011, 6, 30), state=ImpactState.SUPERSEDED)
    save_edit(other, hr, dates=later)
    assert other.transition_start == date(2011, 7, 1)


def test_only_the_programme_director_decides(database: SQLAlchemy) -> None:
    change = a_change(state=ChangeState.IN_CONSULTATION)

    with pytest.raises(ChangeMoveError, match="Only the programme director"):
        move(change, ChangeState.DECIDED, viewer(Role.HR_PARTNER))
    move(change, ChangeState.DECIDED, viewer(Role.PROGRAMME_DIRECTOR))

    assert change.state is ChangeState.DECIDED
    assert entries(database, "change") == ["change:decide"]


def test_a_pause_remembers_where_it_began_and_ends_there(database: SQLAlchemy) -> None:
    change, hr = a_change(state=ChangeState.DECIDED), viewer(Role.HR_PARTNER)

    move(change, ChangeState.PAUSED, hr)
    assert change.paused_from is ChangeState.DECIDED
    move(change, ChangeState.DECIDED, hr)

    assert change.state is ChangeState.DECIDED
    assert database.session.scalar(sa.select(Change.paused_from)) is None


def test_withdrawing_sets_the_first_day_without_effect(database: SQLAlchemy) -> None:
    change, hr = a_change(announced=date(2011, 2, 1)), viewer(Role.HR_PARTNER)
    employer_id = change.programme.employer_id
    before = number(database, employer_id)

    with pytest.raises(ChangeRefusedError):
        move(change, ChangeState.WITHDRAWN, hr, on=date(2011, 1, 31))
    move(change, ChangeState.WITHDRAWN, hr)

    assert change.withdrawn == TODAY
    assert number(database, employer_id) == before + 1
    with pytest.raises(ChangeRefusedError, match="no longer be edited"):
        save_edit(change, hr)


def test_superseding_names_the_change_that_takes_its_place(database: SQLAlchemy) -> None:
    old, new, hr = a_change(), a_change(), viewer(Role.HR_PARTNER)

    with pytest.raises(ChangeRefusedError, match="takes its place"):
        move(old, ChangeState.SUPERSEDED, hr)
    move(old, ChangeState.SUPERSEDED, hr, superseding=new)

    assert (old.state, old.withdrawn, new.supersedes_id) == (ChangeState.SUPERSEDED, TODAY, old.id)
    third = a_change()
    with pytest.raises(ChangeRefusedError, match="does not supersede another"):
        move(third, ChangeState.SUPERSEDED, hr, superseding=new)


def test_a_text_goes_from_draft_to_published_and_is_then_replaced(database: SQLAlchemy) -> None:
    hr, director = viewer(Role.HR_PARTNER), viewer(Role.PROGRAMME_DIRECTOR)
    change = a_change(title="Working title", published=False)

    first = write(change, hr, send=True, seen=1)
    assert (first.number, first.state, change.title) == (1, VersionState.AWAITING_APPROVAL, "Two desks")
    with unit_of_work():
        proposals.publish(change, first, by=director, at=NOW, seen=first.version)
    second = write(change, hr, title="Three desks", proposal="Merge two", send=True, seen=0)
    assert (second.number, change.title, change.published_number) == (2, "Two desks", 1)
    with unit_of_work():
        proposals.publish(change, second, by=director, at=NOW, seen=second.version)

    assert (first.state, second.state) == (VersionState.REPLACED, VersionState.PUBLISHED)
    assert (change.title, change.published_number) == ("Three desks", 2)
    expected = commitment("proposal", "Three desks\n\nCheaper\n\nMerge two", second.salt)
    assert (second.salt, second.commitment) == expected
    body = database.session.scalars(
        sa.select(AuditEntry.body).where(AuditEntry.object_type == "proposal").order_by(AuditEntry.id.desc())
    ).first()
    assert second.commitment in (body or "")
    assert "desks" not in (body or "")


def test_the_writer_may_not_publish(database: SQLAlchemy) -> None:
    director = viewer(Role.PROGRAMME_DIRECTOR)
    change = a_change(published=False)
    version = write(change, director, send=True, seen=1)

    with pytest.raises(PublicationError, match="You wrote this text"), unit_of_work():
        proposals.publish(change, version, by=director, at=NOW, seen=version.version)


def test_only_a_text_sent_for_approval_can_be_published_or_sent_back(database: SQLAlchemy) -> None:
    change, director = a_change(published=False), viewer(Role.PROGRAMME_DIRECTOR)
    version = write(change, viewer(Role.HR_PARTNER), seen=1)

    with pytest.raises(PublicationError, match="sent for approval"), unit_of_work():
        proposals.publish(change, version, by=director, at=NOW, seen=version.version)
    with pytest.raises(PublicationError, match="not waiting"), unit_of_work():
        proposals.send_back(change, version, why="Say by when", by=director, at=NOW, seen=version.version)

    write(change, viewer(Role.HR_PARTNER), seen=version.version, send=True)
    with unit_of_work():
        proposals.send_back(change, version, why="Say by when", by=director, at=NOW, seen=version.version)
    assert version.state is VersionState.DRAFT


def test_two_writers_of_one_text_do_not_overwrite_each_other(database: SQLAlchemy) -> None:
    change, hr = a_change(), viewer(Role.HR_PARTNER)
    first = write(change, hr, seen=0)

    with pytest.raises(EditConflictError):
        write(change, hr, seen=0)
    write(change, hr, seen=first.version)
    with pytest.raises(EditConflictError):
        write(a_change(), hr, seen=3)


def test_the_text_of_an_ended_change_stays_as_it_is(database: SQLAlchemy) -> None:
    change = a_change(state=ChangeState.CLOSED)

    with pytest.raises(PublicationError, match="stays as it is"):
        write(change, viewer(Role.HR_PARTNER), seen=0)
