"""The pages of this package hang on one blueprint."""

from flask import Blueprint

information_requests = Blueprint("information_requests", __name__, url_prefix="/information-requests")
