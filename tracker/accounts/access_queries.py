"""Reads of accounts for administrators and auditors, and of one's own account."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.accounts.models import AccessGrant, Account, LinkPurpose, OneTimeLink, SignedInSession
from tracker.accounts.queries import live_grant
from tracker.accounts.reach_queries import programme
from tracker.accounts.rules import AccountState, GrantState, account_state, grant_state
from tracker.database import db
from tracker.organisation.models import Employer, RecognisedUnion, Unit, UnitPeriod
from tracker.organisation.queries import valid_on
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import SCOPE_OF, Role, Scope
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate

Giver = aliased(Account)


def visible_accounts(viewer: Viewer) -> sa.Select[Account]:
    """Every account for whoever may read accounts; nobody else finds any."""
    query = sa.select(Account)
    return query if viewer.may(Permission.ACCOUNT_READ) else query.where(sa.false())


def _knows_people(viewer: Viewer) -> bool:
    """An auditor reads accounts by the reference that the record also uses, never by name or address."""
    return viewer.may(Permission.ACCOUNT_MANAGE)


def _name(viewer: Viewer, account: Any) -> Any:
    return account.name if _knows_people(viewer) else account.reference


@dataclass(frozen=True)
class AccountRow:
    """One line of the list of accounts."""

    reference: str
    name: str
    email: str
    active: bool
    has_password: bool
    created_at: datetime
    id: int
    roles: tuple[Role, ...] = ()

    @property
    def state(self) -> AccountState:
        """Whether somebody can sign in with it."""
        return account_state(self.active, self.has_password)


def accounts_page(viewer: Viewer, listing: Listing, day: date) -> Page[AccountRow]:
    """One page of accounts with the roles they hold today; filters ``role`` and ``state``."""
    name, known = _name(viewer, Account), _knows_people(viewer)
    email: Any = Account.email if known else sa.literal("")
    query = visible_accounts(viewer).with_only_columns(
        Account.reference,
        name,
        email,
        Account.active,
        Account.password_hash.is_not(None),
        Account.created_at,
        Account.id,
    )
    query = _filtered(query, viewer, listing, day)
    sorts = {"name": sa.func.lower(name), "made": Account.created_at}
    if known:
        sorts["email"] = Account.email
    page = paginate(query, listing, sorts, Account.id, AccountRow)
    held = _roles_today([row.id for row in page.rows], day)
    rows = [AccountRow(**{**vars(row), "roles": held.get(row.id, ())}) for row in page.rows]
    return Page(rows, page.total, page.listing)


def _filtered(query: sa.Select[Any], viewer: Viewer, listing: Listing, day: date) -> sa.Select[Any]:
    if listing.q:
        found = [Account.reference == listing.q.upper()]
        if _knows_people(viewer):
            found += [
                Account.name.icontains(listing.q, autoescape=True),
                Account.email.icontains(listing.q, autoescape=True),
            ]
        query = query.where(sa.or_(*found))
    role, state = listing.value("role"), listing.value("state")
    if role in set(Role):
        holders = sa.select(AccessGrant.account_id).where(AccessGrant.role == Role(role), *live_grant(day))
        query = query.where(Account.id.in_(holders))
    if state in set(AccountState):
        query = query.where(Account.active.is_(state != AccountState.INACTIVE))
        if state != AccountState.INACTIVE:
            has_password = Account.password_hash.is_not(None)
            query = query.where(has_password if state == AccountState.ACTIVE else ~has_password)
    return query


def _roles_today(account_ids: list[int], day: date) -> dict[int, tuple[Role, ...]]:
    rows = db.session.execute(
        sa.select(AccessGrant.account_id, AccessGrant.role)
        .where(AccessGrant.account_id.in_(account_ids), *live_grant(day))
        .distinct()
    )
    held: dict[int, set[Role]] = {}
    for account_id, role in rows:
        held.setdefault(account_id, set()).add(role)
    return {account_id: tuple(role for role in Role if role in roles) for account_id, roles in held.items()}


def get_account(reference: str, viewer: Viewer) -> Account:
    """The account with that reference; raises ``NoResultFound``."""
    return db.session.scalars(visible_accounts(viewer).where(Account.reference == reference)).one()


def shown_name(account: Account, viewer: Viewer) -> str:
    """How the viewer reads of the account."""
    return str(_name(viewer, account))


@dataclass(frozen=True)
class GrantLine:
    """An access grant in words. ``given_by`` is empty for what was set up at the start."""

    reference: str
    role: Role
    reaches: str
    valid_from: date
    valid_to: date | None
    given_by: str
    given_at: datetime
    revoked_at: datetime | None
    state: GrantState


def grants_of(account_id: int, day: date, *, by_name: bool) -> list[GrantLine]:
    """The account's grants, live ones first, then to come, then past; the latest first within each."""
    period = aliased(UnitPeriod)
    rows = db.session.execute(
        sa.select(
            AccessGrant,
            Employer.name,
            programme.c.name,
            RecognisedUnion.name,
            period.name,
            Unit.code,
            Giver.name if by_name else Giver.reference,
        )
        .outerjoin(Employer, Employer.id == AccessGrant.employer_id)
        .outerjoin(programme, programme.c.id == AccessGrant.programme_id)
        .outerjoin(RecognisedUnion, RecognisedUnion.id == AccessGrant.union_id)
        .outerjoin(Unit, Unit.id == AccessGrant.unit_id)
        .outerjoin(period, sa.and_(period.unit_id == Unit.id, valid_on(period, day)))
        .outerjoin(Giver, Giver.id == AccessGrant.granted_by_id)
        .where(AccessGrant.account_id == account_id)
        .order_by(AccessGrant.valid_from.desc(), AccessGrant.id.desc())
    )
    lines = [
        GrantLine(
            grant.reference,
            grant.role,
            _reaches(grant.role, employer or "", programme_name, union, unit or code),
            grant.valid_from,
            grant.valid_to,
            giver or "",
            grant.granted_at,
            grant.revoked_at,
            grant_state(grant.valid_from, grant.valid_to, grant.revoked_at is not None, day),
        )
        for grant, employer, programme_name, union, unit, code, giver in rows
    ]
    order = (GrantState.LIVE, GrantState.SCHEDULED, GrantState.ENDED, GrantState.REVOKED)
    return sorted(lines, key=lambda line: order.index(line.state))


