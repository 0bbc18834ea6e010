"""What is particular to police forces (rules POL-01 to POL-03)."""

from dataclasses import dataclass
from datetime import date

from tracker.policy.law.findings import Finding, Grade, day, graded, need
from tracker.policy.law.parameters import Regime, RuleBook

GB = Regime.GREAT_BRITAIN
ABOVE_CHIEF_INSPECTOR = frozenset({"superintendent", "chief superintendent"})
CHIEF_OFFICERS = frozenset({"assistant chief constable", "deputy chief constable", "chief constable"})


@graded("POL-01")
def officers_body(rank: str | None = None) -> Finding[str]:
    """The body that represents an officer. Officers are outside the Act and cannot be made redundant."""
    body = (
        "Superintendents' Association"
        if rank in ABOVE_CHIEF_INSPECTOR
        else "Chief Police Officers' Staff Association"
        if rank in CHIEF_OFFICERS
        else "Police Federation"
    )
    return Finding(
        "POL-01",
        Grade.INFO,
        f"An officer holds an office: no redundancy, not an employee for the Act; represented by the {body}",
        body,
        code="officer",
    )


@graded("POL-02")
def a19_available(
    law: RuleBook, on: date | None, years: int | None, two_thirds: bool | None, rank: str | None = None
) -> Finding[bool]:
    """Whether regulation A19 could be used: two thirds pension, in effect so many years."""
    when = need(on, "the day of the retirement")
    rule, least = law.at(GB, "regulation_a19", when), law.at(GB, "regulation_a19_years", when)
    earned = two_thirds if two_thirds is not None else need(years, "the pensionable years") >= least.number
    available = rule.holds and earned and rank not in CHIEF_OFFICERS
    return Finding(
        "POL-02",
        Grade.WARN if available else Grade.INFO,
        f"Regulation A19 {'could be' if available else 'could not be'} used",
        available,
        steps=("In the interests of efficiency; found lawful in Harrod [2017] EWCA Civ 191",),
        sources=(rule, least),
        dates=(("retirement", when),),
    )


@dataclass(frozen=True)
class PoliceEmployer:
    """Kind of employer and its name."""

    kind: str
    name: str


@graded("POL-03")
def police_employer(
    law: RuleBook, force: str | None, on: date | None, commissioners_office: bool = False
) -> Finding[PoliceEmployer]:
    """Who employs police staff on a day. A change across two periods has two employers."""
    area = need(force or None, "the force").removesuffix(" Police").strip()
    when = need(on, "the day")
    period = law.at(GB, "police_employer", when)
    kind = str(period.value)
    if kind == "chief constable" and commissioners_office:
        kind = "police and crime commissioner"
    names = {
        "police authority": f"{area} Police Authority",
        "police and crime commissioner": f"Police and Crime Commissioner for {area}",
        "chief constable": f"Chief Constable of {area} Police",
    }
    return Finding(
        "POL-03",
        Grade.INFO,
        f"{names[kind]} on {day(when)}",
        PoliceEmployer(kind, names[kind]),
        sources=(period,),
        dates=(("day", when),),
    )
