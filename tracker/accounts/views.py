"""Pages of accounts, put together: signing in, one's own account, other people's access."""

from tracker.accounts import (  # noqa: F401  pages register themselves
    views_access,
    views_own,
    views_proposals,
    views_sign_in,
)
from tracker.accounts.blueprint import accounts

__all__ = ["accounts"]
