"""Facts counted straight from public files, found again by our own import and its report of differences.

The files stand beside the repository; without them these tests are skipped.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.organisation.files import shared
from tests.organisation.registers import receive
from tracker.database import db, now, unit_of_work
from tracker.organisation import services
from tracker.organisation.models import Employer, Person, Post, Posting, PostPeriod, Unit, UnitPeriod
from tracker.organisation.queries import valid_on
from tracker.organisation.register_check.dry_run import DryRun
from tracker.organisation.register_check.findings import Category
from tracker.organisation.register_check.rows import RESPELT
from tracker.organisation.register_check.values import post_state
from tracker.organisation.register_file.reader import read
from tracker.organisation.register_file.table import FileRefusedError, SourceTable
from tracker.organisation.rules import ImportKind, PostState

POSTS, GROUPS, PEOPLE = ImportKind.POSTS, ImportKind.POST_GROUPS, ImportKind.PEOPLE
FOLDER = "organograms"


def lines_of(name: str) -> list[dict[str, str]]:
    """A CSV file's lines by heading; none where the file is not there, so that the tests are skipped."""
    try:
        return list(csv.DictReader(io.StringIO(shared(name).decode("utf-8-sig"))))
    except pytest.skip.Exception:
        return []


@dataclass(frozen=True)
class Brought:
    """A file brought in: as read, and what its dry run said."""

    table: SourceTable
    dry_run: DryRun

    def count(self, category: Category) -> int:
        return self.dry_run.summary.count(category)

    def reasons(self, part: str) -> set[str]:
        return {f.key for f in self.dry_run.findings if part in f.reason}


def bring(content: bytes, name: str, kind: ImportKind, day: date, employer: Employer) -> Brought:
    """Import a file as it is, with the columns as guessed, whoever would have to approve it."""
    row, table, dry_run = receive(content, kind, day, name=name, employer=employer)
    with unit_of_work():
        services.apply_dry_run(row, dry_run, by=None, approver_id=factories.account().id, at=now())
    return Brought(table, dry_run)


def organogram(line: dict[str, str], kind: ImportKind, day: str) -> tuple[bytes, str]:
    body, ending = line["organisation"], "senior" if kind is POSTS else "junior"
    folder = "sept-2013" if day.startswith("2013") else "snapshots"
    name = f"{body}-{ending}.csv" if folder == "sept-2013" else f"{body}-{day}-{ending}.csv"
    return shared(f"{FOLDER}/{folder}/{name}"), name


def units_that_hold_posts(day: date) -> int:
    held = sa.select(PostPeriod.unit_id).where(valid_on(PostPeriod, day)).distinct()
    return db.session.scalar(sa.select(sa.func.count()).select_from(held.subquery())) or 0


def respelt(brought: Iterable[Brought]) -> int:
    """Units written in another way than before, each way once."""
    return len({f.detail for each in brought for f in each.dry_run.findings if f.reason == RESPELT})


