"""The pages of this package hang on one blueprint."""

from flask import Blueprint

concerns = Blueprint("concerns", __name__, url_prefix="/concerns")
