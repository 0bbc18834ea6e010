"""The pages of this package hang on one blueprint."""

from flask import Blueprint

disputes = Blueprint("disputes", __name__, url_prefix="/past-disputes")
