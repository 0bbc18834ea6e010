"""Reads of accounts, grants and sessions."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracker.accounts.models import AccessGrant, Account, SignedInSession
from tracker.database import db, table_of
from tracker.organisation.models import Employer
from tracker.policy.access.roles import SCOPE_OF, Role, Scope
from tracker.policy.access.viewer import Viewer


def token_hash(token: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class GrantRow:
    """A live grant's columns."""

    reference: str
    role: Role
    employer_id: int | None
    programme_id: int | None
    union_id: int | None
    unit_id: int | None


def _viewer_statement() -> sa.Select[Any]:
    """Session, account and live grants over plain columns, put together once: every page asks it."""
    session, account, grant, employer = (
        table_of(model) for model in (SignedInSession, Account, AccessGrant, Employer)
    )
    today = sa.bindparam("today", type_=sa.Date())
    query: sa.Select[Any] = (
        sa.select(
            session.c.role,
            account.c.id,
            account.c.reference,
            account.c.name,
            account.c.person_id,
            grant.c.reference,
            grant.c.role,
            grant.c.employer_id,
            grant.c.programme_id,
            grant.c.union_id,
            grant.c.unit_id,
            employer.c.name,
        )
        .select_from(session)
        .join(account, account.c.id == session.c.account_id)
        .join(grant, grant.c.account_id == account.c.id)
        .outerjoin(employer, employer.c.id == grant.c.employer_id)
        .where(
            session.c.token_hash == sa.bindparam("token_hash"),
            session.c.ended_at.is_(None),
            session.c.ends_at > sa.bindparam("moment"),
            account.c.active,
            grant.c.revoked_at.is_(None),
            grant.c.valid_from <= today,
            sa.or_(grant.c.valid_to.is_(None), grant.c.valid_to >= today),
        )
        .order_by(grant.c.id)
    )
    return query


_VIEWER = _viewer_statement()


def viewer_of_session(token: str, moment: datetime, today: date) -> Viewer | None:
    """The viewer behind a session's secret, judged afresh: one statement for session, account and grants."""
    asked = {"token_hash": token_hash(token), "moment": moment, "today": today}
    rows: Sequence[Any] = db.session.connection().execute(_VIEWER, asked).all()
    if not rows:
        return None
    role, account_id, reference, name, person_id = rows[0][:5]
    grants = [GrantRow(*row[5:11]) for row in rows]
    held = tuple(role for role in Role if role in {grant.role for grant in grants})
    if role not in held:
        role = held[0]
    mine = [grant for grant in grants if grant.role == role]
    employer_names = [row[11] for row in rows if row[6] == role and row[11]]
    return viewer_from_grants(
        mine,
        role=role,
        account_id=account_id,
        account_reference=reference,
        name=name,
        person_id=person_id,
        roles_held=held,
        employer_name=employer_names[0] if employer_names else "",
    )


def viewer_acting(account_id: int, role: Role, today: date) -> Viewer | None:
    """Somebody in a role as their grants stand today: who asked for work that is done later."""
    rows = db.session.execute(
        sa.select(
            Account.reference,
            Account.name,
            Account.person_id,
            AccessGrant.reference,
            AccessGrant.role,
            AccessGrant.employer_id,
            AccessGrant.programme_id,
            AccessGrant.union_id,
            AccessGrant.unit_id,
        )
        .join(AccessGrant, AccessGrant.account_id == Account.id)
        .where(Account.id == account_id, Account.active, AccessGrant.role == role, *live_grant(today))
        .order_by(AccessGrant.id)
    ).all()
    if not rows:
        return None
    reference, name, person_id = rows[0][:3]
    return viewer_from_grants(
        [GrantRow(*row[3:]) for row in rows],
        role=role,
        account_id=account_id,
        account_reference=reference,
        name=name,
        person_id=person_id,
        roles_held=(role,),
    )


def live_grant(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions for a grant to count today."""
    return (
        AccessGrant.revoked_at.is_(None),
        AccessGrant.valid_from <= today,
        sa.or_(AccessGrant.valid_to.is_(None), AccessGrant.valid_to >= today),
    )


def viewer_from_grants(
    grants: list[GrantRow],
    *,
    role: Role,
    account_id: int,
    account_reference: str,
    name: str,
    person_id: int | None,
    roles_held: tuple[Role, ...],
    employer_name: str = "",
) -> Viewer:
    """Join the scopes of one role's grants. Rights are never added together across roles."""
    scope = SCOPE_OF[role]
    programme_scope = scope is Scope.PROGRAMME
    return Viewer(
        account_id=account_id,
        account_reference=account_reference,
        name=name,
        role=role,
        roles_held=roles_held,
        grant_references=tuple(grant.reference for grant in grants),
        person_id=person_id if role is Role.STAFF else None,
        employer_ids=_distinct(grant.employer_id for grant in grants),
        whole_employer_ids=_distinct(
            grant.employer_id for grant in grants if programme_scope and grant.programme_id is None
        ),
        programme_ids=_distinct(grant.programme_id for grant in grants if programme_scope),
        union_ids=_distinct(grant.union_id for grant in grants if scope is Scope.UNION),
        unit_ids=_distinct(grant.unit_id for grant in grants if scope is Scope.UNIT),
        employer_name=employer_name,
    )


def _distinct(ids: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(value for value in ids if value is not None))


def account_by_email(email: str) -> Account | None:
    """The active account that signs in with the address, whatever its letter case."""
    return db.session.scalar(sa.select(Account).where(Account.email == email.strip().lower(), Account.active))


def own_account(viewer: Viewer) -> Account:
    """The viewer's own account."""
    return db.session.scalars(sa.select(Account).where(Account.id == viewer.account_id)).one()


def live_roles(account_id: int, today: date) -> list[Role]:
    """Roles the account may act in today, in the order of the roles."""
    found = set(
        db.session.scalars(
            sa.select(AccessGrant.role)
            .where(AccessGrant.account_id == account_id, *live_grant(today))
            .distinct()
        )
    )
    return [role for role in Role if role in found]
