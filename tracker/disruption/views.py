"""Pages of this package."""

from flask import Blueprint

disruption = Blueprint("disruption", __name__)
