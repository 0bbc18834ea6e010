"""Where the pages of this package are registered."""

from flask import Blueprint

reports = Blueprint("reports", __name__, url_prefix="/reports")
