"""The order of steps: no decision before consultation, no notice before it is complete (CR-03, CR-15)."""

from datetime import date

from tracker.policy.law.findings import Finding, Grade, day, graded, need
from tracker.policy.law.parameters import Regime, RuleBook


@graded("CR-03")
def decision_order(decided_on: date | None, consultation_start: date | None) -> Finding[bool]:
    """Whether the decision comes after the start of consultation."""
    decided = need(decided_on, "the day of the decision")
    start = need(consultation_start, "the start of consultation")
    early = decided < start
    return Finding(
        "CR-03",
        Grade.BREACH if early else Grade.INFO,
        f"Decided on {day(decided)}; consultation began on {day(start)}",
        not early,
        code="decision_before_consultation" if early else "",
        dates=(("decision", decided), ("start of consultation", start)),
    )


@graded("CR-15")
def notice_order(notice_on: date | None, consultation_completed: date | None) -> Finding[bool]:
    """Whether notice of dismissal waits for the end of consultation. Unset counts as not complete."""
    notice = need(notice_on, "the day of the first notice")
    if consultation_completed is None:
        return Finding(
            "CR-15",
            Grade.BREACH,
            f"Notice on {day(notice)}, and consultation is not recorded as complete",
            False,
            code="notice_before_consultation_complete",
            dates=(("first notice", notice),),
        )
    early = notice < consultation_completed
    return Finding(
        "CR-15",
        Grade.BREACH if early else Grade.INFO,
        f"Notice on {day(notice)}; consultation complete on {day(consultation_completed)}",
        not early,
        code="notice_before_consultation_complete" if early else "",
        steps=("Notice may fall inside the period of consultation once that is genuinely complete",),
        dates=(("first notice", notice), ("consultation complete", consultation_completed)),
    )


@graded("TU-09")
def pre_transfer_counts(
    law: RuleBook, transfer_on: date | None, elects_in_writing: bool | None, transferor_agrees: bool | None
) -> Finding[bool]:
    """Whether the incoming employer's redundancy consultation before a transfer counts."""
    on = need(transfer_on, "the day of the transfer")
    allowed = law.at(Regime.GREAT_BRITAIN, "pre_transfer_consultation", on)
    if not allowed.holds:
        return Finding(
            "TU-09",
            Grade.INFO,
            "Consultation before the transfer does not count",
            False,
            sources=(allowed,),
            dates=(("transfer", on),),
        )
    refused = elects_in_writing is False or transferor_agrees is False
    if not refused:
        need(elects_in_writing, "whether the incoming employer elected in writing")
        need(transferor_agrees, "whether the outgoing employer agrees")
    return Finding(
        "TU-09",
        Grade.WARN if refused else Grade.INFO,
        "It does not count without both election and agreement" if refused else "It counts",
        not refused,
        sources=(allowed,),
        dates=(("transfer", on),),
    )
