"""Registers brought in by tests as the pages and the command bring them."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from tests import factories
from tests.browser import Browser, drop_session
from tests.organisation.files import csv_of
from tests.pages import PageSeen
from tracker.commands import viewer_now
from tracker.database import db, now, unit_of_work
from tracker.organisation import services
from tracker.organisation.models import (
    Employer,
    Person,
    Post,
    Posting,
    PostPeriod,
    RegisterImport,
    Unit,
    UnitPeriod,
)
from tracker.organisation.queries import valid_on
from tracker.organisation.register_check.dry_run import DryRun, Matching, Summary
from tracker.organisation.register_check.fields import known_headings
from tracker.organisation.register_file.reader import read
from tracker.organisation.register_file.table import SourceTable
from tracker.organisation.rules import ImportKind
from tracker.organisation.services_mending import keep_wrong_rows
from tracker.organisation.worker import work_off
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SPRING = date(2011, 3, 31)
AUTUMN = date(2011, 9, 30)


def table_of(content: bytes, kind: ImportKind, name: str = "staff.csv") -> SourceTable:
    return read(content, name, known_headings(kind))


def receive(
    content: bytes,
    kind: ImportKind = ImportKind.PEOPLE,
    as_of: date = SPRING,
    *,
    employer: Employer | None = None,
    by: Viewer | None = None,
    columns: dict[str, int] | None = None,
    name: str = "staff.csv",
) -> tuple[RegisterImport, SourceTable, DryRun]:
    """A file received and checked."""
    employer = employer or factories.the_employer()
    by = by or factories.viewer(Role.HR_PARTNER, employer=employer)
    table = table_of(content, kind, name)
    matching = Matching(columns) if columns is not None else services.likely_matching(kind, table)
    with unit_of_work():
        row = services.receive_file(
            employer,
            kind,
            as_of,
            file_name=name,
            content=content,
            by=by,
            at=now(),
        )
        services.keep_table(row, table, matching, by=by)
        dry_run = services.dry_run_of(row, table, matching)
        services.keep_dry_run(row, matching, dry_run, by=by)
        keep_wrong_rows(row, table, dry_run)
    return row, table, dry_run


def bring_in(
    content: bytes, kind: ImportKind = ImportKind.PEOPLE, as_of: date = SPRING, **given: Any
) -> Summary:
    """A file received, checked and applied; by two people where that is needed.

    What may be the same under another number or name is taken for different.
    """
    row, table, dry_run = receive(content, kind, as_of, **given)
    if dry_run.pairs:
        matching = Matching.from_dict(row.mapping).judged((pair, False) for pair in dry_run.pairs)
        with unit_of_work():
            dry_run = services.dry_run_of(row, table, matching)
            services.keep_dry_run(row, matching, dry_run, by=None)
    employer = db.session.get_one(Employer, row.employer_id)
    by = factories.viewer(Role.HR_PARTNER, employer=employer)
    with unit_of_work():
        if dry_run.summary.needs_approval:
            services.ask_for_approval(row, by=None)
        return services.apply_import(row, dry_run, by=by, at=now())


def work() -> int:
    """Do all background work that waits, as the worker does; how many pieces that was."""
    drop_session()
    try:
        return work_off(viewer_now)
    finally:
        drop_session()


def worked(browser: Browser, page: PageSeen) -> PageSeen:
    """The page that follows the one that shows how far the work got, once the work is over."""
    assert page.soup.select_one("[data-progress]") is not None, page.text
    assert work() == 1
    return browser.get(page.url, follow=True)


def people_csv(*rows: tuple[Any, ...]) -> bytes:
    """Rows of number, name, unit, title, grade, FTE."""
    return csv_of(("Staff number", "Name", "Unit", "Job title", "Grade", "FTE"), *rows)


def posts_csv(*rows: tuple[Any, ...]) -> bytes:
    """Rows of number, name or state, organisation, unit, title, grade, FTE, reports to."""
    headings = ("Post Unique Reference", "Name", "Organisation", "Unit", "Job Title", "Grade", "FTE")
    return csv_of((*headings, "Reports to Senior Post"), *rows)


CHAIR = ("1", "N/D", "Commission", "Commission", "Chair", "SCS2", "1", "XX")
CHIEF = ("12", "N/D", "Commission", "Commission", "Chief executive", "SCS1", "1", "1")
CLERK = ("13", "N/D", "Commission", "Commission", "Clerk", "G7", "1", "12")


def renumbered(post: tuple[str, ...], number: str, above: str, **changes: str) -> tuple[str, ...]:
    """The post with another number and another number above it; ``title`` and so on change it too."""
    values = dict(zip(("number", "name", "org", "unit", "title", "grade", "fte", "above"), post, strict=True))
    return tuple({**values, "number": number, "above": above, **changes}.values())


def postings(day: date) -> list[tuple[Any, ...]]:
    """Number, unit, title, grade, FTE and period of everybody posted on the day."""
    return [
        tuple(row)
        for row in db.session.execute(
            sa.select(
                Person.staff_number,
                Unit.code,
                Posting.title,
                Posting.grade,
                Posting.fte,
                Posting.valid_from,
                Posting.valid_to,
            )
            .join(Posting, Posting.person_id == Person.id)
            .join(Unit, Unit.id == Posting.unit_id)
            .where(valid_on(Posting, day))
            .order_by(Person.staff_number)
        )
    ]


def posts(day: date) -> dict[str, tuple[Any, ...]]:
    """Unit, title, FTE, state and the number of the post above, by number, as they stood on the day."""
    above = sa.orm.aliased(Post)
    rows = db.session.execute(
        sa.select(Post.number, Unit.code, PostPeriod.title, PostPeriod.fte, PostPeriod.state, above.number)
        .join(PostPeriod, PostPeriod.post_id == Post.id)
        .join(Unit, Unit.id == PostPeriod.unit_id)
        .outerjoin(above, above.id == PostPeriod.reports_to_id)
        .where(valid_on(PostPeriod, day))
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def units(day: date) -> dict[str, tuple[str, str | None]]:
    """Name and parent's code by code, as they stood on the day."""
    above = sa.orm.aliased(Unit)
    rows = db.session.execute(
        sa.select(Unit.code, UnitPeriod.name, above.code)
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .outerjoin(above, above.id == UnitPeriod.parent_id)
        .where(valid_on(UnitPeriod, day))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def everything() -> dict[str, int]:
    """How many rows each table of the register has."""
    tables = (Person, Posting, Post, PostPeriod, Unit, UnitPeriod)
    return {
        t.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in tables
    }
