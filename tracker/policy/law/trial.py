"""An offer of other work and its trial period (rule IN-05)."""

from dataclasses import dataclass
from datetime import date

from tracker.policy.calendar.spans import last_day_of_weeks_after, last_day_of_weeks_beginning_with
from tracker.policy.law.findings import Finding, Grade, MissingFactError, day, graded, need
from tracker.policy.law.parameters import Regime, RuleBook

GB = Regime.GREAT_BRITAIN


@graded("IN-05")
def offer_in_time(
    law: RuleBook, old_job_ends: date | None, offer_made: date | None, starts: date | None
) -> Finding[bool]:
    """Whether an offer counts by law: made before the old job ends, the work beginning soon enough after."""
    ends = need(old_job_ends, "the day the old job ends")
    made = need(offer_made, "the day the offer was made")
    begins = need(starts, "the day the new work begins")
    weeks = law.at(GB, "offer_starts_within_weeks", ends)
    latest = last_day_of_weeks_after(ends, weeks.number)
    in_time = made <= ends
    soon = begins <= latest
    why = []
    if not in_time:
        why.append("the offer must be made before the old job ends")
    if not soon:
        why.append(f"the new work must begin by {day(latest)}")
    return Finding(
        "IN-05",
        Grade.INFO if in_time and soon else Grade.WARN,
        f"Not a statutory offer: {' and '.join(why)}" if why else "The offer is in time",
        in_time and soon,
        code="offer_too_late" if not in_time else "" if soon else "starts_too_late",
        steps=(
            f"Offered on {day(made)}; the old job ends on {day(ends)}",
            f"Begins on {day(begins)}; {weeks.number} weeks after the old job ends is {day(latest)}",
        ),
        sources=(weeks,),
        dates=(("old job ends", ends), ("offer made", made), ("new work begins", begins)),
    )


@graded("IN-05")
def payment_after_refusal(suitable: bool | None, refusal_reasonable: bool | None) -> Finding[bool]:
    """Whether redundancy payment is still due to someone who refuses other work."""
    fits = need(suitable, "whether the offered work is suitable")
    if not fits:
        return Finding("IN-05", Grade.INFO, "Payment is due: the work is not suitable", True)
    reasonable = need(refusal_reasonable, "whether the refusal is reasonable")
    if reasonable:
        return Finding("IN-05", Grade.INFO, "Payment is due: the refusal is reasonable", True)
    return Finding(
        "IN-05",
        Grade.WARN,
        "Payment is lost by an unreasonable refusal of suitable work",
        False,
        code="unreasonable_refusal",
    )


@dataclass(frozen=True)
class Trial:
    """First and last day of a trial period, both included."""

    first: date
    last: date

    @property
    def calendar_days(self) -> int:
        """Its length."""
        return (self.last - self.first).days + 1


@graded("IN-05")
def trial_period(
    law: RuleBook, new_work_starts: date | None, agreed_end: date | None = None
) -> Finding[Trial]:
    """The trial period of other work. ``agreed_end`` is that of a valid agreement for retraining."""
    first = need(new_work_starts, "the day the new work begins")
    weeks = law.at(GB, "trial_weeks", first)
    last = last_day_of_weeks_beginning_with(first, weeks.number)
    steps = [f"{weeks.number} calendar weeks beginning with {day(first)} end on {day(last)}"]
    if agreed_end is not None:
        if agreed_end < last:
            raise MissingFactError(f"the agreed end of retraining ({day(agreed_end)} is before {day(last)})")
        last = agreed_end
        steps.append(f"Agreed for retraining until {day(last)}")
    return Finding(
        "IN-05",
        Grade.INFO,
        f"The trial period ends on {day(last)}",
        Trial(first, last),
        steps=tuple(steps),
        sources=(weeks,),
        dates=(("new work begins", first),),
    )


@graded("IN-05")
def payment_after_trial(
    law: RuleBook,
    new_work_starts: date | None,
    leaves: date | None,
    suitable: bool | None = None,
    leaving_reasonable: bool | None = None,
    agreed_end: date | None = None,
) -> Finding[bool]:
    """Whether redundancy payment survives when someone leaves the new work.

    After the trial it is lost. Inside it, it is lost only by unreasonably leaving suitable work.
    """
    trial = trial_period(law, new_work_starts, agreed_end)
    span = need(trial.value, "the day the new work begins")
    left = need(leaves, "the day they leave the new work")
    if left < span.first:
        raise MissingFactError(f"the day they leave the new work ({day(left)} is before it begins)")
    if left > span.last:
        return Finding(
            "IN-05",
            Grade.WARN,
            f"Payment is lost: {day(left)} is after the trial period",
            False,
            code="after_trial",
            steps=trial.steps,
            sources=trial.sources,
            dates=(*trial.dates, ("leaves", left)),
        )
    fits = need(suitable, "whether the new work is suitable")
    kept = not fits or need(leaving_reasonable, "whether leaving is reasonable")
    return Finding(
        "IN-05",
        Grade.INFO if kept else Grade.WARN,
        "Payment is kept" if kept else "Payment is lost by unreasonably leaving suitable work",
        kept,
        code="" if kept else "unreasonable_leaving",
        steps=(*trial.steps, f"{day(left)} is inside the trial period"),
        sources=trial.sources,
        dates=(*trial.dates, ("leaves", left)),
    )


@graded("IN-05")
def trial_extension(
    for_retraining: bool | None,
    in_writing: bool | None,
    before_start: bool | None,
    states_end_and_terms: bool | None,
) -> Finding[bool]:
    """Whether an agreement to lengthen the trial holds. One condition that fails decides."""
    conditions = {
        "it is for retraining": for_retraining,
        "it is in writing": in_writing,
        "it is agreed before the new work begins": before_start,
        "it names its end and the terms that follow": states_end_and_terms,
    }
    failed = [words for words, met in conditions.items() if met is False]
    if failed:
        return Finding(
            "IN-05",
            Grade.WARN,
            f"The extension does not hold unless {' and '.join(failed)}",
            False,
            code="extension_invalid",
        )
    for words, met in conditions.items():
        need(met, f"whether {words}")
    return Finding("IN-05", Grade.INFO, "The extension holds", True, steps=tuple(conditions))
