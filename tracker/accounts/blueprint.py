"""The blueprint that every page of this package belongs to."""

from flask import Blueprint

accounts = Blueprint("accounts", __name__)
