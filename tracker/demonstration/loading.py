"""Loads the demonstration: everything in one unit of work, or nothing."""

from dataclasses import dataclass
from datetime import date
from random import Random

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.accounts.passwords import hasher
from tracker.database import db, unit_of_work
from tracker.demonstration.accounts import STAFF_ADDRESS, tell_accounts
from tracker.demonstration.affected_staff import tell_affected_staff
from tracker.demonstration.briefings import tell_briefings
from tracker.demonstration.changes import tell_changes, tell_programmes
from tracker.demonstration.commitments import tell_commitments
from tracker.demonstration.concerns import tell_concerns
from tracker.demonstration.consultations import tell_consultations
from tracker.demonstration.information_requests import tell_information_requests
from tracker.demonstration.joint_meetings import tell_joint_meetings
from tracker.demonstration.meetings import at_stake, tell_meetings
from tracker.demonstration.moves import tell_moves
from tracker.demonstration.notices import tell_notices
from tracker.demonstration.offers import tell_offers
from tracker.demonstration.pauses import tell_pauses
from tracker.demonstration.redeployment import tell_redeployment
from tracker.demonstration.register import tell_register
from tracker.demonstration.rows import Rows
from tracker.demonstration.selection import tell_selection
from tracker.demonstration.statutory import tell_statutory
from tracker.demonstration.structure import tell_plan, tell_saved_columns, tell_structure
from tracker.demonstration.support import tell_support_and_letters
from tracker.demonstration.world import World
from tracker.organisation.models import Employer, RecognisedUnion

SEED = 20121122
"""The same people, moves and fates in every installation; references and salts are random."""


class NotEmptyError(Exception):
    """The database holds an organisation of its own, which invented people must not be mixed with."""


@dataclass(frozen=True)
class Loaded:
    """What was written."""

    rows: int
    people: int
    changes: int


def is_loaded() -> bool:
    """Whether the demonstration is in the database already."""
    found = db.session.scalar(sa.select(Account.id).where(Account.email == STAFF_ADDRESS))
    return found is not None


def load(password: str, today: date, *, scale: float = 1.0) -> Loaded:
    """Write the whole story as of today. ``scale`` shrinks the force, for tests."""
    password_hash = hasher.hash(password)
    with unit_of_work():
        if db.session.scalar(sa.select(Employer.id).limit(1)) or db.session.scalar(
            sa.select(RecognisedUnion.id).limit(1)
        ):
            raise NotEmptyError
        world = World(Rows(), Random(SEED), today, scale)  # noqa: S311  a story, not a secret
        tell_register(world)
        tell_structure(world)
        tell_accounts(world, password_hash)
        tell_plan(world)
        tell_saved_columns(world)
        tell_programmes(world)
        changes = tell_changes(world)
        tell_notices(world)
        tell_pauses(world)
        tell_briefings(world)
        tell_statutory(world)
        tell_affected_staff(world, changes)
        tell_moves(world)
        stakes, apart = at_stake(world), Random(SEED)  # noqa: S311  a story, not a secret
        tell_meetings(world, stakes, apart)
        tell_support_and_letters(world, stakes, apart)
        tell_selection(world)
        tell_redeployment(world)
        tell_consultations(world, changes, password_hash)
        tell_concerns(world, changes)
        tell_information_requests(world, changes)
        tell_offers(world, changes)
        tell_joint_meetings(world)
        tell_commitments(world)
        written = world.rows.write()
    return Loaded(rows=written, people=len(world.people), changes=len(changes))
