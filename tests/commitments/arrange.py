"""Commitments as tests need them, made by the services."""

from datetime import date, timedelta
from typing import Any

from tracker.changes.models import Change
from tracker.commitments import services
from tracker.commitments.models import Commitment
from tracker.database import new_reference, now, unit_of_work
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today


def promised(
    change: Change, union: RecognisedUnion, by: Viewer, text: str, due_on: date | None = None, **told: Any
) -> Commitment:
    with unit_of_work():
        return services.record(
            change,
            union.id,
            reference=new_reference(),
            by=by,
            moment=now(),
            text=text,
            given_by="HR director",
            given_on=today() - timedelta(days=30),
            due_on=due_on or today() + timedelta(days=30),
            **told,
        )
