"""The pages of this package hang on one blueprint."""

from flask import Blueprint

questions = Blueprint("questions", __name__, url_prefix="/questions")
