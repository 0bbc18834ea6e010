"""One feature, one name, three places; and no drawer for odds and ends."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "common",
    "misc",
    "base",
    "core",
    "lib",
}
MORE_TEMPLATES = {"layouts", "components", "errors", "macros"}
MORE_TESTS = {"architecture", "journeys", "commands"}
LONGEST = 400
"""Lines. Split by noun well before this."""


def packages() -> set[str]:
    return {folder.parent.name for folder in ROOT.glob("tracker/*/__init__.py")}


def folders(parent: str) -> set[str]:
    return {
        folder.name
        for folder in (ROOT / parent).iterdir()
        if folder.is_dir() and not folder.name.startswith((".", "__"))
    }


def our_files() -> list[Path]:
    return sorted(file for part in ("tracker", "tests", "benchmarks") for file in (ROOT / part).rglob("*.py"))


def test_template_folders_are_named_after_packages() -> None:
    assert folders("templates") - packages() - MORE_TEMPLATES == set()


def test_test_folders_are_named_after_packages() -> None:
    assert folders("tests") - packages() - MORE_TESTS == set()


def test_every_package_with_code_has_tests() -> None:
    with_code = {
        name
        for name in packages()
        if any(file.name != "__init__.py" for file in (ROOT / "tracker" / name).rglob("*.py"))
    }

    untested = {name for name in with_code if not list((ROOT / "tests" / name).rglob("test_*.py"))}

    assert untested == set()


def test_no_module_is_named_for_odds_and_ends() -> None:
    assert [file for file in our_files() if FORBIDDEN & set(file.with_suffix("").parts[-3:])] == []


@pytest.mark.parametrize("place", ["tracker/__init__.py", "tracker/*/__init__.py", "tracker/*/*/__init__.py"])
def test_package_files_hold_one_sentence(place: str) -> None:
    files = list(ROOT.glob(place))
    assert files

    wrong = []
    for file in files:
        body = ast.parse(file.read_text()).body
        sentence = ast.get_docstring(ast.Module(body, []))
        if len(body) != 1 or not sentence or not re.fullmatch(r"[^\n]+\.", sentence):
            wrong.append(str(file.relative_to(ROOT)))
    assert wrong == []


def test_files_stay_short() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in our_files()}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
