"""Where the pages of this package are registered."""

from flask import Blueprint

changes = Blueprint("changes", __name__)
