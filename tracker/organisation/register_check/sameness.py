"""What people said is the same under another number or name: a renumbering is not a cull."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tracker.organisation.register_check.register import Register
from tracker.organisation.register_check.rows import CheckedRows
from tracker.organisation.rules import ImportKind


@dataclass(frozen=True)
class SameThings:
    """By number or code in the file: the number or code in the register, empty for something really new."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def carried_over(
    register: Register, numbers: Mapping[str, str], checked: CheckedRows
) -> tuple[Register, dict[str, str]]:
    """The register as if renumbered already, and the old number of each new one that was believed.

    Believed is what still fits: the old number is not in the file, the new one not in the register.
    """
    keys = set(checked.keys)
    believed: dict[str, str] = {}
    for new, old in numbers.items():
        fits = new in keys and new not in register.entries and old not in checked.named
        if old in register.entries and fits and old not in believed.values():
            believed[new] = old
    if not believed:
        return register, {}
    entries, posts = dict(register.entries), dict(register.posts)
    for new, old in believed.items():
        entry = entries.pop(old)
        entries[new] = entry._replace(key=new)
        if register.kind is ImportKind.POSTS:
            posts[entry.id] = new
    return replace(register, entries=entries, posts=posts), believed
