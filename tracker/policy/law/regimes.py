"""Which body of law a place of work is under."""

from collections.abc import Mapping

from tracker.policy.calendar.nations import Nation
from tracker.policy.law.findings import MissingFactError
from tracker.policy.law.parameters import Regime

REGIME_OF: Mapping[Nation, Regime] = {
    Nation.ENGLAND: Regime.GREAT_BRITAIN,
    Nation.WALES: Regime.GREAT_BRITAIN,
    Nation.SCOTLAND: Regime.GREAT_BRITAIN,
    Nation.NORTHERN_IRELAND: Regime.NORTHERN_IRELAND,
    Nation.IRELAND: Regime.IRELAND,
    Nation.EUROPEAN_UNION: Regime.EUROPEAN_UNION,
    Nation.UNITED_STATES: Regime.UNITED_STATES,
}

REGIME_LABELS: Mapping[Regime, str] = {
    Regime.GREAT_BRITAIN: "Great Britain",
    Regime.NORTHERN_IRELAND: "Northern Ireland",
    Regime.IRELAND: "Ireland",
    Regime.EUROPEAN_UNION: "European Union (the directive)",
    Regime.UNITED_STATES: "United States (federal)",
}


def regime_of(nation: Nation | None) -> Regime:
    """The body of law of the nation in which people work."""
    if nation is None or nation not in REGIME_OF:
        raise MissingFactError("the nation in which the establishment is")
    return REGIME_OF[nation]
