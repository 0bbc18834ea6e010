"""The blueprint that every page of notices hangs on."""

from flask import Blueprint

notifications = Blueprint("notifications", __name__)
