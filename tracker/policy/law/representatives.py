"""Whom to consult for each description of employee (rules CR-10 and CR-11)."""

from collections.abc import Mapping
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


ELECTION_CONDITIONS: Mapping[str, str] = {
    "fair": "Arrangements are fair, and decide how many seats and for which classes",
    "seats_cover_all": "Seats are enough for all classes, with representatives for all or for each class",
    "term": "The term is long enough to finish the consultation",
    "candidates": "Candidates are affected employees on the day of the election",
    "nobody_barred": "Nobody is unreasonably barred from standing",
    "all_may_vote": "All affected employees may vote on the day, for as many as their class has seats",
    "secret": "Votes are secret as far as practicable and counted properly",
}
"""TULRCA 1992 s.188A(1), by key. A seat that falls empty is filled by another election."""


@graded("CR-11")
def election_conditions(answers: Mapping[str, bool | None] | None) -> Finding[tuple[str, ...]]:
    """Which conditions of an election are recorded as not met; one that nobody has judged is unknown."""
    answers = answers or {}
    failed = tuple(key for key in ELECTION_CONDITIONS if answers.get(key) is False)
    open_ = tuple(key for key in ELECTION_CONDITIONS if answers.get(key) is None)
    if failed:
        return Finding(
            "CR-11",
            Grade.BREACH,
            f"{len(failed)} of {len(ELECTION_CONDITIONS)} conditions are not met",
            failed,
            code="conditions_failed",
            steps=tuple(f"Not met: {ELECTION_CONDITIONS[key]}" for key in failed),
        )
    if open_:
        return Finding(
            "CR-11",
            Grade.UNKNOWN,
            f"Not known: {len(open_)} of {len(ELECTION_CONDITIONS)} conditions",
            code="missing_fact",
            steps=tuple(f"Not judged: {ELECTION_CONDITIONS[key]}" for key in open_),
            missing=open_,
        )
    return Finding("CR-11", Grade.INFO, "Every condition is recorded as met", ())
