"""Reads the shared golden cases, which stand beside the repository where they are present."""

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import pytest

Answer = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]

CASES = Path(__file__).parents[3] / "shared" / "cases" / "measure_cases.json"


def cases(parts: Collection[str]) -> list[Any]:
    """What is given, one question and its answer, for each question of the parts."""
    if not CASES.exists():
        reason = pytest.mark.skip(reason="the shared golden cases are not beside this checkout")
        return [pytest.param({}, {}, None, id="no-cases", marks=reason)]
    document = json.loads(CASES.read_text(encoding="utf-8"))
    found = []
    for case in document["cases"]:
        if case["part"] not in parts:
            continue
        answers = case["expect"]
        questions = case["given"]["ask"]
        if isinstance(answers, dict):
            answers = [answers] * len(questions)
        for number, (question, answer) in enumerate(zip(questions, answers, strict=True), start=1):
            name = f"{case['id']}-{number}-{question['q']}"
            found.append(pytest.param(case["given"], question, answer, id=name))
    return found


def assert_same(actual: Any, expected: Any) -> None:
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert_same(actual[key] if isinstance(actual, dict) else getattr(actual, key), value)
    elif isinstance(expected, list):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, float | int) and not isinstance(expected, bool):
        assert float(actual) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    else:
        assert actual == expected
