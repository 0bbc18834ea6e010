"""Where the pages of this package are registered."""

from flask import Blueprint

briefings = Blueprint("briefings", __name__)
