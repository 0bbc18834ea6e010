"""Holds a change back while a required step is red, unless two people agreed to go on."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from tracker.changes.models import Change
from tracker.changes.rules import ChangeState
from tracker.compliance.models import GateOverride
from tracker.compliance.queries_steps import board_of
from tracker.compliance.steps import Step
from tracker.database import db
from tracker.policy.law.parameters import rule_book

HELD_STATES = frozenset({ChangeState.IMPLEMENTING})


def red_steps(change: Change, day: date) -> list[Step]:
    """Required steps of the change that are red and that no approved override names."""
    return not_allowed(change, board_of(rule_book(), change, day))


def not_allowed(change: Change, board: Sequence[Step]) -> list[Step]:
    """Those of the board that are red and that no approved override names."""
    red = [step for step in board if step.red]
    if not red:
        return []
    allowed: set[str] = set()
    for names in db.session.scalars(
        sa.select(GateOverride.steps).where(
            GateOverride.change_id == change.id, GateOverride.approved_by_id.is_not(None)
        )
    ):
        allowed.update(names)
    return [step for step in red if step.kind.value not in allowed]


def hold_back(change: Change, wanted: ChangeState, day: date) -> list[str]:
    """Why the change may not enter the state yet; empty when it may."""
    if wanted not in HELD_STATES:
        return []
    return [f"{step.kind} is {step.state}" for step in red_steps(change, day)]
