"""Pages of the audit record: the list for auditors and the check that it is whole."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.audit import queries
from tracker.database import now
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.listing import listing_from_request

audit = Blueprint("audit", __name__, url_prefix="/record")


@audit.get("/")
@requires(Permission.AUDIT_READ)
def list_entries() -> ResponseReturnValue:
    """All entries, newest first."""
    listing = listing_from_request("seq", descending=True)
    page = queries.entries_page(current_viewer(), listing)
    return render_template("audit/list.html", page=page, listing=listing)


@audit.get("/verify")
@requires(Permission.AUDIT_VERIFY)
def verify_record() -> ResponseReturnValue:
    """Check the whole chain now and say what was found."""
    verdict = queries.verify_record()
    return render_template("audit/verify.html", verdict=verdict, checked=now())
