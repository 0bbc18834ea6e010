"""Ireland, the directive of the European Union, and the federal law of the United States (section 10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.policy.law.findings import Finding, Grade, graded, need, need_count
from tracker.policy.law.parameters import Period, Regime, RuleBook
from tracker.policy.law.windows import largest_window

IE, EU, US = Regime.IRELAND, Regime.EUROPEAN_UNION, Regime.UNITED_STATES


def threshold_for(tiers: Period, employs: int) -> int | None:
    """How many dismissals make it collective at a place that normally employs so many; None: never."""
    row = [each for each in tiers.rows if each["employs"] <= employs][-1]
    if row["percent"]:
        return -(-employs * row["percent"] // 100)
    return row["people"] or None


@dataclass(frozen=True)
class Collective:
    """A collective redundancy or not, with its threshold and lead times."""

    threshold: int | None
    collective: bool
    consult_days: int | None = None
    authority_days: int | None = None


@graded("IE")
def irish_collective(
    law: RuleBook, employs: int | None, dismissals: int | None, on: date, of_the_state: bool | None = False
) -> Finding[Collective]:
    """Effected dismissals in 30 consecutive days against the average employed in the year before."""
    if need(of_the_state, "whether the employer is the State or a local authority"):
        outside = law.at(IE, "state_outside", on)
        return Finding(
            "IE", Grade.INFO, "The Act does not apply to the State or local authorities",
            Collective(None, False), code="act_does_not_apply", sources=(outside,),
        )  # fmt: skip
    size = need_count(employs, "how many the establishment normally employs")
    number = need_count(dismissals, "the dismissals in 30 days")
    tiers = law.at(IE, "collective_tiers", on)
    threshold = threshold_for(tiers, size)
    collective = threshold is not None and number >= threshold
    consult, minister = law.at(IE, "consultation_days", on), law.at(IE, "minister_days", on)
    return Finding(
        "IE",
        Grade.WARN if collective else Grade.INFO,
        f"{number} dismissals against a threshold of {threshold or 'none at this size'}",
        Collective(
            threshold,
            collective,
            consult.number if collective else None,
            minister.number if collective else None,
        ),
        sources=(tiers, consult, minister),
        dates=(("first dismissal", on),),
    )


@graded("IE")
def irish_notice(consultation_complete: bool | None, notice_issued: bool | None) -> Finding[bool]:
    """Notice only after consultation."""
    issued = need(notice_issued, "whether notice was issued")
    early = issued and not consultation_complete
    return Finding(
        "IE",
        Grade.BREACH if early else Grade.INFO,
        "Notice was issued before consultation was complete" if early else "Notice has not run ahead",
        not early,
        code="notice_before_consultation_complete" if early else "",
    )


@graded("EU")
def directive_collective(
    law: RuleBook, ninety_day_option: bool, employs: int | None, dismissals: int | None, on: date
) -> Finding[Collective]:
    """Either option of the directive: 30 days by size, or 20 in 90 days whatever the size."""
    number = need_count(dismissals, "the dismissals in the window")
    if ninety_day_option:
        source = law.at(EU, "ninety_day_threshold", on)
        threshold: int | None = source.number
    else:
        source = law.at(EU, "thirty_day_tiers", on)
        threshold = threshold_for(source, need_count(employs, "how many the establishment normally employs"))
    collective = threshold is not None and number >= threshold
    days = law.at(EU, "authority_days", on)
    return Finding(
        "EU",
        Grade.WARN if collective else Grade.INFO,
        f"{number} dismissals against a threshold of {threshold or 'none at this size'}",
        Collective(threshold, collective, None, days.number if collective else None),
        sources=(source, days),
        dates=(("first dismissal", on),),
    )


@graded("WARN")
def warn_covers(
    law: RuleBook, full_time: int | None, on: date, regular_government: bool | None = False
) -> Finding[bool]:
    """Whether an employer is covered: enough full-time employees, and not regular government."""
    if need(regular_government, "whether the employer is regular government"):
        outside = law.at(US, "public_outside", on)
        return Finding("WARN", Grade.INFO, "Regular government is outside", False, sources=(outside,))
    number = need_count(full_time, "the number of full-time employees")
    least = law.at(US, "employer_least", on)
    return Finding(
        "WARN",
        Grade.INFO,
        f"{number} full-time employees; {least.number} are needed",
        number >= least.number,
        sources=(least,),
    )


@dataclass(frozen=True)
class Trigger:
    """What gives notice its cause: plant_closing, mass_layoff or nothing; and the numbers behind it."""

    name: str | None
    losses: int
    percent: float | None
    notice_days: int | None


@graded("WARN")
def warn_event(
    law: RuleBook,
    closing: bool | None,
    losses: int | None,
    site_headcount: int | None,
    on: date,
    part_time: int = 0,
) -> Finding[Trigger]:
    """Losses at one site inside the window, part-timers left out."""
    number = need_count(losses, "the losses at the site") - need_count(
        part_time, "the part-timers among them"
    )
    closes = need(closing, "whether the site closes")
    return _trigger(law, number, closes, site_headcount, on)


def _trigger(law: RuleBook, number: int, closes: bool, site: int | None, on: date) -> Finding[Trigger]:
    close, layoff = law.at(US, "closing_least", on), law.at(US, "layoff", on)
    notice = law.at(US, "notice_days", on)
    [row] = layoff.rows
    percent, name = None, None
    if closes:
        name = "plant_closing" if number >= close.number else None
    else:
        whole = need_count(site, "the full-time headcount of the site")
        percent = round(100 * number / whole, 2) if whole else None
        share = 100 * number >= row["percent"] * whole
        if number >= row["any_percent"] or (number >= row["least"] and share):
            name = "mass_layoff"
    return Finding(
        "WARN",
        Grade.WARN if name else Grade.INFO,
        f"{number} losses: {(name or 'no notice').replace('_', ' ')}",
        Trigger(name, number, percent, notice.number if name else None),
        steps=(f"{number} of {site} is {percent} percent",) if percent is not None else (),
        sources=(close, layoff, notice),
        dates=(("first loss", on),),
    )


@graded("WARN")
def warn_series(
    law: RuleBook, by_day: Mapping[date, int], site_headcount: int | None, separate_causes: bool | None
) -> Finding[Trigger]:
    """Losses over time: the 30-day window, then small groups of 90 days added unless their causes differ.

    Looks forward and back.
    """
    need(by_day or None, "the days of the losses")
    first = min(by_day)
    short, long = law.at(US, "window_days", first), law.at(US, "aggregation_days", first)
    within = largest_window(by_day, short.number)
    found = _trigger(law, within.number, False, site_headcount, first)
    if found.known.name:
        return found
    together = _trigger(law, largest_window(by_day, long.number).number, False, site_headcount, first)
    if together.known.name and need(separate_causes, "whether the causes are separate and distinct"):
        return found
    return together
