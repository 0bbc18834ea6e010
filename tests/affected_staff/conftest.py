"""A team in which somebody is at risk."""

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.affected_staff.arrange import Here


@pytest.fixture
def here(database: SQLAlchemy) -> Here:
    return Here(database)
