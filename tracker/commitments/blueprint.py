"""The blueprint of commitments."""

from flask import Blueprint

commitments = Blueprint("commitments", __name__, url_prefix="/commitments")
