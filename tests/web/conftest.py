"""Templates rendered alone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.pages_alone import templates_alone


@pytest.fixture(scope="module")
def write() -> Callable[..., str]:
    """Render a piece of template with every macro at hand."""
    app = templates_alone()

    def render(source: str, **values: Any) -> str:
        with app.test_request_context():
            page = app.jinja_env.from_string(
                '{% import "components/forms.html" as forms %}{% import "components/data.html" as data %}'
                + source
            )
            return page.render(**values)

    return render
