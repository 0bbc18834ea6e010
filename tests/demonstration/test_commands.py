"""The commands: refused in production, a password kept for its owner alone, a table that can be read."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tracker.accounts.models import Account
from tracker.accounts.passwords import matches
from tracker.database import ALPHABET
from tracker.demonstration import sign_ins

LOAD = ["demonstration", "load", "--scale", "0.01"]


@pytest.fixture
def instance(app: Flask, tmp_path: Path) -> Path:
    """A folder of this test's own for what an installation keeps."""
    app.config["TRACKER"] = replace(app.config["TRACKER"], instance=tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", ["load", "sign-ins", "new-password"])
def test_production_is_refused_with_the_reason(app: Flask, database: SQLAlchemy, command: str) -> None:
    app.config["TRACKER"] = replace(app.config["TRACKER"], production=True)

    result = app.test_cli_runner().invoke(args=["demonstration", command])

    assert result.exit_code == 1
    assert "never loaded in production" in result.output
    assert database.session.scalar(sa.select(sa.func.count(Account.id))) == 0


def test_the_password_is_new_to_each_installation_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    one, other = sign_ins.new_password(tmp_path / "one"), sign_ins.new_password(tmp_path / "other")

    assert one != other
    assert len(one.replace("-", "")) == 16
    assert set(one.replace("-", "")) <= set(ALPHABET)
    assert sign_ins.kept_password(tmp_path / "one") == one
    assert sign_ins.password_file(tmp_path / "one").stat().st_mode & 0o777 == 0o600


def test_sign_ins_show_every_role_with_the_password(app: Flask, database: SQLAlchemy, instance: Path) -> None:
    run = app.test_cli_runner()
    run.invoke(args=LOAD)

    result = run.invoke(args=["demonstration", "sign-ins"])

    assert result.exit_code == 0
    lines = result.output.strip().splitlines()
    assert [line.split("  ")[0] for line in lines[2:]] == [
        "HR partner",
        "Union representative",
        "Union representative",
        "Manager",
        "Manager",
        "Union representative and manager",
        "Programme director",
        "Staff",
        "Administrator",
        "Auditor",
    ]
    assert all(str(sign_ins.kept_password(instance)) in line for line in lines[2:])


def test_sign_ins_without_a_load_say_what_to_run(app: Flask, database: SQLAlchemy, instance: Path) -> None:
    result = app.test_cli_runner().invoke(args=["demonstration", "sign-ins"])

    assert result.exit_code == 1
    assert "demonstration load" in result.output


def test_a_lost_password_is_replaced_everywhere(app: Flask, database: SQLAlchemy, instance: Path) -> None:
    run = app.test_cli_runner()
    run.invoke(args=LOAD)
    before = sign_ins.kept_password(instance)
    sign_ins.password_file(instance).unlink()

    result = run.invoke(args=["demonstration", "new-password"])

    after = sign_ins.kept_password(instance)
    assert result.exit_code == 0
    assert after is not None
    assert after != before
    for account in database.session.scalars(sa.select(Account).limit(3)):
        assert matches(account.password_hash, after)
        assert not matches(account.password_hash, str(before))
