"""Every function of the engine, asked without facts, says what is missing: never that all is well."""

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.policy.law.findings import Finding, Grade
from tracker.policy.law.parameters import Regime, rule_book
from tracker.policy.law.priority import ParentFacts
from tracker.policy.law.transfer import TransferFacts

FOLDER = Path(__file__).parents[3] / "tracker" / "policy" / "law"
GIVEN: dict[str, Any] = {"law": rule_book(), "regime": Regime.GREAT_BRITAIN}
EMPTY: dict[str, dict[str, Any]] = {
    "facts": {"priority": ParentFacts(), "relevant_transfer": TransferFacts(None)},
    "people": {"count_people": ()},
    "batches": {"count_batches": ()},
    "received": {"clock_start": {}},
    "representatives": {"hr1_copies": ()},
    "copied_to": {"hr1_copies": ()},
    "numbers": {"duty_by_site": {}, "organisation_duty": ()},
    "supplied": {"information_pack": {}, "transfer_information": {}},
    "discussed": {"topics": ()},
    "service": {"reckonable_years": ()},
    "by_day": {"warn_series": {}},
}
NEEDS_NOTHING = {"officers_body"}
"""Functions whose answer needs no fact."""


def graded_functions() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.py")):
        module = importlib.import_module(f"tracker.policy.law.{file.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            ours = function.__module__ == module.__name__ and hasattr(function, "__wrapped__")
            if ours and name not in NEEDS_NOTHING:
                found.append(pytest.param(function, id=name))
    return found


def test_the_engine_was_found() -> None:
    assert len(graded_functions()) > 50


@pytest.mark.parametrize("function", graded_functions())
def test_without_facts_the_answer_is_unknown_and_names_one(function: Callable[..., Finding[Any]]) -> None:
    given: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name in GIVEN:
            given[parameter.name] = GIVEN[parameter.name]
        elif function.__name__ in EMPTY.get(parameter.name, {}):
            given[parameter.name] = EMPTY[parameter.name][function.__name__]
        elif parameter.default is inspect.Parameter.empty:
            given[parameter.name] = None

    finding = function(**given)

    assert finding.grade is Grade.UNKNOWN, finding
    assert finding.value is None
    assert finding.missing
    assert finding.missing[0]
    assert finding.message
