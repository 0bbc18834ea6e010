"""The queue of work on imports from the worker's side: take, say how far it got, give back, end.

Everything here is a short transaction of its own, apart from ``finish``, which belongs to the transaction of
the work itself: the work and its end are saved together or not at all.
"""

import os
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from tracker import database
from tracker.database import db, short_transaction, table_of
from tracker.organisation.models_jobs import ImportJob, Worker
from tracker.organisation.rules_jobs import MOST_ATTEMPTS, OPEN, SEEN_LATELY, JobKind, JobState
from tracker.policy.access.roles import Role

BETWEEN_REPORTS = 0.5
"""Seconds."""
STOPPED_OFTEN = (
    "The worker stopped several times while it was at this import. The register is as it was. "
    "Try again, or ask whoever runs the service to look at its log"
)
jobs, workers = table_of(ImportJob), table_of(Worker)


class JobLostError(Exception):
    """The work was stopped, or given to another worker: what was done of it must not be saved."""


@dataclass
class Job:
    """Work a worker has taken. ``parent``: the process that watches over this one."""

    id: int
    import_id: int
    kind: JobKind
    asked_by_id: int
    role: Role
    claim: str
    parent: int = field(default_factory=os.getppid)
    reported: float = 0.0

    @property
    def _ours(self) -> sa.ColumnElement[bool]:
        return sa.and_(jobs.c.id == self.id, jobs.c.claim == self.claim, jobs.c.state == JobState.RUNNING)

    def report(self, step: str, done: int = 0, total: int = 0, *, now: bool = True) -> None:
        """Say how far it got, at most twice a second unless ``now``. Raises ``JobLostError`` when stopped.

        SQLite lets nobody else write within the transaction that writes the register: nothing is said then.
        """
        if os.getppid() != self.parent:
            raise JobLostError
        moment = time.monotonic()
        if not now and moment - self.reported < BETWEEN_REPORTS:
            return
        self.reported = moment
        writing = db.session().in_transaction() and not database.read_only.get()
        if writing and db.engine.dialect.name == "sqlite":
            return
        with short_transaction() as connection:
            kept = connection.execute(
                sa.update(jobs)
                .where(self._ours)
                .values(step=step, done=done, total=total, seen_at=database.now())
            )
        if not kept.rowcount:
            raise JobLostError

    def finish(self, state: JobState, message: str) -> None:
        """End the work within the transaction that is open. Raises ``JobLostError`` when it was stopped."""
        ended = db.session.connection().execute(
            sa.update(jobs)
            .where(self._ours)
            .values(state=state, message=message[:1000], ended_at=database.now())
        )
        if not ended.rowcount:
            raise JobLostError

    def beat(self) -> bool:
        """Say that the worker is still at it; False when the work is no longer its own."""
        with short_transaction() as connection:
            kept = connection.execute(sa.update(jobs).where(self._ours).values(seen_at=database.now()))
        return bool(kept.rowcount)

    def interrupted(self, *, counts: bool) -> None:
        """Put the work back after its process died, or end it as failed after too many attempts."""
        with short_transaction() as connection:
            _give_back(connection, self._ours, counts=counts)


def _give_back(connection: sa.Connection, which: sa.ColumnElement[bool], *, counts: bool) -> None:
    too_often = sa.and_(which, jobs.c.attempts >= MOST_ATTEMPTS)
    if counts:
        connection.execute(
            sa.update(jobs)
            .where(too_often)
            .values(state=JobState.FAILED, message=STOPPED_OFTEN, ended_at=database.now(), claim="")
        )
    values = {"state": JobState.WAITING, "claim": "", "step": "", "done": 0, "started_at": None}
    less = {} if counts else {"attempts": jobs.c.attempts - 1}
    connection.execute(sa.update(jobs).where(which).values(**values, **less))


def say_alive(name: str) -> None:
    """Note that a worker is there. Workers that have been gone for long are forgotten."""
    now = database.now()
    with short_transaction() as connection:
        known = connection.execute(sa.update(workers).where(workers.c.name == name).values(seen_at=now))
        if not known.rowcount:
            connection.execute(sa.insert(workers).values(name=name, started_at=now, seen_at=now))
            connection.execute(sa.delete(workers).where(workers.c.seen_at < now - 100 * SEEN_LATELY))


def say_gone(name: str) -> None:
    """Note that a worker ended."""
    with short_transaction() as connection:
        connection.execute(sa.delete(workers).where(workers.c.name == name))


def take(now: datetime) -> Job | None:
    """The oldest work whose employer has none under way, now ours; None when there is none.

    Work of a worker that has not been seen for long is put back first. Two workers never take work of the
    same employer at once: an index refuses the second.
    """
    with database.long_read():
        anything = db.session.scalar(sa.select(sa.func.count()).where(jobs.c.state.in_(OPEN)))
    if not anything:
        return None
    claim = secrets.token_hex(16)
    try:
        with short_transaction() as connection:
            lost = sa.and_(jobs.c.state == JobState.RUNNING, jobs.c.seen_at < now - SEEN_LATELY)
            _give_back(connection, lost, counts=True)
            busy = sa.select(jobs.c.employer_id).where(jobs.c.state == JobState.RUNNING)
            row = connection.execute(
                sa.select(jobs.c.id, jobs.c.import_id, jobs.c.kind, jobs.c.asked_by_id, jobs.c.role)
                .where(jobs.c.state == JobState.WAITING, jobs.c.employer_id.not_in(busy))
                .order_by(jobs.c.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if row is None:
                return None
            connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == row.id)
                .values(
                    state=JobState.RUNNING,
                    claim=claim,
                    attempts=jobs.c.attempts + 1,
                    started_at=now,
                    seen_at=now,
                )
            )
    except sa.exc.IntegrityError:
        return None
    return Job(row.id, row.import_id, row.kind, row.asked_by_id, row.role, claim)
