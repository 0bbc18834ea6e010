"""Register files brought in: units, posts and groups of posts through time, and the public files whole."""

import itertools
from datetime import date, timedelta

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.organisation.files import csv_of, shared
from tests.organisation.registers import (
    AUTUMN,
    SPRING,
    bring_in,
    people_csv,
    posts,
    posts_csv,
    units,
)
from tracker.organisation.models import Person, Post, PostPeriod, UnitPeriod
from tracker.organisation.register_check.findings import Category
from tracker.organisation.rules import ImportKind, PostState

BEFORE = AUTUMN - timedelta(days=1)
FIRST = (
    ("001", "Ada Brook", "Finance", "Accountant", "C", "1"),
    ("002", "Bo Carr", "Finance", "Clerk", "A", "0.5"),
    ("003", "Cy Dunn", "Estates", "Surveyor", "C", "1"),
)
POSTS, GROUPS = ImportKind.POSTS, ImportKind.POST_GROUPS


def test_a_unit_left_empty_is_closed_and_opened_again_when_named(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))

    bring_in(people_csv(*FIRST[:2]), as_of=AUTUMN)
    closed = units(AUTUMN)
    bring_in(people_csv(*FIRST), as_of=date(2012, 3, 31))

    assert set(units(BEFORE)) == {"Finance", "Estates"}
    assert set(closed) == {"Finance"}
    assert set(units(date(2012, 3, 31))) == {"Finance", "Estates"}


def test_units_keep_their_identity_by_code_when_renamed_and_moved(database: SQLAlchemy) -> None:
    headings = ("Staff number", "Unit", "Unit code", "Parent unit")
    bring_in(csv_of(headings, ("1", "Finance", "F", "Corporate"), ("2", "Corporate", "C", "")))

    bring_in(csv_of(headings, ("1", "Treasury", "F", ""), ("2", "Corporate", "C", "Treasury")), as_of=AUTUMN)

    assert units(SPRING) == {"F": ("Finance", "C"), "C": ("Corporate", None)}
    assert {code: name for code, (name, _) in units(AUTUMN).items()} == {"F": "Treasury", "C": "Corporate"}


def test_units_made_elsewhere_are_known_by_their_name(database: SQLAlchemy) -> None:
    top = factories.unit("Home Office", code="HO", valid_from=SPRING)
    middle = factories.unit("Corporate", code="C", parent=top, valid_from=SPRING)
    factories.unit("Finance", code="F", parent=middle, valid_from=SPRING)
    headings = ("Staff number", "Organisation", "Unit")

    bring_in(csv_of(headings, ("1", "Home Office", "FINANCE"), ("2", "Home Office", "Estates")), as_of=AUTUMN)

    assert units(AUTUMN) == {
        "HO": ("Home Office", None),
        "C": ("Corporate", "HO"),
        "F": ("Finance", "C"),
        "Home Office > Estates": ("Estates", "HO"),
    }


def test_posts_come_with_their_state_and_line(database: SQLAlchemy) -> None:
    bring_in(
        posts_csv(
            ("P1", "[withheld]", "Home Office", "Private Office", "Head", "SCS3", "1", "XX"),
            ("P2", "'Vacant'", "Home Office", "Policy", "Director", "SCS2", "0.8", "P1"),
            ("P3", "Eliminated", "Home Office", "Policy", "Adviser", "SCS1", "1", "P2"),
            ("P4", "N/D", "Home Office", "Policy", "Adviser", "SCS1", "1", "P2"),
        ),
        POSTS,
    )

    assert posts(SPRING) == {
        "P1": ("Home Office > Private Office", "Head", 1.0, PostState.LIVE, None),
        "P2": ("Home Office > Policy", "Director", 0.8, PostState.VACANT, "P1"),
        "P3": ("Home Office > Policy", "Adviser", 1.0, PostState.DELETED, "P2"),
        "P4": ("Home Office > Policy", "Adviser", 1.0, PostState.LIVE, "P2"),
    }
    assert units(SPRING)["Home Office > Policy"] == ("Policy", "Home Office")
    assert database.session.scalars(sa.select(Person)).all() == []


