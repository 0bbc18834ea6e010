"""When the uncertainty of somebody in a change is over, on plain values."""

from datetime import date

from tracker.affected_staff.rules import SETTLED, AffectedStatus


def outcome_on(status: AffectedStatus, status_on: date, withdrawn: date | None) -> date | None:
    """The day of a confirmed outcome, None while there is none.

    An outcome is a status that says where the person stands, or the end of the change itself by withdrawal.
    A change that ended otherwise without an outcome for the person leaves them waiting, and shows it.
    """
    own = status_on if status in SETTLED else None
    return min((day for day in (own, withdrawn) if day is not None), default=None)
