"""The process that reminds and mails: looks every few seconds, runs until it is stopped."""

import logging
import smtplib
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, url_for

from config import Settings
from tracker.database import db, now
from tracker.notifications import mailing
from tracker.notifications.kinds import matters
from tracker.notifications.reminders import remind
from tracker.web.clock import london

POLL_SECONDS = 5.0
LONGEST_PAUSE = timedelta(minutes=5).total_seconds()
REMINDERS_FROM = 6
"""The hour of the London clock, so that what has come due is in the morning's digest."""
logger = logging.getLogger(__name__)


def server_of(settings: Settings) -> mailing.Server | None:
    """The mail server as set, None where none is."""
    if not settings.smtp_host:
        return None
    return mailing.Server(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
        sender=settings.mail_from,
    )


def link(matter: str, reference: str) -> str:
    """The address of a matter as people type it; of the notices where the kind is not known any more."""
    if matter not in matters:
        return url_for("notifications.list_notices", _external=True)
    return url_for(matters[matter].endpoint, reference=reference, _external=True)


def work_once(app: Flask, stop: threading.Event) -> int:
    """Remind, make digests and send, once; how many mails were accepted.

    Raises ``OSError`` or ``smtplib.SMTPException`` when the mail server cannot be reached.
    """
    settings: Settings = app.config["TRACKER"]
    moment = now()
    local = london(moment)
    server = server_of(settings)
    with app.test_request_context(base_url=settings.base_url):
        try:
            if local.hour >= REMINDERS_FROM:
                remind(local.date(), moment)
            if server is None:
                return 0
            host = urlsplit(settings.base_url).hostname or "localhost"
            wishes = url_for("notifications.choose", _external=True)
            mailing.make_digests(moment, local.date(), host, link, wishes)
            return mailing.send_waiting(server, moment, stop.is_set)
        finally:
            db.session.remove()


def run(app: Flask, stop: threading.Event) -> None:
    """Work until told to stop. While the mail server is away it is asked more and more seldom."""
    pause = POLL_SECONDS
    while not stop.is_set():
        try:
            work_once(app, stop)
            pause = POLL_SECONDS
        except sa.exc.OperationalError:
            logger.warning("the database did not answer the postman", exc_info=True)
        except (OSError, smtplib.SMTPException) as problem:
            logger.warning("the mail server did not take mail: %s", type(problem).__name__)
            pause = min(pause * 2, LONGEST_PAUSE)
        stop.wait(pause)
