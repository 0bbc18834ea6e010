"""An administrator, whom most tests of accounts ask for."""

from collections.abc import Callable

import pytest

from tests.browser import Browser
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


@pytest.fixture
def admin(sign_in_as: Callable[..., tuple[Browser, Viewer]]) -> Browser:
    """Somebody signed in who looks after accounts."""
    return sign_in_as(Role.ADMINISTRATOR)[0]
