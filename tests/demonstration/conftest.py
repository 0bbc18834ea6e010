"""The story in a database: loaded once for the tests that read it, and anew for those that write."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests.conftest import migrate, settings
from tests.databases import Databases
from tracker.app import create_app
from tracker.database import db
from tracker.demonstration import loading

TODAY = date(2026, 11, 24)
SCALE = 0.03
PASSWORD = "violet-anchor-marble-52"


@pytest.fixture
def own_story(database: SQLAlchemy) -> SQLAlchemy:
    """A database with the story in it that the test may write to."""
    loading.load(PASSWORD, TODAY, scale=SCALE)
    database.session.expire_all()
    return database


@pytest.fixture(scope="module")
def _told(
    databases: Databases, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, SQLAlchemy]]:
    name = f"{worker}_story"
    url = databases.migrated(name, migrate)
    application = create_app(settings(url, tmp_path_factory.mktemp("story")))
    with application.app_context():
        loading.load(PASSWORD, TODAY, scale=SCALE)
        db.session.remove()
    yield application, db
    with application.app_context():
        db.engine.dispose()
    databases.drop(name)


@pytest.fixture
def story(_told: tuple[Flask, SQLAlchemy]) -> Iterator[SQLAlchemy]:
    """The story, loaded once for all the tests that only read it."""
    application, told = _told
    with application.app_context():
        yield told
        told.session.remove()
