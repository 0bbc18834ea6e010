"""Random worlds: few people, many awkward dates."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tracker.policy.disclosure.tree import arrange_units
from tracker.policy.disruption.method import Impact, Reach, Severity
from tracker.policy.disruption.records import Change, Exposure, Milestones, Person, Stay, World

UNITS = ["All", "North", "N1", "N2", "South"]
TREE = arrange_units([None, 0, 1, 1, 0])
BENEATH = {"All": UNITS, "North": ["North", "N1", "N2"], "N1": ["N1"], "N2": ["N2"], "South": ["South"]}
FIRST_MONTH, MONTHS = 2026 * 12, 14

day = st.integers(-90, 520).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
maybe_day = st.none() | day


@st.composite
def spans(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first, last = draw(maybe_day), draw(maybe_day)
    if first is not None and last is not None and last < first:
        return last, first
    return first, last


@st.composite
def milestones(draw: st.DrawFn) -> Milestones:
    consult, transition = draw(spans()), draw(spans())
    return Milestones(draw(maybe_day), *consult, *transition, draw(st.none() | st.none() | day))


@st.composite
def people(draw: st.DrawFn, name: str) -> Person:
    start, end = draw(spans())
    moves = sorted(draw(st.lists(day, max_size=3, unique=True)))
    units = draw(st.lists(st.sampled_from([*UNITS, None]), min_size=len(moves) + 1, max_size=len(moves) + 1))
    stays = [
        Stay(unit, first, None if following is None else following - timedelta(days=1))
        for unit, first, following in zip(units, [None, *moves], [*moves, None], strict=True)
        if unit is not None
    ]
    return Person(name, tuple(stays), start, end)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    persons = [draw(people(f"p{i}")) for i in range(draw(st.integers(1, 4)))]
    count = draw(st.integers(1, 4))
    changes = [
        Change(
            f"c{i}",
            draw(milestones()),
            f"c{draw(st.integers(0, i - 1))}" if i and draw(st.booleans()) else None,
        )
        for i in range(count)
    ]
    exposures = []
    for number in range(draw(st.integers(0, 8))):
        first, last = draw(spans()) if draw(st.booleans()) else (None, None)
        dates: tuple[tuple[str, date], ...] = ()
        if draw(st.booleans()):
            dates = (("announced", draw(day)),)
        exposures.append(
            Exposure(
                f"e{number}",
                draw(st.sampled_from(persons)).id,
                draw(st.sampled_from(changes)).id,
                draw(st.sampled_from([Impact.JOB_LOSS, Impact.PROCESS, Impact.ROLE_CHANGE])),
                draw(st.sampled_from(Severity)),
                draw(st.sampled_from(Reach)),
                dates,
                first,
                last,
            )
        )
    return World(persons, changes, exposures)