def test_posts_may_report_to_posts_below_them_in_the_file_and_move_later(database: SQLAlchemy) -> None:
    row = ("P1", "", "HO", "A", "Head", "SCS3", "1", "P2")
    bring_in(posts_csv(row, ("P2", "", "HO", "A", "Chief", "SCS4", "1", "XX")), POSTS)

    bring_in(
        posts_csv(
            row, ("P2", "", "HO", "A", "Chief", "SCS4", "1", "P3"), ("P3", "", "HO", "A", "", "", "1", "")
        ),
        POSTS,
        AUTUMN,
    )

    assert {number: post[4] for number, post in posts(SPRING).items()} == {"P1": "P2", "P2": None}
    assert {number: post[4] for number, post in posts(AUTUMN).items()} == {"P1": "P2", "P2": "P3", "P3": None}


def test_groups_of_like_posts_stand_beside_single_posts(database: SQLAlchemy) -> None:
    bring_in(posts_csv(("P1", "", "HO", "A", "Head", "SCS3", "1", "XX")), POSTS)
    headings = ("Organisation", "Unit", "Reporting Senior Post", "Grade", "Generic Job Title")
    lines = (("HO", "A", "P1", "AO", "Clerk", "2.5"), ("HO", "A", "P1", "AO", "Clerk", "1"))
    content = csv_of((*headings, "Number of Posts in FTE"), *lines, ("HO", "B", "P9", "EO", "Officer", "4"))

    summary = bring_in(content, GROUPS)
    again = bring_in(content, GROUPS, AUTUMN)

    groups = database.session.scalars(
        sa.select(PostPeriod.fte).join(PostPeriod.post).where(Post.is_group)
    ).all()
    assert sorted(groups) == [1.0, 2.5, 4.0]
    assert (summary.count(Category.NEW), summary.count(Category.NOTE), again.alters_nothing) == (3, 1, True)
    assert "P1" in posts(AUTUMN)


def test_periods_of_a_unit_never_overlap(database: SQLAlchemy) -> None:
    for n, day in enumerate((SPRING, AUTUMN, date(2012, 3, 31), date(2012, 9, 30))):
        bring_in(people_csv(*FIRST[: 3 - n % 2]), as_of=day)

    periods = database.session.execute(
        sa.select(UnitPeriod.unit_id, UnitPeriod.valid_from, UnitPeriod.valid_to).order_by(
            UnitPeriod.unit_id, UnitPeriod.valid_from
        )
    ).all()
    for before, after in itertools.pairwise(periods):
        if before.unit_id == after.unit_id:
            assert before.valid_to is not None
            assert before.valid_to < after.valid_from


def test_the_public_organograms_come_in_as_their_facts_say(database: SQLAlchemy) -> None:
    """Counts from facts-per-snapshot.csv, facts-between-snapshots.csv and index.csv beside the files."""
    folder = "organograms/snapshots/home_office-"

    senior = bring_in(shared(f"{folder}2011-03-31-senior.csv"), POSTS)
    junior = bring_in(shared(f"{folder}2011-03-31-junior.csv"), GROUPS)
    spring = posts(SPRING)
    later = bring_in(shared(f"{folder}2011-09-30-senior.csv"), POSTS, AUTUMN)
    bring_in(shared(f"{folder}2011-09-30-junior.csv"), GROUPS, AUTUMN)

    assert (senior.total, senior.count(Category.NEW), senior.wrong_rows) == (125, 124, 1)
    assert (junior.total, junior.count(Category.NEW), junior.wrong_rows) == (706, 706, 0)
    single = [post for number, post in spring.items() if not number.startswith("G-")]
    assert sum(post[3] is PostState.DELETED for post in single) == 14
    assert sum(post[3] is PostState.VACANT for post in single) == 4
    assert sum(post[4] is None for post in single) == 1
    assert round(sum(post[2] for n, post in spring.items() if n.startswith("G-")), 2) == 2286.79
    assert len({post[0] for post in spring.values()}) == 110
    assert (later.count(Category.NEW), later.count(Category.GONE), later.count(Category.MOVED)) == (
        46,
        22,
        19,
    )
    assert later.needs_approval
    autumn = posts(AUTUMN)
    assert sum(not number.startswith("G-") for number in autumn) == 148
    assert len({post[0] for post in autumn.values()}) == 139
    assert len(units(AUTUMN)) == 140
    assert posts(SPRING) == spring


def test_the_public_register_of_33_183_rows_comes_in(database: SQLAlchemy) -> None:
    content = shared("staff-registers/chicago-2018-10.csv")

    summary = bring_in(content, as_of=date(2018, 10, 29))
    again = bring_in(content, as_of=date(2018, 11, 30))

    assert (summary.total, summary.count(Category.NEW), summary.wrong_rows) == (33_183, 32_880, 303)
    assert (len(units(date(2018, 10, 29))), again.alters_nothing) == (35, True)
