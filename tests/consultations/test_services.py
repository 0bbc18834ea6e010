import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.consultations.arrange import answered, consultation, over, staff, world
from tracker.audit.models import AuditEntry
from tracker.audit.rules import commitment
from tracker.consultations import answering, services
from tracker.consultations.models import (
    Answer,
    Consultation,
    ConsultationExtension,
    Response,
    ResponseVersion,
)
from tracker.consultations.queries import get_consultation, invited_unions, questions_of
from tracker.consultations.responders import own_response, responders_of
from tracker.consultations.rules import (
    Asked,
    ConsultationError,
    ConsultationKind,
    ConsultationState,
    Position,
    TooLateError,
    opening_text,
    outcome_text,
)
from tracker.database import EditConflictError, db, unit_of_work
from tracker.policy.access.roles import Role
from tracker.web.clock import today

DAY = today()
ONE = timedelta(days=1)
MOMENT = factories.MOMENT


def last_entry() -> dict[str, Any]:
    body = db.session.scalar(sa.select(AuditEntry.body).order_by(AuditEntry.id.desc()).limit(1))
    found: dict[str, Any] = json.loads(body or "{}")
    return found


DESIGN: dict[str, Any] = {
    "title": "Move north",
    "kind": ConsultationKind.COLLECTIVE,
    "opens": DAY,
    "closes": DAY + ONE,
    "document": "One\r\n\r\nTwo",
    "questions": [("Why?", True), ("When?", False)],
}


def test_a_draft_keeps_questions_and_unions_and_editing_replaces_them(database: SQLAlchemy) -> None:
    here = world()
    hr = factories.viewer(Role.HR_PARTNER)

    with unit_of_work():
        row = services.create_consultation(here.change, **DESIGN, union_ids=[here.union.id], by=hr)

    assert row.state is ConsultationState.DRAFT
    assert row.document == "One\n\nTwo"
    assert questions_of(row) == [Asked(1, "Why?", required=True), Asked(2, "When?", required=False)]
    assert [union.id for union in invited_unions(row)] == [here.union.id]
    with unit_of_work():
        services.edit_consultation(
            row, **{**DESIGN, "questions": [("How?", False)]}, union_ids=[], by=hr, seen=1
        )
    assert row.version == 2
    assert questions_of(row) == [Asked(1, "How?", required=False)]
    assert invited_unions(row) == []
    with pytest.raises(EditConflictError):
        services.edit_consultation(row, **DESIGN, union_ids=[], by=hr, seen=1)


def test_opening_fixes_what_is_asked_and_commits_to_it(database: SQLAlchemy) -> None:
    here = world(people=2)
    hr = factories.viewer(Role.HR_PARTNER)
    with unit_of_work():
        draft = services.create_consultation(here.change, **DESIGN, union_ids=[here.union.id], by=hr)
    row = get_consultation(draft.reference, hr, DAY)

    with unit_of_work():
        services.open_consultation(row, by=hr, moment=MOMENT, day=DAY, seen=1)

    text = opening_text(row.title, row.kind, row.mode, row.opens, row.closes, row.document, questions_of(row))
    assert row.commitment == commitment("consultation", text, row.salt)[1]
    entry = last_entry()
    assert entry["commitments"] == {"consultation": row.commitment}
    assert entry["facts"]["people asked"] == 2
    assert row.people_asked == 2
    with pytest.raises(ConsultationError, match="cannot be edited"):
        services.edit_consultation(row, **DESIGN, union_ids=[], by=hr)
    with pytest.raises(ConsultationError):
        services.open_consultation(row, by=hr, moment=MOMENT, day=DAY)


def test_a_draft_with_its_first_day_behind_it_does_not_open(database: SQLAlchemy) -> None:
    here = world()
    hr = factories.viewer(Role.HR_PARTNER)
    draft = consultation(here, state=ConsultationState.DRAFT, opens=DAY - ONE)
    row = get_consultation(draft.reference, hr, DAY)

    with pytest.raises(ConsultationError, match="has passed"):
        services.open_consultation(row, by=hr, moment=MOMENT, day=DAY)


def test_an_extension_keeps_both_days_and_the_reason(database: SQLAlchemy) -> None:
    here = world()
    hr = factories.viewer(Role.HR_PARTNER)
    row = consultation(here, closes=DAY)

    with unit_of_work():
        services.extend_consultation(
            row, closes=DAY + ONE, reason="A late paper", by=hr, moment=MOMENT, day=DAY
        )

    kept = db.session.scalars(sa.select(ConsultationExtension)).one()
    assert (kept.closes_before, kept.closes_after, kept.reason) == (DAY, DAY + ONE, "A late paper")
    assert row.closes == DAY + ONE
    assert last_entry()["commitments"] == {"extension": kept.commitment}
    with pytest.raises(ConsultationError):
        services.extend_consultation(row, closes=DAY, reason="x", by=hr, moment=MOMENT, day=DAY)
    with pytest.raises(ConsultationError, match="reason"):
        services.extend_consultation(row, closes=DAY + 2 * ONE, reason="", by=hr, moment=MOMENT, day=DAY)


