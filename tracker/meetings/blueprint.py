"""The blueprint of joint meetings."""

from flask import Blueprint

meetings = Blueprint("meetings", __name__, url_prefix="/meetings")
