"""What administrators do: invite, edit, turn off, give a role over a scope and take it back."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.services import end_all_sessions, make_link
from tracker.audit import services as audit
from tracker.audit.services import NOBODY
from tracker.database import check_version, db
from tracker.organisation.models import Employer, Person
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import SCOPE_OF, Role, Scope, clash
from tracker.policy.access.viewer import Viewer


class AccountError(Exception):
    """An account that may not be made or changed so; the message says what to do about the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class GrantError(Exception):
    """Access that may not be given or ended so; the message says what to do about the field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a grant names. ``programme_id`` None means every programme of the employer."""

    employer_id: int | None = None
    programme_id: int | None = None
    union_id: int | None = None
    unit_id: int | None = None


def invite(
    *, email: str, name: str, person: Person | None, by: Viewer, moment: datetime
) -> tuple[Account, str]:
    """Make an account and the secret of its one-time link. Nobody signs in with it until the link is used."""
    account = Account(
        email=_free_email(email),
        name=name.strip(),
        person_id=_unlinked(person) if person else None,
        created_at=moment,
    )
    _save(account)
    audit.record(by, Permission.ACCOUNT_MANAGE, "account", account.reference, facts={"step": "invited"})
    return account, make_link(account, by=by, moment=moment)


def first_administrator(*, email: str, name: str, day: date, moment: datetime) -> str:
    """Begin an installation: an administrator nobody granted, and the secret of a one-time link.

    Raises ``AccountError`` where there has been an administrator already: they invite the next.
    """
    if db.session.scalar(sa.select(AccessGrant.id).where(AccessGrant.role == Role.ADMINISTRATOR).limit(1)):
        raise AccountError("email", "There is an administrator already: ask them for an invitation")
    account = Account(email=_free_email(email), name=name.strip(), created_at=moment)
    _save(account)
    db.session.add(
        AccessGrant(account_id=account.id, role=Role.ADMINISTRATOR, valid_from=day, granted_at=moment)
    )
    audit.record(NOBODY, Permission.ACCOUNT_MANAGE, "account", account.reference, facts={"step": "first"})
    return make_link(account, by=None, moment=moment)


def edit_account(
    account: Account, *, email: str, name: str, person: Person | None, seen: int | None, by: Viewer
) -> None:
    """Correct the name, the address to sign in with, or whose register row it is."""
    check_version(account, seen)
    if email.strip().lower() != account.email:
        account.email = _free_email(email)
    account.name = name.strip()
    if person is None:
        account.person_id = None
    elif person.id != account.person_id:
        account.person_id = _unlinked(person)
    _save(account)
    audit.record(
        by,
        Permission.ACCOUNT_MANAGE,
        "account",
        account.reference,
        version=account.version,
        facts={"step": "edited"},
    )


def _free_email(email: str) -> str:
    plain = email.strip().lower()
    if db.session.scalar(sa.select(Account.id).where(Account.email == plain)) is not None:
        raise AccountError("email", "There is an account with this email address already")
    return plain


def _unlinked(person: Person) -> int:
    if db.session.scalar(sa.select(Account.id).where(Account.person_id == person.id)) is not None:
        raise AccountError("staff_number", "There is an account for this staff number already")
    return person.id


def _save(account: Account) -> None:
    """The unique constraints have the last word, when two people do the same at the same moment."""
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AccountError("email", "Somebody has just made an account with the same particulars") from error


def deactivate(account: Account, *, by: Viewer, moment: datetime) -> None:
    """Turn the account off: nobody signs in with it, and whoever is signed in is out at the next request."""
    if by.account_id == account.id:
        raise GrantError("You cannot turn off your own account: ask another administrator")
    account.active = False
    end_all_sessions(account, moment)
    _record_step(account, "deactivated", by)


def reactivate(account: Account, *, by: Viewer) -> None:
    """Turn the account on again, with the grants that are still live."""
    account.active = True
    _record_step(account, "reactivated", by)


def _record_step(account: Account, step: str, by: Viewer) -> None:
    db.session.flush()
    audit.record(
        by,
        Permission.ACCOUNT_MANAGE,
        "account",
        account.reference,
        version=account.version,
        facts={"step": step},
    )


