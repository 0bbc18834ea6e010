"""Reads of accounts, grants and sessions."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracker.accounts.models import AccessGrant, Account, SignedInSession
from tracker.database import db
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


def viewer_of_session(token: str, moment: datetime, today: date) -> Viewer | None:
    """The viewer behind a session's secret, judged afresh: one statement for session, account and grants."""
    rows: Sequence[Any] = db.session.execute(
        sa.select(
            SignedInSession.role,
            Account.id,
            Account.reference,
            Account.name,
            Account.person_id,
            AccessGrant.reference,
            AccessGrant.role,
            AccessGrant.employer_id,
            AccessGrant.programme_id,
            AccessGrant.union_id,
            AccessGrant.unit_id,
            Employer.name,
        )
        .join(Account, Account.id == SignedInSession.account_id)
        .join(AccessGrant, AccessGrant.account_id == Account.id)
        .outerjoin(Employer, Employer.id == AccessGrant.employer_id)
        .where(
            SignedInSession.token_hash == token_hash(token),
            SignedInSession.ended_at.is_(None),
            SignedInSession.ends_at > moment,
            Account.active,
            *live_grant(today),
        )
        .order_by(AccessGrant.id)
    ).all()
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
