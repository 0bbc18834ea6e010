"""Pages of this package."""

from flask import Blueprint

organisation = Blueprint("organisation", __name__)