def test_an_answer_is_kept_with_what_proves_it_and_each_change_adds_a_version(database: SQLAlchemy) -> None:
    here = world()
    me = staff(here.people[0])
    row = consultation(here, questions=2)

    response = answered(row, me, text="No\r\nnever", day=DAY)
    answered(row, me, text="No\nnever", day=DAY)
    answered(row, me, text="Maybe", position=Position.SUPPORT_WITH_CHANGES, day=DAY)

    versions = db.session.scalars(sa.select(ResponseVersion).order_by(ResponseVersion.number)).all()
    assert [version.text for version in versions] == [
        "Position: oppose\n\n1. Question 1?\nNo\nnever\n\n2. Question 2?\n(no answer)",
        "Position: support with changes\n\n1. Question 1?\nMaybe\n\n2. Question 2?\n(no answer)",
    ]
    for version in versions:
        assert version.commitment == commitment("response", version.text, version.salt)[1]
    assert [answer.text for answer in db.session.scalars(sa.select(Answer))] == ["Maybe"]
    assert response.version == 2
    entry = last_entry()
    assert entry["commitments"] == {"response": versions[1].commitment}
    assert entry["facts"] == {"consultation": row.reference, "edits": 1}
    assert "Maybe" not in json.dumps(entry)


@pytest.mark.parametrize(
    ("opens", "closes", "counts"),
    [
        pytest.param(0, 0, True, id="first and last day"),
        pytest.param(-3, 0, True, id="last day"),
        pytest.param(-3, -1, False, id="the day after"),
        pytest.param(1, 3, False, id="the day before"),
    ],
)
def test_an_answer_counts_from_the_first_to_the_last_day(
    database: SQLAlchemy, opens: int, closes: int, *, counts: bool
) -> None:
    here = world()
    me = staff(here.people[0])
    row = consultation(here, opens=DAY + opens * ONE, closes=DAY + closes * ONE)
    responder = responders_of(row, me, DAY)[0]
    values: dict[str, Any] = {
        "position": Position.OPPOSE,
        "answers": {1: "No"},
        "by": me,
        "moment": MOMENT,
        "day": DAY,
    }

    if counts:
        with unit_of_work():
            answering.respond(row, responder, **values)
    else:
        with pytest.raises(TooLateError):
            answering.respond(row, responder, **values)

    assert len(db.session.scalars(sa.select(Response)).all()) == int(counts)


def test_two_representatives_at_once_do_not_overwrite_each_other(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    row = consultation(here)
    responder = responders_of(row, rep, DAY)[0]
    answered(row, factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union), text="Ours", day=DAY)

    for seen in (0, 7):
        with pytest.raises(EditConflictError):
            answering.respond(
                row,
                responder,
                position=Position.SUPPORT,
                answers={1: "Mine"},
                by=rep,
                moment=MOMENT,
                day=DAY,
                seen=seen,
            )

    sent = own_response(row, responder)
    assert sent is not None
    assert sent.answers == {1: "Ours"}


def test_an_outsider_has_no_name_to_answer_in(database: SQLAlchemy) -> None:
    here, there = world(), world()
    row = consultation(here)

    assert [who.person_id for who in responders_of(row, staff(here.people[0]), DAY)] == [here.people[0].id]
    for viewer in (
        staff(there.people[0]),
        factories.viewer(Role.UNION_REPRESENTATIVE, union=there.union),
        factories.viewer(Role.HR_PARTNER),
        factories.viewer(Role.MANAGER, unit=here.unit),
    ):
        assert responders_of(row, viewer, DAY) == []


def written(row: Consultation, *writers: Any) -> None:
    for number, writer in enumerate(writers):
        with unit_of_work():
            services.write_outcome(
                row,
                said="Travel",
                management_answer=f"No {number}",
                changes_made="A bus",
                by=writer,
                day=DAY,
            )


def test_whoever_wrote_any_of_the_outcome_does_not_publish_it(database: SQLAlchemy) -> None:
    here = world()
    ann, bob, director = (
        factories.viewer(role) for role in (Role.HR_PARTNER, Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR)
    )
    row = over(here, state=ConsultationState.CLOSED)
    written(row, ann, bob)

    for writer in (ann, bob):
        with pytest.raises(ConsultationError, match="did not write"):
            services.publish_outcome(row, by=writer, moment=MOMENT, day=DAY)
    with unit_of_work():
        services.publish_outcome(row, by=director, moment=MOMENT, day=DAY)

    assert row.state is ConsultationState.OUTCOME_PUBLISHED
    text = outcome_text("Travel", "No 1", "A bus")
    assert row.outcome_commitment == commitment("outcome", text, row.outcome_salt)[1]
    assert last_entry()["commitments"] == {"outcome": row.outcome_commitment}
    with pytest.raises(ConsultationError, match="published"):
        written(row, ann)


def test_an_outcome_waits_for_the_last_day_to_be_over(database: SQLAlchemy) -> None:
    here = world()
    hr = factories.viewer(Role.HR_PARTNER)
    row = consultation(here, closes=DAY)
    with unit_of_work():
        services.close_consultation(row, by=hr, moment=MOMENT, day=DAY)

    with pytest.raises(ConsultationError, match="last day is over"):
        services.write_outcome(row, management_answer="No", changes_made="None", by=hr, day=DAY)

    answered(row, staff(here.people[0]), day=DAY)
    with unit_of_work():
        services.write_outcome(row, management_answer="No", changes_made="None", by=hr, day=DAY + ONE)
    assert row.management_answer == "No"


def test_an_open_consultation_is_not_closed_early(database: SQLAlchemy) -> None:
    here = world()
    hr = factories.viewer(Role.HR_PARTNER)
    row = consultation(here, closes=DAY + ONE)

    with pytest.raises(ConsultationError, match="before its closing day"):
        services.close_consultation(row, by=hr, moment=MOMENT, day=DAY)
