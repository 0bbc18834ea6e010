"""What may hold a change back, said by packages above this one."""

from collections.abc import Callable
from datetime import date

from tracker.changes.models import Change
from tracker.changes.rules import ChangeMoveError, ChangeState

Gate = Callable[[Change, ChangeState, date], list[str]]

gates: list[Gate] = []
"""Each gives reasons why the change may not enter the state yet. Filled once, when the application starts."""


def check_gates(change: Change, wanted: ChangeState, day: date) -> None:
    """Raise ``ChangeMoveError`` with every reason that holds the change back."""
    reasons = [reason for gate in gates for reason in gate(change, wanted, day)]
    if reasons:
        raise ChangeMoveError(
            f"The change cannot become {wanted} yet: {'; '.join(reasons)}. "
            "Record the steps, or ask for an override on the page of statutory steps"
        )
