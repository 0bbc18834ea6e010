"""Calculations can be run, and checked, where there is no web framework and no database."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNWANTED = ("flask", "sqlalchemy", "wtforms", "werkzeug", "jinja2", "alembic")
NUMBERS = ("numpy", "pandas")
MAY_USE_NUMBERS = ("tracker/policy/disruption", "tracker/policy/disclosure", "tracker/disruption/rules")

PROBE = """
import importlib, json, sys
found = {}
for name in json.loads(sys.argv[1]):
    before = set(sys.modules)
    importlib.import_module(name)
    found[name] = sorted({part.partition(".")[0] for part in set(sys.modules) - before})
print(json.dumps(found))
"""


def pure_files() -> list[Path]:
    package = ROOT / "tracker"
    files = [*package.glob("policy/**/*.py"), *package.glob("*/rules.py"), *package.glob("*/rules/*.py")]
    return sorted(file.relative_to(ROOT) for file in files)


def module(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def imported_by(modules: list[str]) -> dict[str, list[str]]:
    """What each module brings in that the ones before it had not, in a process of its own."""
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(modules)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert probe.returncode == 0, probe.stderr
    found: dict[str, list[str]] = json.loads(probe.stdout)
    return found


def test_policy_and_rules_import_without_flask_or_a_database() -> None:
    modules = [module(file) for file in pure_files()]
    assert "tracker.policy.access.roles" in modules

    found = imported_by(modules)

    assert {name: got for name, seen in found.items() if (got := [m for m in seen if m in UNWANTED])} == {}


def test_only_the_measure_and_disclosure_use_numbers_packages() -> None:
    files = [file for file in pure_files() if not str(file).startswith(MAY_USE_NUMBERS)]

    found = imported_by([module(file) for file in files])

    assert {name: got for name, seen in found.items() if (got := [m for m in seen if m in NUMBERS])} == {}


def test_the_probe_sees_what_is_imported() -> None:
    found = imported_by(["tracker.policy", "tracker.web.access"])

    assert "flask" in found["tracker.web.access"]
