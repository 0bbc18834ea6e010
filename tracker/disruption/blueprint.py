"""The blueprint of the upheaval measure, and what its pages share."""

from flask import Blueprint, abort, request

from tracker.disruption.queries import EmployerChoice

disruption = Blueprint("disruption", __name__, url_prefix="/upheaval")


def chosen_employer(employers: list[EmployerChoice]) -> EmployerChoice:
    """The employer asked for among those in scope, the first when none is named."""
    wanted = request.args.get("employer", "")
    chosen = [each for each in employers if each.reference == wanted] if wanted else employers
    if not chosen:
        abort(404)
    return chosen[0]


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
