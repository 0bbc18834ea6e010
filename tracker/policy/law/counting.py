"""Who counts towards collective redundancy (rules CR-02, CR-05 and POL-01)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from tracker.policy.law.findings import need_count
from tracker.policy.law.parameters import Period, Regime, RuleBook


class Kind(StrEnum):
    """What someone is in law."""

    EMPLOYEE = "employee"
    POLICE_OFFICER = "police officer"
    AGENCY_WORKER = "agency worker"
    SELF_EMPLOYED = "self-employed"
    CROWN_SERVANT = "Crown servant"
    UNKNOWN = "not known"


class Route(StrEnum):
    """Why, and how, someone's present job ends for them."""

    COMPULSORY = "compulsory redundancy"
    VOLUNTARY = "voluntary redundancy"
    OFFERED_OTHER_WORK = "offered other work"
    REENGAGED = "dismissed and re-engaged on other terms"
    FIXED_TERM_ENDS = "fixed term ends on its agreed day"
    FIXED_TERM_CUT = "fixed term ended early"
    POST_LOSS = "loss of the post, outcome open"
    PERSONAL = "conduct, capability or ill health"
    TRANSFER = "moves to another employer by law"
    SLOTTED_IN = "slotted in on the same terms"
    STAYS = "affected, not proposed for dismissal"
    UNKNOWN = "reason not known"


_COUNTED = MappingProxyType(
    {
        Route.COMPULSORY: "compulsory redundancies count",
        Route.VOLUNTARY: "volunteers count",
        Route.OFFERED_OTHER_WORK: "people offered other work count, as the present job ends",
        Route.REENGAGED: "dismissal to re-engage on other terms counts",
        Route.FIXED_TERM_CUT: "a fixed term ended early as redundant counts",
        Route.POST_LOSS: "the job is proposed to end",
        Route.UNKNOWN: "an unknown reason counts: redundancy is presumed until shown otherwise",
    }
)
_NOT_COUNTED = MappingProxyType(
    {
        Route.PERSONAL: "the reason is about the individual",
        Route.TRANSFER: "employment passes to the other employer",
        Route.SLOTTED_IN: "slotted in on the same terms: no dismissal",
        Route.STAYS: "no dismissal is proposed",
    }
)
_KINDS_OUTSIDE = MappingProxyType(
    {
        Kind.POLICE_OFFICER: "police officers hold an office and are outside the Act",
        Kind.AGENCY_WORKER: "agency workers are not employees",
        Kind.SELF_EMPLOYED: "self-employed people are not employees",
        Kind.CROWN_SERVANT: "Crown employment is outside: run the same process by policy",
    }
)


@dataclass(frozen=True)
class Proposed:
    """So many people of one kind, on one route. ``leaves`` is when the dismissal would take effect."""

    kind: Kind
    route: Route
    number: int
    leaves: date | None = None


@dataclass(frozen=True)
class Judged:
    """Whether such people count, and why."""

    counts: bool
    why: str


@dataclass(frozen=True)
class CountingRule:
    """Who counts, by the law of one regime on the day of the proposal."""

    fixed_term_expiry: Period

    @classmethod
    def on(cls, law: RuleBook, regime: Regime, proposed_on: date) -> "CountingRule":
        """The rule in force."""
        return cls(law.at(regime, "fixed_term_expiry_counts", proposed_on))

    def judge(self, kind: Kind, route: Route) -> Judged:
        """Kind first: an officer never counts, whatever the route."""
        if kind in _KINDS_OUTSIDE:
            return Judged(False, _KINDS_OUTSIDE[kind])
        if route is Route.FIXED_TERM_ENDS:
            if self.fixed_term_expiry.holds:
                return Judged(True, "a fixed term that ends counted at that date")
            return Judged(False, "a fixed term that ends on its agreed day does not count")
        if route in _COUNTED:
            return Judged(True, _COUNTED[route])
        return Judged(False, _NOT_COUNTED[route])


@dataclass(frozen=True)
class Sorted:
    """People told apart: the counted by leaving date (None where it is not known), the rest by reason."""

    counted: Mapping[date | None, int]
    why_counted: Mapping[str, int]
    left_out: Mapping[str, int]
    officers: int

    @property
    def number(self) -> int:
        """How many count, whenever they leave."""
        return sum(self.counted.values())


def sort_people(rule: CountingRule, people: Iterable[Proposed]) -> Sorted:
    """Tell the counted from the rest."""
    counted: dict[date | None, int] = {}
    reasons: dict[str, int] = {}
    left_out: dict[str, int] = {}
    officers = 0
    for group in people:
        number = need_count(group.number, f"the number of people ({group.route})")
        if not number:
            continue
        judged = rule.judge(group.kind, group.route)
        where = reasons if judged.counts else left_out
        where[judged.why] = where.get(judged.why, 0) + number
        if judged.counts:
            counted[group.leaves] = counted.get(group.leaves, 0) + number
        officers += number if group.kind is Kind.POLICE_OFFICER else 0
    return Sorted(counted, reasons, left_out, officers)
