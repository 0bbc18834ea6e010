"""Pages of this package, by noun in the modules named here."""

from tracker.changes import change_views, pause_views, programme_views, proposal_views
from tracker.changes.blueprint import changes

__all__ = ["change_views", "changes", "pause_views", "programme_views", "proposal_views"]
