"""One place commits, so that a change and its audit entry are saved together or not at all."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {Path("tracker/database.py")}


def commits(source: str) -> list[int]:
    """The lines on which ``commit`` or ``begin`` is called or autocommit set; a savepoint saves nothing."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"commit", "begin"}:
                found.append(node.lineno)
            if any(word.arg in {"autocommit", "isolation_level"} for word in node.keywords):
                found.append(node.lineno)
    return found


def test_only_the_database_module_commits() -> None:
    files = [file.relative_to(ROOT) for file in (ROOT / "tracker").rglob("*.py")]
    assert set(files) >= ALLOWED

    found = {
        str(file): lines
        for file in sorted(files)
        if file not in ALLOWED and (lines := commits((ROOT / file).read_text()))
    }

    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("db.session.commit()", id="session"),
        pytest.param("with engine.begin() as connection: pass", id="engine"),
        pytest.param("engine.connect().execution_options(isolation_level='AUTOCOMMIT')", id="autocommit"),
    ],
)
def test_a_commit_is_recognised(source: str) -> None:
    assert commits(source) == [1]