def told_apart_by_blanks(line: dict[str, str]) -> int:
    """Unit texts that were counted as two and differ in blanks that nobody sees."""
    texts = set()
    for kind in (POSTS, GROUPS) if line["junior_rows"] != "0" else (POSTS,):
        content, _ = organogram(line, kind, line["as_at"])
        texts |= {each["Unit"] for each in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    return len(texts) - len({" ".join(text.split()) for text in texts})


def deepest(day: date) -> int:
    """How many levels there are below the top."""
    rows = db.session.execute(
        sa.select(PostPeriod.post_id, PostPeriod.reports_to_id)
        .join(Post, Post.id == PostPeriod.post_id)
        .where(valid_on(PostPeriod, day), ~Post.is_group)
    )
    above = {post: parent for post, parent in rows}  # noqa: C416  the pairs of a result, not a mapping's

    def level(post: int) -> int:
        parent = above[post]
        return 0 if parent not in above else 1 + level(parent)

    return max(map(level, above))


SNAPSHOTS = [line for line in lines_of(f"{FOLDER}/facts-per-snapshot.csv") if line["senior_rows"] != "0"]
STEPS = lines_of(f"{FOLDER}/facts-between-snapshots.csv")


@pytest.mark.skipif(not SNAPSHOTS, reason="the organograms are not beside the repository")
@pytest.mark.parametrize("line", SNAPSHOTS, ids=lambda line: f"{line['organisation']} {line['as_at']}")
def test_a_snapshot_comes_in_as_it_was_counted(database: SQLAlchemy, line: dict[str, str]) -> None:
    day, employer = date.fromisoformat(line["as_at"]), factories.the_employer()
    senior = bring(*organogram(line, POSTS, line["as_at"]), POSTS, day, employer)
    found = [senior]
    if line["junior_rows"] != "0":
        found.append(bring(*organogram(line, GROUPS, line["as_at"]), GROUPS, day, employer))

    states = dict(
        zip(senior.table.rows, senior.table.columns[senior.table.headings.index("Name")], strict=True)
    )
    repeated = [f for f in senior.dry_run.findings if "is used again" in f.reason]
    of_posts = (
        sa.select(sa.func.count()).select_from(PostPeriod).join(Post, Post.id == PostPeriod.post_id)
    ).where(valid_on(PostPeriod, day))
    assert {
        "senior_rows": senior.dry_run.summary.total,
        "distinct_post_refs": db.session.scalar(of_posts.where(~Post.is_group)),
        "duplicated_refs": len({f.key for f in repeated}),
        "eliminated_rows": (db.session.scalar(of_posts.where(PostPeriod.state == PostState.DELETED)) or 0)
        + sum(post_state(states[f.row]) is PostState.DELETED for f in repeated),
        "top_posts(reports_to_XX_or_blank)": (
            db.session.scalar(of_posts.where(~Post.is_group, PostPeriod.reports_to_id.is_(None))) or 0
        )
        - len(senior.reasons("no such post in the register"))
        - len(senior.reasons("reports to itself")),
        "reports_to_not_in_file": len(senior.reasons("no such post in the register")),
        "reports_to_itself": len(senior.reasons("reports to itself")),
        "posts_in_a_cycle": len(senior.reasons("in a ring")),
        "deepest_level": deepest(day),
        "junior_rows": found[1].dry_run.summary.total if len(found) > 1 else 0,
        "junior_rows_whose_senior_post_is_missing": sum(
            "no such post" in f.reason for each in found[1:] for f in each.dry_run.findings
        ),
        "distinct_units": units_that_hold_posts(day) + respelt(found) + told_apart_by_blanks(line),
    } == {name: int(value) for name, value in line.items() if name not in ("organisation", "as_at")}


@pytest.mark.skipif(not STEPS, reason="the organograms are not beside the repository")
@pytest.mark.parametrize("line", STEPS, ids=lambda line: f"{line['organisation']} {line['to']}")
def test_what_happened_between_two_snapshots_is_reported_as_it_was_counted(
    database: SQLAlchemy, line: dict[str, str]
) -> None:
    employer = factories.the_employer()
    before = bring(*organogram(line, POSTS, line["from"]), POSTS, date.fromisoformat(line["from"]), employer)
    content, name = organogram(line, POSTS, line["to"])
    _, table, dry_run = receive(content, POSTS, date.fromisoformat(line["to"]), name=name, employer=employer)
    after = Brought(table, dry_run)

    assert {
        "posts_before": before.dry_run.summary.sound,
        "posts_after": after.dry_run.summary.sound,
        "same_ref_in_both": before.dry_run.summary.sound - after.count(Category.GONE),
        "refs_gone": after.count(Category.GONE),
        "refs_new": after.count(Category.NEW),
        "unit_changed": after.count(Category.MOVED) + posts_in_respelt_units(after),
        "reports_to_changed": after.count(Category.REPORTING),
        "grade_changed": after.count(Category.REGRADED),
        "job_title_changed": after.count(Category.RETITLED),
        "newly_marked_eliminated": after.count(Category.DELETED),
    } == {name: int(value) for name, value in line.items() if name not in ("organisation", "from", "to")}


def posts_in_respelt_units(after: Brought) -> int:
    """Posts that stay in a unit that is now written with other capitals: no move, and said as such."""
    names = {f.detail.partition(" → ")[2] for f in after.dry_run.findings if f.reason == RESPELT}
    units = after.table.columns[after.table.headings.index("Unit")]
    told = {f.row for f in after.dry_run.findings if f.category in (Category.NEW, Category.MOVED)}
    return sum(unit in names and row not in told for unit, row in zip(units, after.table.rows, strict=True))


def test_144_posts_that_change_unit_at_once_are_moves(database: SQLAlchemy) -> None:
    employer = factories.the_employer()
    for day in ("2011-09-30", "2012-03-31"):
        content, name = organogram({"organisation": "cabinet_office"}, POSTS, day)
        last = bring(content, name, POSTS, date.fromisoformat(day), employer)

    assert last.count(Category.MOVED) + posts_in_respelt_units(last) == 144
    assert (last.count(Category.NEW), last.count(Category.GONE)) == (26, 32)


@pytest.mark.parametrize("kind", [POSTS, GROUPS])
def test_a_header_without_rows_is_refused_and_ends_nothing(kind: ImportKind) -> None:
    content, name = organogram({"organisation": "hm_treasury"}, kind, "2011-03-31")

    with pytest.raises(FileRefusedError, match="headings in row 1 but no rows below"):
        read(content, name)


def heads_by_unit(day: date) -> Counter[str]:
    query = (
        sa.select(UnitPeriod.name, sa.func.count())
        .join(Unit, Unit.id == UnitPeriod.unit_id)
        .join(Posting, Posting.unit_id == Unit.id)
        .where(valid_on(UnitPeriod, day), valid_on(Posting, day))
        .group_by(UnitPeriod.name)
    )
    return Counter({name: heads for name, heads in db.session.execute(query)})  # noqa: C416  pairs of a result


def heads_in_rows_left_out(brought: Brought) -> Counter[str]:
    """By unit, the rows that share their reference with a later one."""
    wrong = {f.row for f in brought.dry_run.findings if f.category == Category.WRONG}
    units = brought.table.columns[brought.table.headings.index("Department")]
    return Counter(unit for row, unit in zip(brought.table.rows, units, strict=True) if row in wrong)


def test_a_city_s_joiners_leavers_and_heads_are_as_they_were_counted(database: SQLAlchemy) -> None:
    employer, found, heads = factories.the_employer(), [], []
    for day in (date(2018, 10, 29), date(2020, 10, 5)):
        name = f"chicago-{day:%Y-%m}.csv"
        found.append(bring(shared(f"staff-registers/{name}"), name, PEOPLE, day, employer))
        heads.append(heads_by_unit(day) + heads_in_rows_left_out(found[-1]))
    first, second = found

    assert (first.dry_run.summary.total, first.dry_run.summary.sound) == (33_183, 32_880)
    assert (second.dry_run.summary.total, second.dry_run.summary.sound) == (32_928, 32_613)
    assert second.count(Category.GONE) == 5_515
    assert second.count(Category.NEW) == 5_248
    assert second.dry_run.summary.before - second.count(Category.GONE) == 27_365
    left_out = {f.reason.partition(" in row")[0] for f in second.dry_run.findings if f.category == "wrong"}
    assert left_out == {"Staff number is used again"}
    expected = lines_of("staff-registers/chicago-facts-by-department.csv")
    assert [dict(each) for each in heads] == [
        {line["Department"]: int(line[column]) for line in expected if line[column] != "0"}
        for column in ("staff_2018_10", "staff_2020_10")
    ]
    gone = db.session.scalar(
        sa.select(sa.func.count()).where(Person.service_end == date(2020, 10, 5) - timedelta(days=1))
    )
    assert gone == 5_515
