"""Words and decisions of redeployment, on plain values: offers, and why a role suits somebody.

A role is judged by six tests, each met, not met or not known, and each with its words. There is no score.
What is not known is never counted as met, and whether words in common mean anything is for a person to judge.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.affected_staff.rules import AffectedStatus


class OfferState(StrEnum):
    """Life of an offer. A suggestion is HR's own note: the person is not shown it."""

    SUGGESTED = "suggested"
    OFFERED = "offered"
    IN_TRIAL = "in trial"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"


_O = OfferState
OFFER_MOVES: dict[OfferState, frozenset[OfferState]] = {
    _O.SUGGESTED: frozenset({_O.OFFERED, _O.LAPSED}),
    _O.OFFERED: frozenset({_O.IN_TRIAL, _O.ACCEPTED, _O.REFUSED, _O.LAPSED}),
    _O.IN_TRIAL: frozenset({_O.ACCEPTED, _O.REFUSED}),
    _O.ACCEPTED: frozenset(),
    _O.REFUSED: frozenset(),
    _O.LAPSED: frozenset(),
}
LIVE = frozenset({_O.SUGGESTED, _O.OFFERED, _O.IN_TRIAL})
TAKES_A_PLACE = frozenset({_O.OFFERED, _O.IN_TRIAL, _O.ACCEPTED})
"""Offers that leave one place fewer for anybody else."""

MAY_ENTER = frozenset(
    {
        AffectedStatus.AT_RISK,
        AffectedStatus.RING_FENCED,
        AffectedStatus.IN_POOL,
        AffectedStatus.SELECTED,
        AffectedStatus.OFFERED_ALTERNATIVE,
        AffectedStatus.IN_TRIAL,
        AffectedStatus.LEAVING_COMPULSORY,
    }
)
"""Statuses in which somebody may be put on the register."""


class VacancyState(StrEnum):
    """Whether there is anything left to offer."""

    OPEN = "open"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"


class Exit(StrEnum):
    """Why somebody came off the register."""

    REDEPLOYED = "redeployed"
    NO_LONGER_AT_RISK = "no longer at risk"
    LEFT = "left the employer"
    ASKED = "asked to come off"
    TIME_UP = "time on the register is up"


class RedeploymentError(Exception):
    """Something that may not be done now; the message is in words for the page."""


def check_offer_move(current: OfferState, wanted: OfferState) -> None:
    """Raise ``RedeploymentError`` when the wanted state may not follow."""
    if wanted not in OFFER_MOVES[current]:
        raise RedeploymentError(f"This offer is {current} already: look at it again")


class Verdict(StrEnum):
    """What one test comes to."""

    MET = "met"
    NOT_MET = "not met"
    NOT_KNOWN = "not known"


class Aspect(StrEnum):
    """The tests, in the order in which they are shown."""

    GRADE = "grade"
    HOURS = "hours"
    PLACE = "place"
    SKILLS = "skills"
    RING_FENCE = "ring-fence"
    OPEN = "open now"


class Fit(StrEnum):
    """All tests together."""

    MEETS = "meets every test"
    MAY = "may suit"
    DOES_NOT = "does not suit"


@dataclass(frozen=True)
class Seeker:
    """What somebody on the register can do, where and how much; empty or None is not known."""

    change_id: int
    grades: frozenset[str]
    fte_from: float | None
    fte_to: float | None
    sites: frozenset[int]
    words: frozenset[str]


@dataclass(frozen=True)
class Role:
    """What a vacancy asks."""

    grade: str
    fte: float | None
    site: int | None
    words: frozenset[str]
    ring_fenced_to: int | None
    opens: date
    closes: date | None
    is_open: bool


SAY_NOTHING = (
    "and the for with from into that this their have has are was will can able work working role post team "
    "staff senior junior officer years year good well all any not per about know who every day"
)
STOP = frozenset(SAY_NOTHING.split())
_WORD = re.compile(r"[a-z0-9&+#]{3,}")


def words_of(*texts: str) -> frozenset[str]:
    """Words that say something, in the singular.

    >>> sorted(words_of("Payroll advisers", "the duties team"))
    ['adviser', 'duty', 'payroll']
    """
    found = _WORD.findall(" ".join(texts).casefold())
    return frozenset(_singular(word) for word in found if word not in STOP)


def _singular(word: str) -> str:
    if len(word) <= 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def grade_key(grade: str) -> str:
    """A grade as it is compared: letter case and blanks do not matter."""
    return " ".join(grade.casefold().split())