def grant_access(
    account: Account,
    role: Role,
    reach: Reach,
    *,
    valid_from: date,
    valid_to: date | None,
    by: Viewer | None,
    moment: datetime,
) -> AccessGrant:
    """Give a role over a scope from a date to a date, both included. ``by`` None is the first set-up.

    Nobody gives access to their own account. No account holds two roles that are kept apart on the same day.
    """
    if by is not None and by.account_id == account.id:
        raise GrantError("You cannot give access to your own account: ask another administrator")
    if valid_to is not None and valid_to < valid_from:
        raise GrantError("Last day must be on or after the first day", "valid_to")
    db.session.execute(sa.select(Account.id).where(Account.id == account.id).with_for_update())
    standing = _standing(account.id, valid_from, valid_to)
    other = clash(frozenset(grant.role for grant in standing), role)
    if other is not None:
        raise GrantError(f"Someone who is {other} cannot also be {role}: the two are kept apart")
    reach = _named(account, role, reach)
    if any((grant.role, _reach_of(grant)) == (role, reach) for grant in standing):
        raise GrantError("They have this access already in that time: end it first, or choose other days")
    grant = AccessGrant(
        account_id=account.id,
        role=role,
        employer_id=reach.employer_id,
        programme_id=reach.programme_id,
        union_id=reach.union_id,
        unit_id=reach.unit_id,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by_id=by.account_id if by else None,
        granted_at=moment,
    )
    db.session.add(grant)
    db.session.flush()
    audit.record(
        by or NOBODY,
        Permission.ACCOUNT_MANAGE,
        "access grant",
        grant.reference,
        facts={"role": role.value, "account": account.reference},
    )
    return grant


def _standing(account_id: int, valid_from: date, valid_to: date | None) -> list[AccessGrant]:
    """Grants of the account, not revoked, that share a day with the period."""
    query = sa.select(AccessGrant).where(
        AccessGrant.account_id == account_id,
        AccessGrant.revoked_at.is_(None),
        sa.or_(AccessGrant.valid_to.is_(None), AccessGrant.valid_to >= valid_from),
    )
    if valid_to is not None:
        query = query.where(AccessGrant.valid_from <= valid_to)
    return list(db.session.scalars(query))


def _named(account: Account, role: Role, reach: Reach) -> Reach:
    """What the role's scope names and nothing else; refused when it is missing."""
    match SCOPE_OF[role]:
        case Scope.PROGRAMME:
            if reach.employer_id is None:
                raise GrantError("Choose the employer", "employer")
            return Reach(employer_id=reach.employer_id, programme_id=reach.programme_id)
        case Scope.UNION:
            if reach.union_id is None:
                raise GrantError("Choose the union", "union")
            return Reach(employer_id=reach.employer_id, union_id=reach.union_id)
        case Scope.UNIT:
            if reach.unit_id is None:
                raise GrantError("Enter the unit", "unit")
            return Reach(employer_id=reach.employer_id, unit_id=reach.unit_id)
        case Scope.SELF:
            if account.person_id is None:
                raise GrantError("Enter the staff number on the account first: staff see their own record")
            employer = sa.select(Employer.id).join(Person, Person.employer_id == Employer.id)
            return Reach(employer_id=db.session.scalar(employer.where(Person.id == account.person_id)))
        case _:
            return Reach()


def _reach_of(grant: AccessGrant) -> Reach:
    return Reach(
        employer_id=grant.employer_id,
        programme_id=grant.programme_id,
        union_id=grant.union_id,
        unit_id=grant.unit_id,
    )


def revoke_access(grant: AccessGrant, *, by: Viewer, moment: datetime) -> None:
    """End a grant now. The next request of its holder is judged without it."""
    if by.account_id == grant.account_id:
        raise GrantError("You cannot end your own access: ask another administrator")
    if grant.revoked_at is not None:
        raise GrantError("This access was ended already")
    grant.revoked_at = moment
    db.session.flush()
    audit.record(
        by,
        Permission.ACCOUNT_MANAGE,
        "access grant",
        grant.reference,
        facts={"role": grant.role.value, "step": "revoked"},
    )
