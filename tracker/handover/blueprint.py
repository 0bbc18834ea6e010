"""The pages of this package hang on one blueprint."""

from flask import Blueprint

handover = Blueprint("handover", __name__, url_prefix="/handover")
