"""A page as one role comes to it: what the list of all pages is made of."""

from dataclasses import dataclass, field

from tracker.policy.access.roles import Role

HR = Role.HR_PARTNER
UR = Role.UNION_REPRESENTATIVE
MG = Role.MANAGER
PD = Role.PROGRAMME_DIRECTOR
ST = Role.STAFF
AD = Role.ADMINISTRATOR
AU = Role.AUDITOR
NOBODY = None


@dataclass(frozen=True)
class Entry:
    """A page as one role comes to it.

    ``about``: what each part of the address names, by the names of ``whole_world``. ``asks``: more of the
    address. ``press``: the button that sends its form, which fails once emptied and filled with ``wrong``.
    ``sound_when_empty``: its form cannot fail by being emptied.
    """

    endpoint: str
    role: Role | None
    about: dict[str, str] = field(default_factory=dict)
    asks: str = ""
    press: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    sound_when_empty: bool = False


def of(name: str) -> dict[str, str]:
    return {"reference": name}
