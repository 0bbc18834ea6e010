"""The blueprint that this package's pages register with."""

from flask import Blueprint

affected_staff = Blueprint("affected_staff", __name__)
