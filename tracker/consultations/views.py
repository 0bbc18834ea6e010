"""Pages of this package."""

from flask import Blueprint

from tracker.consultations import models  # noqa: F401

consultations = Blueprint("consultations", __name__)
