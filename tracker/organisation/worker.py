"""The process that does background work: takes it from the queue, has a child do it, watches over the child.

The child's memory goes back with it, whatever a file did to it; and while it is busy the parent can say that
it is alive and end it when the work was stopped.
"""

import logging
import multiprocessing
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask

from tracker.database import db, now
from tracker.organisation import import_queue
from tracker.organisation.import_queue import Job, JobLostError
from tracker.organisation.import_steps import ViewerOf, perform

POLL_SECONDS = 0.5
BEAT_SECONDS = 1.0
MEMORY = 2 * 1024 * 1024 * 1024
SECONDS = 30 * 60
"""Of processor time: far beyond what the largest file takes."""
Result = TypeVar("Result")
logger = logging.getLogger(__name__)


def run(app: Flask, viewer_of: ViewerOf, stop: threading.Event) -> None:
    """Work until told to stop. Work that is under way then goes back into the queue."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    try:
        with app.app_context():
            while not stop.is_set():
                _tolerant(lambda: import_queue.say_alive(name))
                job = _tolerant(lambda: import_queue.take(now()))
                if job is None:
                    stop.wait(POLL_SECONDS)
                else:
                    _watch_over(app, job, name, viewer_of, stop)
    finally:
        with app.app_context():
            _tolerant(lambda: import_queue.say_gone(name))


def work_off(viewer_of: ViewerOf) -> int:
    """Do everything that waits, here and now, in this process; how many pieces of work that was."""
    count = 0
    while (job := import_queue.take(now())) is not None:
        try:
            perform(job, viewer_of)
        except JobLostError:
            logger.info("import work was stopped", extra={"job_id": job.id})
        finally:
            db.session.remove()
        count += 1
    return count


def _tolerant(act: Callable[[], Result]) -> Result | None:
    """A database that is busy or away for a moment ends no worker."""
    try:
        return act()
    except sa.exc.OperationalError:
        logger.warning("the database did not answer the worker", exc_info=True)
        return None
    finally:
        db.session.remove()


def _watch_over(app: Flask, job: Job, name: str, viewer_of: ViewerOf, stop: threading.Event) -> None:
    db.engine.dispose()
    child = multiprocessing.get_context("fork").Process(target=_work, args=(app, job, viewer_of))
    child.start()
    ours = True
    while child.is_alive() and ours and not stop.is_set():
        child.join(BEAT_SECONDS)
        if child.is_alive():
            _tolerant(lambda: import_queue.say_alive(name))
            ours = _tolerant(job.beat) is not False
    if child.is_alive():
        child.terminate()
        child.join(10)
        child.kill()
        child.join()
    if stop.is_set() or child.exitcode:
        _tolerant(lambda: job.interrupted(counts=not stop.is_set()))


def _work(app: Flask, job: Job, viewer_of: ViewerOf) -> None:
    """The child: little memory, no waiting for ever, and no signals of its parent."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    with app.app_context():
        job.parent = os.getppid()
        try:
            perform(job, viewer_of)
        except JobLostError:
            logger.info("import work was stopped", extra={"job_id": job.id})
        finally:
            db.session.remove()
