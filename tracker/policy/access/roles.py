"""The roles a person can act in, one at a time."""

from enum import StrEnum


class Role(StrEnum):
    """Named as the field names them; the value is what an access grant stores."""

    HR_PARTNER = "HR partner"
    UNION_REPRESENTATIVE = "union representative"
    MANAGER = "manager"
    PROGRAMME_DIRECTOR = "programme director"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Scope(StrEnum):
    """What a grant reaches: its role decides which of these it must name."""

    PROGRAMME = "programme"
    UNION = "union"
    UNIT = "unit and everything below it"
    SELF = "own record"
    EVERYTHING = "settings and accounts"
    RECORD = "audit record"


SCOPE_OF: dict[Role, Scope] = {
    Role.HR_PARTNER: Scope.PROGRAMME,
    Role.PROGRAMME_DIRECTOR: Scope.PROGRAMME,
    Role.UNION_REPRESENTATIVE: Scope.UNION,
    Role.MANAGER: Scope.UNIT,
    Role.STAFF: Scope.SELF,
    Role.ADMINISTRATOR: Scope.EVERYTHING,
    Role.AUDITOR: Scope.RECORD,
}

KEPT_APART: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(
        {Role.HR_PARTNER, Role.UNION_REPRESENTATIVE, Role.MANAGER, Role.PROGRAMME_DIRECTOR, Role.AUDITOR}
    ),
    Role.AUDITOR: frozenset(set(Role) - {Role.AUDITOR, Role.STAFF}),
}
"""Roles one person may not hold together: whoever runs access reads no content, an auditor is no more."""


def clash(held: frozenset[Role], wanted: Role) -> Role | None:
    """The role already held that forbids the wanted one, or None."""
    for role in sorted(held):
        if wanted in KEPT_APART.get(role, frozenset()) or role in KEPT_APART.get(wanted, frozenset()):
            return role
    return None
