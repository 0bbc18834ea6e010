"""Pages of accounts, put together: signing in, one's own account, other people's access."""

from tracker.accounts import views_access, views_own, views_sign_in  # noqa: F401  pages register themselves
from tracker.accounts.blueprint import accounts

__all__ = ["accounts"]
