"""When the duty to consult collectively begins, and how long before the first dismissal (CR-01 to CR-09)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.policy.law.counting import CountingRule, Proposed, Route, Sorted, sort_people
from tracker.policy.law.findings import Finding, Grade, MissingFactError, day, graded, need, need_count
from tracker.policy.law.parameters import Period, Regime, RuleBook
from tracker.policy.law.windows import largest_window

NEAR = 2
"""So few short of a threshold that one more person would matter; a product default."""


@dataclass(frozen=True)
class Duty:
    """The duty for a number of proposed redundancies. ``next_threshold`` is None above the last."""

    number: int
    days: int | None
    next_threshold: int | None

    @property
    def begins(self) -> bool:
        """Whether there is a duty."""
        return self.days is not None

    @property
    def distance(self) -> int | None:
        """How many more people would reach the next threshold."""
        return None if self.next_threshold is None else self.next_threshold - self.number


class Stage(StrEnum):
    """How firm a plan is."""

    SCENARIO = "scenario"
    PROPOSAL = "proposal"


def tiers_on(law: RuleBook, regime: Regime, proposed_on: date) -> Period:
    """The thresholds in force on the day of the proposal."""
    if regime not in (Regime.GREAT_BRITAIN, Regime.NORTHERN_IRELAND):
        raise MissingFactError(f"thresholds of this shape (the law of {regime} is another)")
    return law.at(regime, "collective_tiers", proposed_on)


def window_days(tiers: Period) -> int:
    """The days over which proposed dismissals are added at the first threshold."""
    return tiers.rows[0]["window"]


def duty_of(tiers: Period, number: int) -> Duty:
    """The duty that the thresholds give for a number."""
    days = [row["days"] for row in tiers.rows if row["least"] <= number]
    ahead = [row["least"] for row in tiers.rows if row["least"] > number]
    return Duty(number, days[-1] if days else None, ahead[0] if ahead else None)


@graded("CR-01")
def collective_duty(
    law: RuleBook,
    regime: Regime,
    proposed_on: date | None,
    number: int | None,
    stage: Stage = Stage.PROPOSAL,
) -> Finding[Duty]:
    """The duty of one employer at one establishment for so many counted people inside the window."""
    on = need(proposed_on, "the day of the proposal")
    people = need_count(number, "the number of proposed redundancies")
    tiers = tiers_on(law, regime, on)
    duty = duty_of(tiers, people)
    steps = [f"{people} counted; thresholds in force on {day(on)}: {_written(tiers)}"]
    if stage is Stage.SCENARIO:
        return Finding(
            "CR-03",
            Grade.WARN if duty.begins else Grade.INFO,
            "Still a scenario, not a proposal: watch for the point at which it becomes one",
            Duty(people, None, duty.next_threshold),
            code="still_a_scenario",
            steps=(
                *steps,
                "A plan that would almost inevitably cost jobs is a proposal already",
            ),
            sources=(tiers,),
            dates=(("proposal", on),),
        )
    near = duty.distance is not None and duty.distance <= NEAR
    return Finding(
        "CR-01",
        Grade.WARN if duty.begins or near else Grade.INFO,
        _message(duty),
        duty,
        code="near_threshold" if near else "",
        steps=tuple(steps),
        sources=(tiers,),
        dates=(("proposal", on),),
    )


def _written(tiers: Period) -> str:
    return ", ".join(f"{row['least']} or more, {row['days']} days" for row in tiers.rows)


def _message(duty: Duty) -> str:
    short = f"; {duty.distance} short of {duty.next_threshold}" if duty.distance else ""
    if duty.days is None:
        return f"{duty.number} counted: below the threshold of collective consultation{short}"
    return f"{duty.number} counted: consult at least {duty.days} days before the first dismissal{short}"


@dataclass(frozen=True)
class Count:
    """Counted people and the duty. ``dated`` is the largest window of those whose leaving date is known."""

    people: Sorted
    dated: int
    undated: int
    duty: Duty
    flags: tuple[str, ...]

    @property
    def number(self) -> int:
        """The largest window, with all whose date is not known taken to fall inside."""
        return self.dated + self.undated


@graded("CR-05")
def count_people(
    law: RuleBook,
    regime: Regime,
    proposed_on: date | None,
    people: Iterable[Proposed],
    stage: Stage = Stage.PROPOSAL,
) -> Finding[Count]:
    """Who of one employer's people at one establishment counts, and the duty that follows."""
    on = need(proposed_on, "the day of the proposal")
    tiers = tiers_on(law, regime, on)
    rule = CountingRule.on(law, regime, on)
    groups = list(people)
    told_apart = sort_people(rule, groups)
    by_day = {leaves: number for leaves, number in told_apart.counted.items() if leaves is not None}
    window = largest_window(by_day, window_days(tiers))
    undated = told_apart.counted.get(None, 0)
    highest = collective_duty(law, regime, on, window.number + undated, stage)
    lowest = collective_duty(law, regime, on, window.number, stage)
    unknown = highest.known.days != lowest.known.days
    flags = []
    if _under_the_code(law, regime, on, groups):
        flags.append("fire_and_rehire_code_2024")
    if highest.code == "near_threshold":
        flags.append("near_threshold")
    steps = [f"{number}: {why}" for why, number in told_apart.why_counted.items()]
    steps += [f"{number} left out: {why}" for why, number in told_apart.left_out.items()]
    if window.first and window.last:
        steps.append(
            f"Most in {window_days(tiers)} days: {window.number}, {day(window.first)} to {day(window.last)}"
        )
    if undated:
        steps.append(f"{undated} without a leaving date are taken to fall inside the same days")
    return Finding(
        "CR-05",
        Grade.UNKNOWN if unknown else highest.grade,
        "The duty turns on leaving dates that are not known" if unknown else highest.message,
        Count(told_apart, window.number, undated, highest.known, tuple(flags)),
        code="missing_fact" if unknown else highest.code,
        steps=(*steps, *highest.steps),
        sources=(tiers, rule.fixed_term_expiry),
        dates=(("proposal", on),),
        missing=(f"the leaving dates of {undated} people",) if unknown else (),
    )


