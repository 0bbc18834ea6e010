"""Words for what is held of somebody's absence or protection: never why."""

from datetime import date
from enum import StrEnum


class ProtectionSource(StrEnum):
    """The rule by which somebody is offered a suitable vacancy ahead of others; not what happened."""

    MAPLE_10 = "MAPLE Regulations 1999, regulation 10"
    PAL_23 = "PAL Regulations 2002, regulation 23"
    SPL_39 = "SPL Regulations 2014, regulation 39"
    LOCAL_POLICY = "a local agreement or policy"


class ContactArrangement(StrEnum):
    """How somebody who is away is told of a change: the same words whatever the reason."""

    AS_USUAL = "as usual, at work address and telephone"
    AT_HOME_IN_WRITING = "in writing, to the home address"
    AT_HOME_BY_TELEPHONE = "by telephone at agreed times"
    THROUGH_REPRESENTATIVE = "through the person they named"
    THROUGH_HR = "through HR only"


class AbsenceError(Exception):
    """Something that may not be recorded so; the message says what to do about the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


LONGEST_PROTECTION_YEARS = 4
"""More than any of the rules can come to: a later day is a slip."""


def check_protected_until(until: date, recorded_on: date) -> None:
    """Raise ``AbsenceError`` where the last day is over already, or too far off to come from any rule."""
    if until < recorded_on:
        raise AbsenceError("until", "Protected until must be today or later: nothing is held of what is over")
    if until.year - recorded_on.year > LONGEST_PROTECTION_YEARS:
        raise AbsenceError(
            "until", f"Protected until must be within {LONGEST_PROTECTION_YEARS} years: check the year"
        )
