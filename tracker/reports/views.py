"""Pages of this package."""

from flask import Blueprint

reports = Blueprint("reports", __name__)
