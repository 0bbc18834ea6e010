"""Pages of this package."""

from flask import Blueprint

from tracker.affected_staff import models  # noqa: F401

affected_staff = Blueprint("affected_staff", __name__)
