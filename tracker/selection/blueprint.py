"""The pages of this package hang on one blueprint."""

from flask import Blueprint

selection = Blueprint("selection", __name__)
