"""The templates without the rest of the application: no database, no sign-in, no settings."""

from pathlib import Path

from flask import Blueprint, Flask

from tracker.web import templating

ROOT = Path(__file__).resolve().parents[2]


def templates_alone() -> Flask:
    """An application of nothing but templates, with the addresses that the page frame links to."""
    app = Flask(
        "tracker",
        root_path=str(ROOT / "tracker"),
        template_folder=str(ROOT / "templates"),
    )
    app.secret_key = "for tests only"
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    templating.register(app)
    accounts = Blueprint("accounts", __name__)
    for address in ("sign-in", "sign-out", "act-as", "own-account"):
        accounts.add_url_rule(f"/{address}", address.replace("-", "_"))
    app.register_blueprint(accounts)
    notifications = Blueprint("notifications", __name__)
    notifications.add_url_rule("/notices", "list_notices")
    app.register_blueprint(notifications)
    return app
