"""Inside a package imports go down from views to rules, and only the application imports views.

import-linter holds the modules with exactly these names to the same order. Where a package has several of a
kind (``views_raising``, ``access_forms``), this does.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("rules", "models", "queries", "services", "forms", "views")
NOT_DOMAIN = {"policy", "web"}


def kind(module: str) -> str | None:
    """The kind a module's name speaks of: ``views`` for ``tracker.concerns.views_raising``."""
    for part in module.split(".")[2:]:
        for word in re.split("_", part):
            if word in ORDER:
                return word
    return None


def imports(module: str, source: str) -> list[str]:
    """Every module of ours that the source imports, inside functions too."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                start = ".".join([*module.split(".")[: -node.level], *([start] if start else [])])
            found += [start, *(f"{start}.{alias.name}" for alias in node.names)]
    return [name for name in found if name.startswith("tracker.")]


def faults(module: str, source: str) -> list[str]:
    package = module.split(".")[1]
    own = kind(module)
    found = []
    for name in imports(module, source):
        same = name.split(".")[1] == package
        other = kind(name)
        if other == "views" and module != "tracker.app" and not (same and own == "views"):
            found.append(f"{module} imports pages: {name}")
        elif same and own and other and ORDER.index(other) > ORDER.index(own):
            found.append(f"{module} ({own}) imports {name} ({other})")
    return found


def test_imports_inside_packages_go_down() -> None:
    modules = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): file.read_text()
        for file in (ROOT / "tracker").rglob("*.py")
        if file.relative_to(ROOT).parts[1] not in NOT_DOMAIN
    }
    assert any(kind(module) == "services" for module in modules)

    assert [fault for module, source in sorted(modules.items()) for fault in faults(module, source)] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        pytest.param(
            "tracker.concerns.rules", "from tracker.concerns.models import Concern", id="rules use models"
        ),
        pytest.param(
            "tracker.concerns.read_queries",
            "from tracker.concerns import services",
            id="queries use services",
        ),
        pytest.param("tracker.concerns.models", "from . import access_forms", id="models use forms"),
        pytest.param(
            "tracker.concerns.services",
            "def f():\n import tracker.concerns.views_raising",
            id="services use pages",
        ),
        pytest.param(
            "tracker.overview.queries", "from tracker.concerns.views import concerns", id="another's pages"
        ),
    ],
)
def test_an_import_that_goes_up_is_noticed(module: str, source: str) -> None:
    assert faults(module, source) != []
