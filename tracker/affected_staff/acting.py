"""Where one goes back to from a page about one affected person."""

from flask import url_for

from tracker.affected_staff.models import AffectedPerson


def page_of(row: AffectedPerson, part: str) -> str:
    """The address of somebody's page, at one of its parts."""
    return url_for("affected_staff.show_affected", reference=row.reference) + f"#{part}"