def judge(seeker: Seeker, role: Role, day: date) -> tuple[Verdict, ...]:
    """The verdict of each test, in the order of ``Aspect``."""
    met, not_met, not_known = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_KNOWN
    grade = not_known
    if role.grade and seeker.grades:
        grade = met if role.grade in seeker.grades else not_met
    hours = not_known
    if role.fte is not None and seeker.fte_from is not None and seeker.fte_to is not None:
        hours = met if seeker.fte_from <= role.fte <= seeker.fte_to else not_met
    place = not_known
    if role.site is not None and seeker.sites:
        place = met if role.site in seeker.sites else not_met
    skills = not_known if seeker.words.isdisjoint(role.words) else met
    fence = met if role.ring_fenced_to in (None, seeker.change_id) else not_met
    now = role.is_open and role.opens <= day and (role.closes is None or day <= role.closes)
    return grade, hours, place, skills, fence, met if now else not_met


def fit_of(verdicts: tuple[Verdict, ...]) -> Fit:
    """All tests together: one that is not met decides, and one not known leaves it open."""
    if Verdict.NOT_MET in verdicts:
        return Fit.DOES_NOT
    return Fit.MAY if Verdict.NOT_KNOWN in verdicts else Fit.MEETS


@dataclass(frozen=True)
class Reason:
    """One test in words."""

    aspect: Aspect
    verdict: Verdict
    words: str


@dataclass(frozen=True)
class Named:
    """Names for what ``explain`` speaks of; ``who`` is “you” to the person themself."""

    grades: tuple[str, ...]
    grade: str
    sites: Mapping[int, str]
    fence: str
    who: str = "they"


def explain(seeker: Seeker, role: Role, day: date, named: Named) -> list[Reason]:
    """Why each test came out so."""
    verdicts = judge(seeker, role, day)
    common = sorted(seeker.words & role.words)
    reach = ", ".join(sorted(named.sites[site] for site in seeker.sites if site in named.sites))
    words = {
        Aspect.GRADE: _grade(seeker, role, named),
        Aspect.HOURS: _hours(seeker, role, named),
        Aspect.PLACE: (
            f"{named.sites.get(role.site or 0, 'The place')}; {named.who} can reach {reach}"
            if role.site is not None and seeker.sites
            else "The role states no place"
            if role.site is None
            else f"The places {named.who} can reach are not known"
        ),
        Aspect.SKILLS: (
            f"In common: {', '.join(common)}" if common else "No word in common: read both and judge"
        ),
        Aspect.RING_FENCE: f"Ring-fenced to {named.fence}" if role.ring_fenced_to else "Open to everybody",
        Aspect.OPEN: _open(role, day),
    }
    return [Reason(aspect, verdict, words[aspect]) for aspect, verdict in zip(Aspect, verdicts, strict=True)]


def _grade(seeker: Seeker, role: Role, named: Named) -> str:
    if not role.grade:
        return "The role states no grade"
    if not seeker.grades:
        return f"The grades {named.who} would take are not known"
    return f"{named.grade}; {named.who} would take {', '.join(named.grades)}"


def _hours(seeker: Seeker, role: Role, named: Named) -> str:
    if role.fte is None:
        return "The role states no hours"
    if seeker.fte_from is None or seeker.fte_to is None:
        return f"The hours {named.who} would work are not known"
    return f"{role.fte:g} FTE; {named.who} would work {seeker.fte_from:g} to {seeker.fte_to:g}"


def _open(role: Role, day: date) -> str:
    if not role.is_open:
        return "Filled or withdrawn"
    if day < role.opens:
        return f"Opens on {_day(role.opens)}"
    if role.closes is not None and day > role.closes:
        return f"Closed on {_day(role.closes)}"
    return f"Open until {_day(role.closes)}" if role.closes else "Open"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def must_come_first(
    protected: Iterable[int],
    fits: Mapping[int, Fit],
    offered_here: Iterable[int],
    offered_elsewhere: Iterable[int],
) -> set[int]:
    """Who must be offered a role before anybody who is not protected.

    All are person ids. A protected person whom the role suits, or may suit, comes first unless they have been
    offered it already or hold a live or accepted offer of another: the duty is to offer, not to fill.
    """
    done = set(offered_here) | set(offered_elsewhere)
    return {one for one in protected if fits.get(one, Fit.DOES_NOT) is not Fit.DOES_NOT and one not in done}
