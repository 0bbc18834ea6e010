"""What pages read of statutory steps and overrides."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.accounts.models import Account
from tracker.changes.models import Change
from tracker.compliance.models import GateOverride, StatutoryStep
from tracker.compliance.models_records import Moment
from tracker.compliance.queries import clocks_of
from tracker.compliance.queries_records import assessments_of, defended_steps
from tracker.compliance.steps import Outcome, Recorded, Step, StepKind, board
from tracker.database import db
from tracker.policy.law.parameters import RuleBook


def steps_of(change: Change) -> dict[StepKind, StatutoryStep]:
    """What has been recorded of the change's steps, the change being one the viewer may read."""
    rows = db.session.scalars(sa.select(StatutoryStep).where(StatutoryStep.change_id == change.id))
    return {row.kind: row for row in rows}


def board_of(law: RuleBook, change: Change, day: date) -> list[Step]:
    """The board of a change that the viewer may read."""
    found = clocks_of(law, change, day)
    recorded = {
        kind: Recorded(row.outcome, row.on, row.approved_by_id is not None)
        for kind, row in steps_of(change).items()
    }
    assessed = assessments_of(change)[Moment.PROPOSAL]
    if assessed and StepKind.EQUALITY not in recorded:
        recorded[StepKind.EQUALITY] = Recorded(Outcome.DONE, assessed[-1].on, approved=False)
    return board(found.clocks, found.dates, recorded, day, defended_steps(change, day))


def overrides_of(change: Change) -> list[tuple[GateOverride, str, str | None]]:
    """Overrides asked for, newest first, with who asked and who agreed."""
    second = aliased(Account)
    rows = db.session.execute(
        sa.select(GateOverride, Account.name, second.name)
        .join(Account, Account.id == GateOverride.asked_by_id)
        .outerjoin(second, second.id == GateOverride.approved_by_id)
        .where(GateOverride.change_id == change.id)
        .order_by(GateOverride.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]
