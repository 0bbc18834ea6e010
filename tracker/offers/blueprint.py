"""The pages of this package hang on one blueprint."""

from flask import Blueprint

offers = Blueprint("offers", __name__, url_prefix="/clauses")
