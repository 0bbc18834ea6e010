"""A renumbering is not a cull: pairs that may be the same, what people say of them, what becomes of it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import drop_session
from tests.organisation.files import shared
from tests.organisation.registers import (
    AUTUMN,
    CHAIR,
    CHIEF,
    CLERK,
    SPRING,
    bring_in,
    people_csv,
    postings,
    posts,
    posts_csv,
    receive,
    renumbered,
    units,
)
from tracker.database import now, unit_of_work
from tracker.organisation import services, services_undo
from tracker.organisation.models import Person, Post, PostPeriod, RegisterImport, Unit
from tracker.organisation.queries_imports import pairs_of
from tracker.organisation.register_check.dry_run import DryRun, Matching, packed, unpacked_pairs
from tracker.organisation.register_check.findings import Category
from tracker.organisation.register_check.proposals import Pair
from tracker.organisation.rules import ImportKind, ImportMoveError, ImportState
from tracker.policy.access.roles import Role

POSTS, PEOPLE = ImportKind.POSTS, ImportKind.PEOPLE
BEFORE = AUTUMN - timedelta(days=1)


def proposed(first: bytes, second: bytes, kind: ImportKind = POSTS) -> list[Pair]:
    bring_in(first, kind, SPRING)
    return receive(second, kind, AUTUMN)[2].pairs


def in_short(pairs: list[Pair]) -> list[tuple[str, str, bool]]:
    return [(pair.old, pair.new, pair.sure) for pair in pairs]


def judge(
    row: RegisterImport, table: Any, dry_run: DryRun, verdict: Callable[[Pair], bool] = lambda _: True
) -> DryRun:
    """Judge every pair and check again, as the page and the worker do."""
    matching = Matching.from_dict(row.mapping).judged((pair, verdict(pair)) for pair in dry_run.pairs)
    with unit_of_work():
        services.keep_matching(row, matching, by=None)
        again = services.dry_run_of(row, table, matching)
        services.keep_dry_run(row, matching, again, by=None)
    return again


def apply(row: RegisterImport, dry_run: DryRun) -> None:
    with unit_of_work():
        services.apply_dry_run(row, dry_run, by=None, approver_id=None, at=now())


def test_posts_that_agree_in_all_but_their_number_are_likely_the_same(database: SQLAlchemy) -> None:
    pairs = proposed(
        posts_csv(CHAIR, CHIEF, CLERK),
        posts_csv(
            renumbered(CHAIR, "C1", "XX"), renumbered(CHIEF, "C12", "C1"), renumbered(CLERK, "X", "C12")
        ),
    )

    assert in_short(pairs) == [("1", "C1", True), ("12", "C12", True), ("13", "X", True)]
    assert [pair.why for pair in pairs] == [
        "Same job title, unit, grade, reporting line and digits of the number",
        "Same job title, unit, grade, reporting line and digits of the number",
        "Same job title, unit, grade and reporting line",
    ]
    assert (pairs[0].before, pairs[0].after) == ("Commission, Chair, SCS2", "Commission, Chair, SCS2")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"grade": "G6"}, "Same job title, unit and reporting line, other grade", id="regraded"),
        pytest.param({"unit": "Legal"}, "Same job title, grade and reporting line, other unit", id="moved"),
        pytest.param(
            {"title": "Officer"}, "Same unit, grade and reporting line, other job title", id="retitled"
        ),
    ],
)
def test_posts_that_differ_in_more_are_unsure(
    database: SQLAlchemy, changes: dict[str, str], why: str
) -> None:
    [pair] = proposed(
        posts_csv(CHAIR, CHIEF, CLERK), posts_csv(CHAIR, CHIEF, renumbered(CLERK, "X", "12", **changes))
    )

    assert (pair.old, pair.new, pair.sure, pair.why) == ("13", "X", False, why)


def test_posts_that_differ_in_nearly_everything_are_no_pair(database: SQLAlchemy) -> None:
    other = renumbered(CLERK, "X", "1", title="Officer", grade="G6", unit="Legal")

    assert proposed(posts_csv(CHAIR, CHIEF, CLERK), posts_csv(CHAIR, CHIEF, other)) == []


def test_of_several_alike_none_is_likely_unless_the_digits_tell_them_apart(database: SQLAlchemy) -> None:
    clerks = [renumbered(CLERK, number, "12") for number in ("13", "14", "15")]
    again = [renumbered(CLERK, number, "12") for number in ("A", "B", "C-15")]

    pairs = proposed(posts_csv(CHAIR, CHIEF, *clerks), posts_csv(CHAIR, CHIEF, *again))

    assert in_short(pairs) == [("15", "C-15", True), ("13", "A", False), ("14", "B", False)]
    assert pairs[1].why == "Same job title, unit and grade, as have 2"


def test_a_deleted_post_is_no_pair_of_a_live_one(database: SQLAlchemy) -> None:
    deleted = renumbered(CLERK, "13", "12", name="Eliminated")

    assert (
        proposed(posts_csv(CHAIR, CHIEF, deleted), posts_csv(CHAIR, CHIEF, renumbered(CLERK, "X", "12")))
        == []
    )


def test_people_with_a_new_staff_number_are_paired_by_name_and_start_or_job(database: SQLAlchemy) -> None:
    first = people_csv(
        ("001", "Ada Brook", "Finance", "Clerk", "A", "1"),
        ("002", "Bo Carr", "Finance", "Clerk", "A", "1"),
        ("003", "Cy Dunn", "Estates", "Clerk", "A", "1"),
    )
    second = people_csv(
        ("P1", "Ada Brook", "Finance", "Clerk", "A", "1"),
        ("P2", "Bo Carr", "Finance", "Manager", "B", "1"),
        ("P3", "Di Earl", "Estates", "Clerk", "A", "1"),
    )

    pairs = proposed(first, second, PEOPLE)

    assert in_short(pairs) == [("001", "P1", True), ("002", "P2", False)]


def test_a_post_that_is_the_same_keeps_its_history_under_its_new_number(database: SQLAlchemy) -> None:
    bring_in(posts_csv(CHAIR, CHIEF, CLERK), POSTS, SPRING)
    ids = {post.number: post.id for post in database.session.scalars(sa.select(Post))}
    row, table, dry_run = receive(
        posts_csv(
            renumbered(CHAIR, "C1", "XX"),
            renumbered(CHIEF, "C12", "C1", grade="SCS2"),
            renumbered(CLERK, "C13", "C12"),
        ),
        POSTS,
        AUTUMN,
    )
    assert (dry_run.summary.count(Category.GONE), dry_run.summary.needs_approval) == (3, True)

    again = judge(row, table, dry_run)
    assert {c: n for c, n in again.summary.counts.items() if c != "note"} == {"renumbered": 3, "regraded": 1}
    assert (again.summary.undecided, again.summary.ended, again.summary.unchanged) == (0, 0, 0)
    apply(row, again)

    assert {post.number: post.id for post in database.session.scalars(sa.select(Post))} == {
        "C1": ids["1"],
        "C12": ids["12"],
        "C13": ids["13"],
    }
    assert posts(BEFORE)["C13"] == ("Commission", "Clerk", 1.0, "live", "C12")
    assert posts(AUTUMN)["C13"] == ("Commission", "Clerk", 1.0, "live", "C12")
    periods = database.session.scalars(sa.select(PostPeriod.valid_from).order_by(PostPeriod.id)).all()
    assert periods == [SPRING, SPRING, SPRING, AUTUMN], "only the regraded post began anew"


def test_the_same_numbers_again_are_then_as_before(database: SQLAlchemy) -> None:
    bring_in(posts_csv(CHAIR, CHIEF), POSTS, SPRING)
    second = posts_csv(renumbered(CHAIR, "C1", "XX"), renumbered(CHIEF, "C12", "C1"))
    row, table, dry_run = receive(second, POSTS, AUTUMN)
    apply(row, judge(row, table, dry_run))

    summary = bring_in(second, POSTS, date(2012, 3, 31))

    assert (summary.alters_nothing, summary.unchanged) == (True, 2)


def test_undoing_the_import_gives_old_numbers_and_names_back(database: SQLAlchemy) -> None:
    bring_in(posts_csv(CHAIR, CHIEF, *(renumbered(CLERK, f"T{n}", "12", unit="Legal") for n in "123")), POSTS)
    was = (posts(AUTUMN), units(AUTUMN))
    content = posts_csv(
        CHAIR, renumbered(CHIEF, "C12", "1"), *(renumbered(CLERK, f"T{n}", "C12", unit="Law") for n in "123")
    )
    row, table, dry_run = receive(content, POSTS, AUTUMN)
    apply(row, judge(row, table, dry_run))
    assert ("C12" in posts(AUTUMN), "Commission > Law" in units(AUTUMN)) == (True, True)

    with unit_of_work():
        services_undo.undo_import(row, by=factories.viewer(Role.HR_PARTNER), at=now())

    assert (posts(AUTUMN), units(AUTUMN)) == was


def test_a_pair_that_is_different_ends_one_and_begins_the_other(database: SQLAlchemy) -> None:
    bring_in(posts_csv(CHAIR, CHIEF), POSTS, SPRING)
    row, table, dry_run = receive(posts_csv(CHAIR, renumbered(CHIEF, "C12", "1")), POSTS, AUTUMN)

    again = judge(row, table, dry_run, lambda _: False)

    assert (again.pairs, again.summary.count(Category.GONE), again.summary.count(Category.NEW)) == ([], 1, 1)


def test_nothing_is_imported_or_put_up_for_approval_before_pairs_are_judged(database: SQLAlchemy) -> None:
    bring_in(posts_csv(CHAIR, CHIEF), POSTS, SPRING)
    row, _, _ = receive(posts_csv(CHAIR, renumbered(CHIEF, "C12", "1")), POSTS, AUTUMN)

    with pytest.raises(ImportMoveError, match="Say first which pairs are the same"):
        services.ask_for_approval(row, by=None)
    with pytest.raises(ImportMoveError, match="Say first which pairs are the same"):
        services.check_may_apply(row, by=factories.viewer(Role.HR_PARTNER))


def test_what_was_said_counts_only_while_it_still_fits(database: SQLAlchemy) -> None:
    bring_in(posts_csv(CHAIR, CHIEF), POSTS, SPRING)
    row, table, _ = receive(posts_csv(CHAIR, renumbered(CHIEF, "C12", "1")), POSTS, AUTUMN)

    for said in ({"C12": "1"}, {"C12": "99"}, {"1": "12"}, {"Z": "12"}):
        found = services.dry_run_of(row, table, Matching(dict(row.mapping["columns"]), same_numbers=said))
        assert found.summary.count(Category.RENUMBERED) == 0, said


def test_a_person_keeps_their_history_under_a_new_staff_number(database: SQLAlchemy) -> None:
    bring_in(people_csv(("001", "Ada Brook", "Finance", "Clerk", "A", "1")))
    row, table, dry_run = receive(people_csv(("P1", "Ada Brook", "Finance", "Clerk", "A", "1")), as_of=AUTUMN)

    apply(row, judge(row, table, dry_run))

    assert database.session.scalars(sa.select(Person.staff_number)).all() == ["P1"]
    assert postings(AUTUMN) == [("P1", "Finance", "Clerk", "A", 1.0, SPRING, None)]


def team(unit: str, *numbers: int, below: str = "") -> list[tuple[str, ...]]:
    name = f"{unit} > {below}" if below else unit
    return [(f"{n:03}", f"Person {n}", name, "Clerk", "A", "1") for n in numbers]


def test_a_new_unit_with_the_people_of_an_emptied_one_is_likely_its_new_name(database: SQLAlchemy) -> None:
    bring_in(people_csv(*team("Finance", 1, 2, 3, 4), *team("Estates", 5, 6)))
    row, table, dry_run = receive(
        people_csv(*team("Money", 1, 2, 3, 4), *team("Estates", 5, 6)), as_of=AUTUMN
    )
    [pair] = dry_run.pairs
    assert pair[:3] == ("unit", "Finance", "Money")
    assert (pair.sure, pair.why, dry_run.summary.count(Category.MOVED)) == (
        True,
        "All 4 in the old unit are in the new one",
        4,
    )
    [unit_id] = database.session.scalars(sa.select(Unit.id).where(Unit.code == "Finance"))

    again = judge(row, table, dry_run)
    assert {c: n for c, n in again.summary.counts.items() if n} == {"unit renamed": 1}
    apply(row, again)

    assert (units(BEFORE)["Money"], units(AUTUMN)["Money"]) == (("Finance", None), ("Money", None))
    assert database.session.get_one(Unit, unit_id).code == "Money"
    assert bring_in(
        people_csv(*team("Money", 1, 2, 3, 4), *team("Estates", 5, 6)), as_of=date(2012, 1, 1)
    ).alters_nothing


def test_what_stands_below_a_renamed_unit_stays_itself(database: SQLAlchemy) -> None:
    first = [
        *team("Finance", 1, 2, 3),
        *team("Finance", 4, below="Payroll"),
        *team("Estates", 5, below="Payroll"),
    ]
    second = [
        *team("Money", 1, 2, 3),
        *team("Money", 4, below="Payroll"),
        *team("Estates", 5, below="Payroll"),
    ]
    bring_in(people_csv(*first))
    row, table, dry_run = receive(people_csv(*second), as_of=AUTUMN)
    assert ("unit", "Finance", "Money") in {pair[:3] for pair in dry_run.pairs}

    again = judge(row, table, dry_run, lambda pair: pair.new == "Money")

    assert {c: n for c, n in again.summary.counts.items() if n} == {"unit renamed": 1}


@pytest.mark.parametrize(
    ("stay", "sure"),
    [
        pytest.param(1, True, id="four of five"),
        pytest.param(2, False, id="three of five"),
        pytest.param(3, None, id="two of five"),
    ],
)
def test_how_many_of_a_unit_went_says_how_likely_it_was_renamed(
    database: SQLAlchemy, stay: int, sure: bool | None
) -> None:
    bring_in(people_csv(*team("Finance", 1, 2, 3, 4, 5), *team("Estates", 6)))

    _, _, dry_run = receive(
        people_csv(*team("Money", *range(1 + stay, 6)), *team("Estates", *range(1, 1 + stay), 6)),
        as_of=AUTUMN,
    )

    assert [pair.sure for pair in dry_run.pairs] == ([] if sure is None else [sure])


def test_pairs_are_kept_with_the_report(database: SQLAlchemy) -> None:
    bring_in(posts_csv(CHAIR, CHIEF), POSTS, SPRING)
    row, _, dry_run = receive(posts_csv(CHAIR, renumbered(CHIEF, "C\n12", "1")), POSTS, AUTUMN)

    assert unpacked_pairs(packed(dry_run)) == dry_run.pairs == pairs_of(row)
    assert unpacked_pairs(b"") == []


def test_the_command_asks_before_it_imports(app: Flask, database: SQLAlchemy, tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"

    def run(content: bytes, day: str, *more: str) -> Any:
        file.write_bytes(content)
        drop_session()
        fixed = ["--employer", "Commission", "--kind", "posts", "--as-of", day, "--confirm"]
        found = app.test_cli_runner().invoke(args=["register", "import", str(file), *fixed, *more])
        drop_session()
        return found

    run(posts_csv(CHAIR, CHIEF), "2011-03-31", "--create-employer")
    second = posts_csv(renumbered(CHAIR, "C1", "XX"), renumbered(CHIEF, "C12", "C1"))

    asked = run(second, "2011-09-30")
    done = run(second, "2011-09-30", "--same", "likely")

    assert (asked.exit_code, "2 pairs may be the same" in asked.output) == (1, True)
    assert (done.exit_code, "  Renumbered: 2" in done.output) == (0, True)
    assert set(posts(AUTUMN)) == {"C1", "C12"}


def test_a_commission_that_renumbered_all_its_posts_loses_none(database: SQLAlchemy) -> None:
    name = "organograms/snapshots/criminal_cases_review_commission"
    bring_in(shared(f"{name}-2011-03-31-senior.csv"), POSTS, SPRING)
    ids = set(database.session.scalars(sa.select(Post.id)))
    row, table, dry_run = receive(shared(f"{name}-2011-09-30-senior.csv"), POSTS, AUTUMN)
    assert (dry_run.summary.count(Category.GONE), dry_run.summary.count(Category.NEW)) == (14, 14)
    assert [pair.sure for pair in dry_run.pairs] == [True] * 14
    assert all(pair.new == f"CCRC{pair.old}" for pair in dry_run.pairs)

    again = judge(row, table, dry_run, lambda pair: pair.sure)
    counts = (
        again.summary.count(Category.RENUMBERED),
        again.summary.count(Category.GONE),
        again.summary.ended,
    )
    assert counts == (14, 0, 0)
    assert not again.summary.needs_approval
    apply(row, again)

    assert set(database.session.scalars(sa.select(Post.id))) == ids
    assert database.session.get_one(RegisterImport, row.id).state is ImportState.APPLIED
    assert len(posts(AUTUMN)) == 14
