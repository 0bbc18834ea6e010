"""Pages of this package."""

from flask import Blueprint

from tracker.concerns import models  # noqa: F401

concerns = Blueprint("concerns", __name__)
