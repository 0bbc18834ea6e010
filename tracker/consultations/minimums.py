"""What the law says of the days chosen for a consultation, shown beside them. It never says lawful."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.consultations.rules import ConsultationKind
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.collective import tiers_on
from tracker.policy.law.day_counts import earliest_after
from tracker.policy.law.fair_process import adequate_time
from tracker.policy.law.findings import MissingFactError
from tracker.policy.law.parameters import NotHeldError, RuleBook
from tracker.policy.law.regimes import regime_of

NO_NUMBER: dict[ConsultationKind, str] = {
    ConsultationKind.INDIVIDUAL: "The law sets no number of days for individual consultation.",
    ConsultationKind.TRANSFER: (
        "The law sets no number of days: long enough before the transfer to consult about its measures."
    ),
    ConsultationKind.GENERAL: "The law sets no number of days for a general consultation.",
}


@dataclass(frozen=True)
class Tier:
    """From ``least`` proposed dismissals at one establishment: ``days`` between opening and the first one."""

    least: int
    days: int
    first_dismissal: date | None


@dataclass(frozen=True)
class Minimum:
    """``tiers`` for collective consultation; ``words`` where the law has no number, or none is held."""

    days_open: int
    short: str
    tiers: Sequence[Tier] = ()
    words: str = ""
    source: str = ""


def minimum_beside(
    law: RuleBook, nation: Nation | None, kind: ConsultationKind, opens: date, closes: date
) -> Minimum:
    """The statutory minimum for a consultation that opens then, taken as the day of the proposal.

    First dismissals are by clear days, the safer of the two ways to count.
    """
    time = adequate_time(law, opens, closes)
    short = time.message if time.code == "short" else ""
    days_open = (closes - opens).days + 1
    if kind in NO_NUMBER:
        return Minimum(days_open, short, words=NO_NUMBER[kind])
    try:
        period = tiers_on(law, regime_of(nation), opens)
    except (MissingFactError, NotHeldError) as error:
        return Minimum(days_open, short, words=f"Not known: {error}.")
    tiers = []
    for row in period.rows:
        first = earliest_after(opens, row["days"]).value
        tiers.append(Tier(row["least"], row["days"], first.clear if first else None))
    return Minimum(days_open, short, tiers, source=period.source)
