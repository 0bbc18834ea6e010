"""Two people, one record: what the page shows to whoever saved second."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.web.forms import DateParts, EditForm


@dataclass(frozen=True)
class ConflictRow:
    """A field that the two saw differently."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Conflict:
    """Shown over the form, which keeps everything typed; saving again replaces what they saved."""

    rows: list[ConflictRow]
    by: str | None = None


def conflict_over(form: EditForm, row: Any, *, by: str | None = None) -> Conflict:
    """Compare the form with the row as now stored, field by field of the same name; carry the new version."""
    rows = []
    for name, field in form._fields.items():
        if name in ("csrf_token", "seen_version") or not hasattr(row, name):
            continue
        theirs = getattr(row, name)
        if theirs != field.data and (theirs or field.data):
            typed = _typed(field) if isinstance(field, DateParts) else field.data
            rows.append(ConflictRow(field.label.text, _words(theirs), _words(typed)))
    form.show_version(row)
    return Conflict(rows, by)


def _typed(field: DateParts) -> Any:
    """The day where the parts make one, else the parts as typed."""
    return field.data or " ".join(field.parts.values()).strip()


def _words(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value)
