"""The blueprint that every page of this package belongs to."""

from flask import Blueprint

organisation = Blueprint("organisation", __name__)
