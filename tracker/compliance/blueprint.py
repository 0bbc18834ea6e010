"""The blueprint that this package's pages register with."""

from flask import Blueprint

compliance = Blueprint("compliance", __name__, url_prefix="/compliance")
