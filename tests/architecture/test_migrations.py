"""Migrations run up and down on both kinds of database, and end where the models are."""

import ast
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from tests.conftest import settings
from tracker.app import create_app
from tracker.database import db

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
ALEMBIC_TABLE = "alembic_version"


@pytest.fixture
def application(empty_database: str, tmp_path: Path) -> Flask:
    return create_app(settings(empty_database, tmp_path))


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names())


def current() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def test_each_step_runs_up_and_down_and_up_again(application: Flask) -> None:
    steps = [file.name[:4] for file in VERSIONS]
    assert steps

    with application.app_context():
        for step in steps:
            upgrade(revision=step)
            assert current() == step
            after = tables()
            downgrade(revision="-1")
            upgrade(revision=step)
            assert tables() == after

        downgrade(revision="base")
        assert tables() == {ALEMBIC_TABLE}
        upgrade()
        assert tables() >= set(db.metadata.tables)
        db.engine.dispose()


def test_models_and_migrations_agree(application: Flask) -> None:
    with application.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differences = compare_metadata(context, db.metadata)
        db.engine.dispose()

    assert differences == []


def test_steps_are_numbered_in_one_line() -> None:
    script = ScriptDirectory(str(ROOT / "migrations"))

    revisions = [step.revision for step in reversed(list(script.walk_revisions()))]

    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    assert [file.name[:4] for file in VERSIONS] == revisions
    assert [file.name for file in VERSIONS if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", file.name)] == []


def test_migrations_import_nothing_of_ours() -> None:
    ours = ("tracker", "config", "wsgi", "tests")

    found = []
    for file in VERSIONS:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            found += [f"{file.name}: {name}" for name in names if name.partition(".")[0] in ours]
    assert found == []
