"""The pages of this package hang on one blueprint."""

from flask import Blueprint

redeployment = Blueprint("redeployment", __name__)
