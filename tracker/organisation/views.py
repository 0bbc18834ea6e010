"""Pages of the register, put together: people, units and posts, imports."""

from tracker.organisation import views_imports, views_people, views_units  # noqa: F401  pages register themselves
from tracker.organisation.blueprint import organisation

__all__ = ["organisation"]
