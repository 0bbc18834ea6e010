"""Who may read which scores, and when: in the query, whatever page asks."""

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.selection.arrange import World, account, begin, finish, fresh, give, put_on, score_all, tell, world
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.selection.models import ScoreSheet
from tracker.selection.queries_scores import moderations_of, readable_sheets, results_of, sheets_of
from tracker.selection.rules import PanelPart


def readable(viewer: Viewer) -> list[tuple[int, int]]:
    """Member and scorer of each sheet the viewer may read."""
    rows = db.session.execute(
        readable_sheets(viewer)
        .with_only_columns(ScoreSheet.member_id, ScoreSheet.scorer_id)
        .order_by(None)
        .order_by(ScoreSheet.member_id, ScoreSheet.scorer_id)
    )
    return [(row[0], row[1]) for row in rows]


def pairs(here: World, *members: int) -> list[tuple[int, int]]:
    ids = sorted((here.first.account_id, here.second.account_id))
    return [(member, scorer) for member in members for scorer in ids]


def test_a_scorer_reads_only_their_own_until_both_are_done(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    one, two = here.members
    mine = [(one.id, here.first.account_id), (two.id, here.first.account_id)]
    assert db.session.scalar(sa.select(sa.func.count(ScoreSheet.id))) == 4

    give(here, here.second, one, 3, 3, 3)
    assert readable(here.first) == mine, "the other has handed in, I have not"
    give(here, here.first, one, 4, 4, 4)
    assert readable(here.first) == mine, "both are in for one person, but I still have another to score"
    give(here, here.first, two, 4, 4, 4)
    assert readable(here.first) == sorted([*pairs(here, one.id), (two.id, here.first.account_id)])
    give(here, here.second, two, 2, 2, 2)
    assert readable(here.first) == pairs(here, one.id, two.id)


def test_the_moderator_reads_a_person_when_both_scorers_are_done(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    one, _two = here.members

    give(here, here.first, one, 5, 5, 5)
    assert readable(here.moderator) == []
    assert [result.working for result in results_of(fresh(here), here.moderator)] == [None, None]
    give(here, here.second, one, 2, 2, 2)
    assert readable(here.moderator) == pairs(here, one.id)
    results = results_of(fresh(here), here.moderator)
    assert [result.working is None for result in results] == [False, True]
    assert [result.placed for result in results] == [None, None], "places say something of everybody"


def test_nobody_off_the_panel_ever_reads_a_score(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    score_all(here, 4, 2)
    finish(here)
    member = here.members[0]
    assert len(readable(here.moderator)) == 4

    strangers = [
        here.hr,
        factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union),
        factories.viewer(Role.MANAGER, unit=here.unit),
        factories.viewer(Role.PROGRAMME_DIRECTOR),
        factories.viewer(Role.STAFF, person=factories.person(unit=here.unit)),
        factories.viewer(Role.ADMINISTRATOR),
        factories.viewer(Role.AUDITOR),
    ]
    for stranger in strangers:
        assert readable(stranger) == []
        assert sheets_of(member, stranger) == []
        assert moderations_of(member, stranger) == []


def test_sitting_on_the_panel_counts_in_the_role_it_was_given_for(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    score_all(here, 4, 2)
    holder = account(here.moderator)
    factories.give_role(holder, Role.STAFF)

    as_staff = factories.viewer_of(holder, Role.STAFF)

    assert readable(as_staff) == []
    assert len(readable(here.moderator)) == 4


def test_another_pools_panel_reads_nothing_here(database: SQLAlchemy) -> None:
    here, there = world(people=2), world(people=2)
    begin(here)
    score_all(here, 4, 2)
    begin(there)

    assert readable(there.moderator) == []
    assert readable(there.hears) == []
    put_on(there, here.moderator, PanelPart.MODERATOR)
    assert len(readable(here.moderator)) == 4


def test_the_person_reads_their_own_once_told_and_nobody_elses(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    member = here.members[0]
    me = factories.viewer(Role.STAFF, person=here.people[0])
    score_all(here, 4, 2)
    assert readable(me) == []

    finish(here)
    assert readable(me) == [], "final, and not told yet"

    tell(here)

    assert readable(me) == pairs(here, member.id)
    assert {sheet.scorer for sheet in sheets_of(member, me)} == {""}, "no scorer is named"
    assert sheets_of(here.members[1], me) == []
