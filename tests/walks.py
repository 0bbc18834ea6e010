"""Walks through the demonstration as somebody in a role: from the home page along every kind of link."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import HTTPException

from tracker.accounts.models import AccessGrant, Account
from tracker.database import db
from tracker.policy.access.roles import Role

MOST = 80


def someone(role: Role) -> Account:
    """An account of the demonstration with this role and no other; the main cast of the story comes first."""
    only = (
        sa.select(AccessGrant.account_id)
        .where(AccessGrant.revoked_at.is_(None), AccessGrant.valid_to.is_(None))
        .group_by(AccessGrant.account_id)
        .having(sa.func.count() == 1, sa.func.min(AccessGrant.role) == role)
    )
    found = db.session.scalars(
        sa.select(Account).where(Account.id.in_(only), Account.active).order_by(Account.id).limit(1)
    ).one()
    db.session.expunge(found)
    db.session.rollback()
    return found


def endpoint_of(app: Flask, address: str) -> str | None:
    """The page an address leads to, None when it is not one of ours that can be asked for."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        endpoint, _ = app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        return None
    return None if endpoint == "static" else str(endpoint)


def walk(app: Flask, look: Callable[[str], Iterable[str]], *, addresses: int, most: int = MOST) -> list[str]:
    """Look at pages, beginning at home and following what each shows; gives back the endpoints seen.

    ``look`` asks for one address, checks what comes and gives back where it links to. At most so many
    ``addresses`` are looked at of each page: a second one often shows another state of the same thing; and
    at most so many (``most``) pages, those nearest to home.
    """
    waiting, seen, looked_at = ["/"], set[str](), dict[str, int]()
    while waiting and sum(looked_at.values()) < most:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address)
        if endpoint is None or address in seen or looked_at.get(endpoint, 0) >= addresses:
            continue
        seen.add(address)
        looked_at[endpoint] = looked_at.get(endpoint, 0) + 1
        waiting.extend(link.partition("#")[0] for link in look(address))
    return sorted(looked_at)