def _reaches(
    role: Role, employer: str, programme_name: str | None, union: str | None, unit: str | None
) -> str:
    match SCOPE_OF[role]:
        case Scope.PROGRAMME:
            return programme_name or f"Every programme of {employer}"
        case Scope.UNION:
            return union or ""
        case Scope.UNIT:
            return f"{unit} and everything below it"
        case Scope.SELF:
            return "Their own record"
        case Scope.EVERYTHING:
            return "Settings and accounts"
        case Scope.RECORD:
            return "The audit record"


def get_grant(reference: str, viewer: Viewer) -> AccessGrant:
    """The grant with that reference, with its account; raises ``NoResultFound``."""
    accounts = visible_accounts(viewer).with_only_columns(Account.id)
    query = sa.select(AccessGrant).where(
        AccessGrant.reference == reference, AccessGrant.account_id.in_(accounts)
    )
    return db.session.scalars(query.options(sa.orm.joinedload(AccessGrant.account))).one()


@dataclass(frozen=True)
class SessionLine:
    """A session that is still good."""

    reference: str
    role: Role
    started_at: datetime
    ends_at: datetime
    token_hash: str


def sessions_of(account_id: int, moment: datetime) -> list[SessionLine]:
    """The account's sessions that are still good, the latest first."""
    rows = db.session.execute(
        sa.select(
            SignedInSession.reference,
            SignedInSession.role,
            SignedInSession.started_at,
            SignedInSession.ends_at,
            SignedInSession.token_hash,
        )
        .where(
            SignedInSession.account_id == account_id,
            SignedInSession.ended_at.is_(None),
            SignedInSession.ends_at > moment,
        )
        .order_by(SignedInSession.id.desc())
    )
    return [SessionLine(*row) for row in rows]


def get_own_session(reference: str, viewer: Viewer) -> SignedInSession:
    """A session of the viewer's own; raises ``NoResultFound`` for anybody else's."""
    query = sa.select(SignedInSession).where(SignedInSession.account_id == viewer.account_id)
    return db.session.scalars(query.where(SignedInSession.reference == reference)).one()


def get_session(reference: str, account: Account) -> SignedInSession:
    """A session of an account already loaded; raises ``NoResultFound``."""
    query = sa.select(SignedInSession).where(SignedInSession.account_id == account.id)
    return db.session.scalars(query.where(SignedInSession.reference == reference)).one()


@dataclass(frozen=True)
class LinkLine:
    """A one-time link made for an account, spent or not: who could have set the password, and when."""

    purpose: LinkPurpose
    made_by: str
    expires_at: datetime
    used_at: datetime | None


def links_of(account_id: int) -> list[LinkLine]:
    """The last ten links made for the account, the latest first."""
    rows = db.session.execute(
        sa.select(OneTimeLink.purpose, Giver.name, OneTimeLink.expires_at, OneTimeLink.used_at)
        .outerjoin(Giver, Giver.id == OneTimeLink.made_by_id)
        .where(OneTimeLink.account_id == account_id)
        .order_by(OneTimeLink.id.desc())
        .limit(10)
    )
    return [LinkLine(purpose, name or "", expires_at, used_at) for purpose, name, expires_at, used_at in rows]
