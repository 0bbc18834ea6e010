"""The shared golden cases of the law, where they stand beside the repository."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.policy.golden_cases import assert_same
from tests.policy.law import golden_collective, golden_rights, golden_transfers

CASES = Path(__file__).parents[4] / "shared" / "cases" / "law_cases.json"
ANSWERS = golden_collective.ANSWERS | golden_rights.ANSWERS | golden_transfers.ANSWERS

HINTS = {"why", "note", "watch"}
"""Keys of an expected answer that word a message for readers; nothing is compared with them."""

WE_DISAGREE: dict[str, str] = {}
"""Cases we are sure are wrong, with the reason. They run, and must go on failing."""


def cases() -> list[Any]:
    if not CASES.exists():
        reason = pytest.mark.skip(reason="the shared golden cases are not beside this checkout")
        return [pytest.param({}, id="no-cases", marks=reason)]
    found = []
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        wrong = WE_DISAGREE.get(case["id"])
        marks = [pytest.mark.xfail(reason=wrong, strict=True)] if wrong else []
        found.append(pytest.param(case, id=case["id"], marks=marks))
    return found


@pytest.mark.parametrize("case", cases())
def test_golden_case(case: Mapping[str, Any]) -> None:
    told = ANSWERS[case["topic"]](case["given"])

    expected = {key: value for key, value in case["expect"].items() if key not in HINTS}
    assert expected or case["expect"]
    assert_same(told, expected)
