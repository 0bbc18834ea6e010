"""Puts everything together; the only module that knows every package."""

import uuid
from pathlib import Path

from flask import Flask, request
from flask_wtf import CSRFProtect
from whitenoise import WhiteNoise

from config import Settings
from tracker import commands
from tracker.accounts import signed_in
from tracker.accounts.views import accounts
from tracker.affected_staff.views import affected_staff
from tracker.attachments import sending
from tracker.audit.services import request_id
from tracker.audit.views import audit
from tracker.briefings.views import briefings
from tracker.changes import programme_lines
from tracker.changes.gates import gates
from tracker.changes.unsaved import previews
from tracker.changes.views import changes
from tracker.commitments.kept import kept_rate
from tracker.commitments.notices import due_commitments
from tracker.commitments.views import commitments
from tracker.compliance.gates import hold_back
from tracker.compliance.previews import counter_after
from tracker.compliance.views import compliance
from tracker.concerns.notices import due_concerns
from tracker.concerns.services_clock import escalate_late, start_missing
from tracker.concerns.views import concerns
from tracker.consultations.notices import closing_days
from tracker.consultations.views import consultations
from tracker.database import db, migrate, read_only
from tracker.disputes.views import disputes
from tracker.disruption.views import disruption
from tracker.handover.views import handover
from tracker.information_requests.notices import due_requests
from tracker.information_requests.views import information_requests
from tracker.meetings.notices import due_actions
from tracker.meetings.views import meetings
from tracker.notifications.deadlines import daily, sources
from tracker.notifications.views import notifications
from tracker.offers.views import offers
from tracker.organisation.views import organisation
from tracker.overview.views import overview
from tracker.policy.law.parameters import rule_book
from tracker.questions.notices import due_questions
from tracker.questions.views import questions
from tracker.redeployment.views import redeployment
from tracker.reports.views import reports
from tracker.selection.views import selection
from tracker.web import errors, headers, templating
from tracker.web.access import viewer_or_none
from tracker.web.navigation import navigation_for, pages_beside

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    overview,
    accounts,
    notifications,
    organisation,
    changes,
    affected_staff,
    redeployment,
    selection,
    briefings,
    consultations,
    concerns,
    compliance,
    disruption,
    questions,
    information_requests,
    meetings,
    commitments,
    handover,
    offers,
    disputes,
    reports,
    audit,
)
gates[:] = [hold_back]
previews[:] = [counter_after]
programme_lines.sources[:] = [kept_rate]
sources[:] = [closing_days, due_actions, due_commitments, due_concerns, due_questions, due_requests]
daily[:] = [start_missing, escalate_late]
csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from settings, or from the environment when none are given."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "tracker",
        root_path=str(ROOT / "tracker"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(settings.instance),
    )
    app.config.update(settings.as_flask())
    rule_book()  # a rule book that contradicts itself stops the start
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    _prepare_requests(app)
    sending.register(app)
    csrf.init_app(app)
    signed_in.register(app)
    templating.register(app)
    errors.register(app)
    headers.register(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    commands.register(app)
    _serve_static(app)
    return app


def _prepare_requests(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        read_only.set(request.method in ("GET", "HEAD", "OPTIONS"))
        request_id.set(uuid.uuid4().hex)

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        read_only.set(False)

    @app.context_processor
    def shared() -> dict[str, object]:
        viewer = viewer_or_none()
        return {
            "viewer": viewer,
            "navigation": lambda: navigation_for(viewer),
            "pages_beside": lambda: pages_beside(viewer),
        }


def _serve_static(app: Flask) -> None:
    year = 31_536_000
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's documented way to wrap the application
        app.wsgi_app,
        root=str(ROOT / "tracker" / "static"),
        prefix="static/",
        max_age=year if not app.debug else 0,
    )
