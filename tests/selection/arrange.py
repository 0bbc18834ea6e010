"""What the tests of this package start from: a pool of four, two scorers, a moderator, who hears appeals."""

from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from tests import factories
from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus, HowTold, Telling
from tracker.changes.models import Change
from tracker.database import db, now, unit_of_work
from tracker.organisation.models import Person, RecognisedUnion, Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.selection import queries, queries_scores, services, services_scoring
from tracker.selection.models import PanelMember, PoolCriterion, PoolMember, SelectionPool
from tracker.selection.rules import PanelPart, PoolOutcome, PoolState
from tracker.web.clock import today

CRITERIA = (("Skills", 50), ("Experience", 30), ("Attendance at training", 20))
DAY = date(2012, 3, 1)


@dataclass
class World:
    """One change and its pool, with everybody who has a part."""

    unit: Unit
    union: RecognisedUnion
    change: Change
    people: list[Person]
    pool: SelectionPool
    hr: Viewer
    first: Viewer
    second: Viewer
    moderator: Viewer
    hears: Viewer
    criteria: list[int] = field(default_factory=list)

    @property
    def members(self) -> list[PoolMember]:
        """Members in the order of their people."""
        return queries.members_of(self.pool.id)


def world(
    *,
    people: int = 4,
    to_select: int = 1,
    state: PoolState = PoolState.CONSULTED,
    inside: list[Person] | None = None,
    **parts: Viewer,
) -> World:
    """A pool ready to be scored. ``parts``: who is ``first``, ``second``, ``moderator`` or ``hears``."""
    union = factories.union()
    unit = factories.unit()
    group = factories.bargaining_group(union)
    change = factories.change(units=(unit,), title=f"Merge the offices {factories.number()}")
    inside = inside or [
        factories.person(unit=unit, group=group, name=f"Pat {letter}") for letter in "ABCDEFGH"[:people]
    ]
    factories.affected(change, *inside)
    pool = a_pool(change, to_select=to_select, posts_kept=len(inside) - to_select, state=state)
    for affected in db.session.scalars(
        sa.select(AffectedPerson).where(AffectedPerson.change_id == change.id).order_by(AffectedPerson.id)
    ):
        factories.save(PoolMember(pool_id=pool.id, affected_person_id=affected.id))
    here = World(
        unit,
        union,
        change,
        inside,
        pool,
        hr=factories.viewer(Role.HR_PARTNER),
        first=parts.get("first") or factories.viewer(Role.HR_PARTNER),
        second=parts.get("second") or factories.viewer(Role.MANAGER, unit=factories.unit()),
        moderator=parts.get("moderator") or factories.viewer(Role.HR_PARTNER),
        hears=parts.get("hears") or factories.viewer(Role.MANAGER, unit=factories.unit()),
    )
    for viewer, part in (
        (here.first, PanelPart.SCORER),
        (here.second, PanelPart.SCORER),
        (here.moderator, PanelPart.MODERATOR),
        (here.hears, PanelPart.APPEAL),
    ):
        put_on(here, viewer, part)
    here.criteria = [one.id for one in queries.criteria_of(pool.id)]
    return here


def a_pool(change: Change, **given: object) -> SelectionPool:
    """A pool with criteria and nobody in it."""
    values = {
        "name": f"Pool {factories.number()}",
        "posts": "Four posts become three",
        "posts_kept": 3,
        "to_select": 1,
        "anchors": ["None", "Little", "Some", "Good", "Very good"],
        "threshold": 2,
        "tie_rule": "The higher score for skills",
        "state": PoolState.CONSULTED,
        **given,
    }
    pool = factories.save(SelectionPool(change_id=change.id, **values))
    for number, (name, weight) in enumerate(CRITERIA, 1):
        factories.save(
            PoolCriterion(
                pool_id=pool.id, number=number, name=name, weight=weight, definition=f"What {name} means"
            )
        )
    return pool


def put_on(here: World, viewer: Viewer, part: PanelPart) -> None:
    """Put an account on the panel."""
    factories.save(
        PanelMember(
            pool_id=here.pool.id,
            account_id=viewer.account_id,
            part=part,
            granted_by_id=here.hr.account_id,
            granted_at=factories.MOMENT,
        )
    )


def account(viewer: Viewer) -> Account:
    """The account behind a viewer."""
    return db.session.get_one(Account, viewer.account_id)


def fresh(here: World) -> SelectionPool:
    """The pool as stored now, with its change."""
    db.session.expire_all()
    here.pool = queries.get_pool(here.pool.reference, here.hr, today())
    return here.pool


def begin(here: World) -> None:
    """Open scoring."""
    with unit_of_work():
        services.begin_scoring(
            fresh(here),
            here.unit.employer_id,
            told=None,
            seen=None,
            by=here.hr,
            day=today(),
            moment=now(),
        )


def give(here: World, scorer: Viewer, member: PoolMember, *values: int, hand_in: bool = True) -> None:
    """Scores of one scorer for one person, in the order of the criteria."""
    pool = fresh(here)
    row = queries.get_member(pool, member.reference)
    sheet = queries_scores.get_my_sheet(row, scorer)
    marks = {
        criterion: (value, "Seen at work") for criterion, value in zip(here.criteria, values, strict=True)
    }
    with unit_of_work():
        services_scoring.save_scores(pool, sheet, marks, seen=None, by=scorer, moment=now())
        if hand_in:
            services_scoring.hand_in(pool, sheet, by=scorer, moment=now())


def score_all(here: World, *totals: int) -> None:
    """Both scorers give each person the same score throughout, in the order of the people."""
    for member, value in zip(here.members, totals, strict=True):
        for scorer in (here.first, here.second):
            give(here, scorer, member, value, value, value)


def finish(here: World) -> None:
    """Moderated and final."""
    with unit_of_work():
        services_scoring.finish_moderation(
            fresh(here), part=PanelPart.MODERATOR, seen=None, by=here.moderator, day=today(), moment=now()
        )
    with unit_of_work():
        services.make_final(fresh(here), seen=None, by=here.hr, day=today(), moment=now())


def tell(here: World) -> None:
    """Everybody is moved as selection came out, and was told today."""
    pool = fresh(here)
    told = Telling(today(), HowTold.IN_PERSON, "Their manager")
    for outcome, status in (
        (PoolOutcome.SELECTED, AffectedStatus.SELECTED),
        (PoolOutcome.KEPT, AffectedStatus.SLOTTED_IN),
    ):
        people = [one.affected for one in here.members if one.outcome is outcome]
        with unit_of_work():
            services.apply_outcome(
                people,
                status,
                pool=pool,
                employer_id=here.unit.employer_id,
                on=today(),
                told=told,
                next_step_on=None,
                by=here.hr,
                moment=now(),
            )
