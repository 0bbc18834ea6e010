"""Whom to consult for each description of employee (rules CR-10 and CR-11)."""

from datetime import date
from enum import StrEnum

from tracker.policy.law.findings import Finding, Grade, day, graded, need


class Whom(StrEnum):
    """Who speaks for a description of employees."""

    UNION = "union representatives"
    EXISTING_OR_ELECTED = "an existing elected body with authority, or specially elected representatives"
    ELECTED = "specially elected representatives"
    EACH_EMPLOYEE = "each affected employee"


@graded("CR-10")
def whom_to_consult(recognised_union: bool | None, existing_body: bool | None = None) -> Finding[Whom]:
    """A recognised independent union and no one else; otherwise an elected body, at the employer's choice.

    Recognition follows the job, never membership, so nothing about membership is asked.
    """
    if need(recognised_union, "whether an independent union is recognised for this description"):
        return Finding(
            "CR-10",
            Grade.INFO,
            "Consult the recognised union's representatives; no one else will do",
            Whom.UNION,
            steps=("Members and non-members alike: recognition follows the job",),
        )
    if need(existing_body, "whether an elected body with authority exists"):
        return Finding("CR-10", Grade.INFO, f"Consult {Whom.EXISTING_OR_ELECTED}", Whom.EXISTING_OR_ELECTED)
    return Finding(
        "CR-10",
        Grade.WARN,
        "Hold an election early enough to finish before consultation must start",
        Whom.ELECTED,
        code="election_required",
    )


@graded("CR-11")
def after_election(invited_on: date | None, elected_in_reasonable_time: bool | None) -> Finding[Whom]:
    """To whom the written information goes after an invitation to elect."""
    invited = need(invited_on, "the day of the invitation to elect")
    if need(elected_in_reasonable_time, "whether representatives were elected within a reasonable time"):
        return Finding("CR-11", Grade.INFO, "Consult the elected representatives", Whom.ELECTED)
    return Finding(
        "CR-11",
        Grade.WARN,
        f"Invited on {day(invited)}, nobody elected: give the information to each affected employee",
        Whom.EACH_EMPLOYEE,
        code="nobody_elected",
        dates=(("invitation", invited),),
    )


@graded("CR-10")
def in_scope(dismissal_proposed: bool | None, touched_by_measures: bool | None) -> Finding[bool]:
    """Whether someone's representatives are consulted. Only those to be dismissed count to the threshold."""
    if dismissal_proposed:
        return Finding("CR-10", Grade.INFO, "Consulted, and counted towards the threshold", True)
    touched = need(touched_by_measures, "whether measures connected with the dismissals touch them")
    need(dismissal_proposed, "whether dismissal is proposed")
    return Finding(
        "CR-10",
        Grade.INFO,
        "Consulted, not counted towards the threshold" if touched else "Not affected",
        touched,
    )


ELECTION_STEPS = (
    "Arrangements are fair, and decide how many seats and for which classes",
    "The term is long enough to finish the consultation",
    "Candidates are affected employees on the day of the election; nobody is unreasonably barred",
    "All affected employees on the day may vote, for as many as there are seats in their class",
    "Votes are secret as far as practicable and counted properly",
    "A seat that falls empty is filled by another election",
)
"""TULRCA 1992 s.188A."""
