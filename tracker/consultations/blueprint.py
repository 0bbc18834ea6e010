"""The blueprint that every page of this package belongs to."""

from flask import Blueprint

consultations = Blueprint("consultations", __name__)
