"""Background work on imports: queued, done, stopped, interrupted, tried again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser, drop_session
from tests.organisation.files import csv_of
from tests.organisation.registers import (
    AUTUMN,
    SPRING,
    bring_in,
    everything,
    people_csv,
    postings,
    receive,
    work,
    worked,
)
from tracker.accounts.models import AccessGrant
from tracker.commands import viewer_now
from tracker.database import db, now, short_transaction, table_of, unit_of_work
from tracker.organisation import import_queue, import_steps, services, services_jobs
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_jobs import ImportJob
from tracker.organisation.rules import ImportKind, ImportMoveError, ImportState
from tracker.organisation.rules_jobs import MOST_ATTEMPTS, SEEN_LATELY, JobKind, JobState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
FIRST = (
    ("001", "Ada Brook", "Finance", "Accountant", "C", "1"),
    ("002", "Bo Carr", "Finance", "Clerk", "A", "0.5"),
)


def asked(kind: JobKind, row: RegisterImport | None = None, by: Viewer | None = None) -> ImportJob:
    """Work asked for on an import that was checked."""
    row = db.session.merge(row or receive(people_csv(*FIRST))[0])
    by = by or factories.viewer(Role.HR_PARTNER)
    with unit_of_work():
        return services_jobs.ask(row, kind, by=by, at=now())


def newest(database: SQLAlchemy) -> ImportJob:
    drop_session()
    job = database.session.scalars(sa.select(ImportJob).order_by(ImportJob.id.desc())).first()
    assert job is not None
    return job


def test_work_that_was_asked_for_is_done_in_its_order(database: SQLAlchemy) -> None:
    first, second = asked(JobKind.CHECK), asked(JobKind.CHECK)

    taken = import_queue.take(now())
    assert taken is not None
    assert (taken.id, import_queue.take(now())) == (first.id, None)
    other = asked(JobKind.CHECK, receive(people_csv(*FIRST), employer=factories.employer())[0])
    beside = import_queue.take(now())

    assert beside is not None
    assert (beside.id, second.id < other.id) == (other.id, True)


def test_the_page_says_the_place_in_the_queue_and_that_nobody_is_at_work(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    asked(JobKind.CHECK)
    job = asked(JobKind.CHECK)
    row = database.session.get_one(RegisterImport, job.import_id)
    address = f"/register/imports/{row.reference}/progress"
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(address)
    assert page.h1 == "Waiting"
    assert page.facts["Place in the queue"] == "1 other import is before it"
    assert "no worker process has been seen on this service yet" in page.text
    assert page.soup.select_one("noscript meta[http-equiv=refresh]") is not None

    import_queue.say_alive("here")
    page = browser.get(f"{address}?refresh=off")
    assert "no worker process" not in page.text
    assert page.soup.select_one("meta[http-equiv=refresh], [data-progress]") is None


def test_progress_is_seen_by_others_while_the_work_goes_on(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    row = database.session.get_one(RegisterImport, asked(JobKind.CHECK).import_id)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    job = import_queue.take(now())
    assert job is not None

    job.report("Comparing with the register", 1_000, 2_000)

    page = browser.get(f"/register/imports/{row.reference}/progress")
    assert page.h1 == "Checking against the register"
    assert (page.facts["Step"], page.facts["Rows"]) == ("Comparing with the register", "1,000 of 2,000")


def test_nothing_else_can_be_asked_of_an_import_that_is_worked_on(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row = receive(people_csv(*FIRST))[0]
    asked(JobKind.CHECK, row)
    browser, viewer = sign_in_as(Role.HR_PARTNER)

    with pytest.raises(ImportMoveError, match="is being worked on"), unit_of_work():
        services_jobs.ask(row, JobKind.APPLY, by=viewer, at=now())
    page = browser.post(f"/register/imports/{row.reference}/cancel", {})

    assert page.flash[0].startswith("This import is being worked on")
    assert page.h1 == "Waiting"


@pytest.mark.parametrize("taken", [False, True], ids=["while it waits", "while it is read"])
def test_stopping_before_the_file_is_read_removes_it(
    sign_in_as: SignIn, database: SQLAlchemy, *, taken: bool
) -> None:
    employer = factories.the_employer()
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    with unit_of_work():
        row = services.receive_file(
            employer, ImportKind.PEOPLE, SPRING, file_name="a.csv", content=b"x", by=viewer, at=now()
        )
        services_jobs.ask(row, JobKind.READ, by=viewer, at=now())
    job = import_queue.take(now()) if taken else None
    browser.get(f"/register/imports/{row.reference}/progress")

    page = browser.submit(button="Stop")

    assert page.flash == ["The import was stopped and its file removed"]
    drop_session()
    [kept] = database.session.scalars(sa.select(RegisterImport)).all()
    assert (kept.state, kept.content) == (ImportState.CANCELLED, b"")
    drop_session()
    if job is not None:
        with pytest.raises(import_queue.JobLostError):
            job.report("Reading the file")


def test_an_import_stopped_at_its_last_step_leaves_the_register_untouched(
    sign_in_as: SignIn, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = receive(people_csv(*FIRST))[0]
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    asked(JobKind.APPLY, row, viewer)
    reference, before = row.reference, everything()
    real = import_steps.compared

    def compared_then_stopped(job: import_queue.Job) -> Any:
        found = real(job)
        with unit_of_work():
            assert services_jobs.stop(import_steps.get(job), by=viewer, at=now())
        return found

    monkeypatch.setattr(import_steps, "compared", compared_then_stopped)
    work()

    assert (everything(), newest(database).state) == (before, JobState.CANCELLED)
    page = browser.get(f"/register/imports/{reference}/progress", follow=True)
    assert page.h1 == "What the import would do"
    monkeypatch.undo()
    asked(JobKind.APPLY, row, viewer)
    work()
    assert len(postings(SPRING)) == 2


def test_rows_written_are_told_where_others_can_see_them(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(JobKind.APPLY)
    told: list[tuple[str, int, int]] = []
    real = import_queue.Job.report

    def note(job: import_queue.Job, step: str, done: int = 0, total: int = 0, *, now: bool = True) -> None:
        told.append((step, done, total))
        real(job, step, done, total, now=now)

    monkeypatch.setattr(import_queue.Job, "report", note)
    work()

    assert newest(database).state is JobState.DONE
    assert [each for each in told if each[0] == "Writing into the register"][:1] == [
        ("Writing into the register", 0, 4)
    ]
    assert told[-1] == ("Writing into the register", 4, 4)


def test_work_taken_over_by_another_worker_is_saved_once(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(JobKind.APPLY)
    slow = import_queue.take(now())
    assert slow is not None
    quick = import_queue.take(now() + SEEN_LATELY + timedelta(seconds=1))
    assert quick is not None
    assert (slow.id, slow.claim != quick.claim) == (quick.id, True)

    with pytest.raises(import_queue.JobLostError):
        import_steps.perform(slow, viewer_now)
    drop_session()
    assert everything()["posting"] == 0
    import_steps.perform(quick, viewer_now)

    assert len(postings(SPRING)) == 2


def test_a_worker_killed_midway_leaves_work_that_is_begun_again_but_not_for_ever(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row = receive(people_csv(*FIRST))[0]
    asked(JobKind.APPLY, row)
    moment = now()
    for _ in range(MOST_ATTEMPTS):
        assert import_queue.take(moment) is not None
        moment += SEEN_LATELY + timedelta(seconds=1)

    assert import_queue.take(moment) is None

    assert newest(database).state is JobState.FAILED
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = browser.get(f"/register/imports/{row.reference}/check", follow=True)
    assert page.h1 == "What the import would do"
    page = browser.get(f"/register/imports/{row.reference}/progress")
    assert "The worker stopped several times" in page.text
    page = worked(browser, browser.submit(button="Try again"))
    assert page.flash == ["The register was brought into line with the file"]


def test_a_child_that_died_puts_its_work_back(database: SQLAlchemy) -> None:
    asked(JobKind.CHECK)
    job = import_queue.take(now())
    assert job is not None

    job.interrupted(counts=False)

    kept = newest(database)
    assert (kept.state, kept.attempts, kept.claim) == (JobState.WAITING, 0, "")


def test_a_fault_of_ours_is_told_plainly_and_can_be_tried_again(
    sign_in_as: SignIn, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = receive(people_csv(*FIRST))[0]
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    asked(JobKind.APPLY, row, viewer)
    reference = row.reference

    def fails(*_given: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(services, "apply_differences", fails)
    work()

    page = browser.get(f"/register/imports/{reference}/progress")
    assert "Something went wrong that is not the file's fault" in page.text
    assert "disk full" not in page.text
    assert everything()["person"] == 0
    monkeypatch.undo()
    worked(browser, browser.submit(button="Try again"))
    assert len(postings(SPRING)) == 2


def test_whoever_lost_the_right_meanwhile_imports_nothing(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.HR_PARTNER)
    asked(JobKind.APPLY, by=by)
    with short_transaction() as connection:
        grants = table_of(AccessGrant)
        connection.execute(
            sa.update(grants).where(grants.c.account_id == by.account_id).values(revoked_at=now())
        )

    work()

    job = newest(database)
    assert job.state is JobState.TURNED_BACK
    assert job.message.startswith("Nothing was imported. Whoever asked for it may no longer")
    assert everything()["person"] == 0


def test_a_check_that_cannot_be_made_says_why_at_the_columns(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    row = receive(csv_of(("Staff number", "Unit"), ("1", "Finance")))[0]
    browser, _ = sign_in_as(Role.HR_PARTNER)
    bring_in(people_csv(("9", "Zed", "Finance", "", "", "1")), as_of=AUTUMN)
    browser.get(f"/register/imports/{row.reference}/columns")

    page = worked(browser, browser.submit())

    assert page.h1 == "Match the columns"
    assert "import files in the order of their dates" in page.flash[0]