def _under_the_code(law: RuleBook, regime: Regime, on: date, groups: Iterable[Proposed]) -> bool:
    """Whether people are to be re-engaged on other terms while the code of practice is in force."""
    if regime is not Regime.GREAT_BRITAIN:
        return False
    reengaged = any(group.route is Route.REENGAGED and group.number for group in groups)
    return reengaged and law.at(regime, "dismiss_and_reengage_code_uplift", on).number > 0


@dataclass(frozen=True)
class Sites:
    """The duty at each establishment of one employer, and what all as one would give."""

    by_site: Mapping[str, Duty]
    together: Duty

    @property
    def only_together(self) -> bool:
        """Whether a duty appears only when the sites are read as one."""
        return self.together.begins and not any(duty.begins for duty in self.by_site.values())


@graded("CR-09")
def duty_by_site(
    law: RuleBook, regime: Regime, proposed_on: date | None, numbers: Mapping[str, int | None]
) -> Finding[Sites]:
    """Each establishment by itself, and the sum beside it as a warning. Employers never add (CR-08)."""
    on = need(proposed_on, "the day of the proposal")
    tiers = tiers_on(law, regime, on)
    known = {site: need_count(number, f"the number at {site}") for site, number in numbers.items()}
    sites = Sites(
        {site: duty_of(tiers, number) for site, number in known.items()}, duty_of(tiers, sum(known.values()))
    )
    highest = max((duty.days or 0 for duty in sites.by_site.values()), default=0)
    more = (sites.together.days or 0) > highest
    ignored = law.at(regime, "establishment_words_ignored", on) if regime is Regime.GREAT_BRITAIN else None
    steps = [f"{site}: {_message(duty)}" for site, duty in sites.by_site.items()]
    steps.append(f"All sites as one: {sites.together.number}")
    if ignored and ignored.holds:
        steps.append(f"From {ignored.start} to {ignored.end} a court read the sites as one; later overruled")
    return Finding(
        "CR-09",
        Grade.WARN if more or highest else Grade.INFO,
        "Read as one, the sites would reach a higher threshold" if more else "Each site is counted by itself",
        sites,
        code="only_together" if more else "",
        steps=tuple(steps),
        sources=(tiers, *((ignored,) if ignored else ())),
        dates=(("proposal", on),),
    )


@graded("CR-22")
def organisation_duty(
    law: RuleBook, proposed_on: date | None, numbers: Iterable[int], what_if: int | None = None
) -> Finding[Duty]:
    """The second limb across the whole employer. It is not law yet: ``what_if`` supposes a threshold."""
    on = need(proposed_on, "the day of the proposal")
    total = sum(need_count(number, "the number at a site") for number in numbers)
    if what_if is None:
        found = law.parameters[Regime.GREAT_BRITAIN, "organisation_threshold"].at(on)
        if found is None:
            return Finding(
                "CR-22",
                Grade.INFO,
                f"{total} in the whole organisation: a threshold for the whole is not law yet",
                Duty(total, None, None),
                code="not_in_force",
            )
        what_if = found.number
    floor = law.at(Regime.GREAT_BRITAIN, "organisation_threshold_floor", on)
    if what_if < floor.number:
        raise MissingFactError(f"a threshold that regulations may set ({what_if} is below {floor.number})")
    tiers = tiers_on(law, Regime.GREAT_BRITAIN, on)
    days = duty_of(tiers, total).days if total >= what_if else None
    return Finding(
        "CR-22",
        Grade.WARN if days else Grade.INFO,
        f"{total} in the whole organisation against a supposed threshold of {what_if}: not law yet",
        Duty(total, days, None if days else what_if),
        code="what_if",
        steps=(f"{total} against {what_if}", f"Then {_written(tiers)}"),
        sources=(floor, tiers),
        dates=(("proposal", on),),
    )


def valid_organisation_threshold(law: RuleBook, number: int, on: date) -> bool:
    """Whether regulations could set such a number."""
    return number >= law.at(Regime.GREAT_BRITAIN, "organisation_threshold_floor", on).number


def tiered_organisation_threshold(law: RuleBook, workforce: int, on: date) -> int:
    """The threshold of the tiered option for an employer of that size: a proposal, not law."""
    rows = law.at(Regime.GREAT_BRITAIN, "organisation_threshold_tiered_option", on).rows
    return [row["people"] for row in rows if row["workforce"] <= workforce][-1]
