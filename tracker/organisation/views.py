"""Pages of the register, put together: people, units and posts, sites, the structure, imports."""

from tracker.organisation import (  # noqa: F401  pages register themselves
    views_absence,
    views_bands,
    views_edits,
    views_edits_posts,
    views_employers,
    views_import_progress,
    views_import_undo,
    views_imports,
    views_mending,
    views_operation_undo,
    views_operations,
    views_pairs,
    views_people,
    views_posts,
    views_saved_columns,
    views_sites,
    views_split,
    views_units,
)
from tracker.organisation.blueprint import organisation

__all__ = ["organisation"]
