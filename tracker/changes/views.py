"""Pages of this package."""

from flask import Blueprint

from tracker.changes import models  # noqa: F401

changes = Blueprint("changes", __name__)
