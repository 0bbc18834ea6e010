"""Who is asking: one person, acting in one role, within the scopes of that role's live grants."""

from dataclasses import dataclass, field

from tracker.policy.access.permissions import MATRIX, Permission
from tracker.policy.access.roles import Role


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A person in their acting role. Scopes are database ids, joined over the live grants of that role only.

    ``employer_ids``: employers the grants name, directly or through a programme, union or unit.
    ``whole_employer_ids``: employers all of whose programmes are in scope (HR partner, programme director).
    ``programme_ids``: single programmes in scope. ``union_ids``: recognised unions spoken for.
    ``unit_ids``: tops of the subtrees a manager answers for. ``person_id``: the person's own register row.
    """

    account_id: int
    account_reference: str
    name: str
    role: Role
    grant_references: tuple[str, ...] = ()
    roles_held: tuple[Role, ...] = ()
    person_id: int | None = None
    employer_ids: tuple[int, ...] = ()
    whole_employer_ids: tuple[int, ...] = ()
    programme_ids: tuple[int, ...] = ()
    union_ids: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    employer_name: str = field(default="")

    def may(self, permission: Permission) -> bool:
        """Whether the acting role may do this at all."""
        return self.role in MATRIX[permission]

    @property
    def role_label(self) -> str:
        """The acting role as the header shows it."""
        return self.role.value[0].upper() + self.role.value[1:]
