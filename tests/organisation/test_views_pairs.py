"""The page that judges pairs: what may be the same under another number or name."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests.browser import Browser, drop_session
from tests.organisation.registers import (
    AUTUMN,
    CHAIR,
    CHIEF,
    CLERK,
    SPRING,
    bring_in,
    posts_csv,
    receive,
    renumbered,
    worked,
)
from tracker.database import db
from tracker.organisation.models import RegisterImport
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.rules import ImportKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

POSTS = ImportKind.POSTS
SignIn = Callable[..., tuple[Browser, Viewer]]


@pytest.fixture
def with_pairs(database: SQLAlchemy) -> str:
    """The address of an import with one likely and one unsure pair."""
    bring_in(posts_csv(CHAIR, CHIEF, CLERK), POSTS, SPRING)
    second = posts_csv(CHAIR, renumbered(CHIEF, "C12", "1"), renumbered(CLERK, "X", "C12", grade="G6"))
    row, _, _ = receive(second, POSTS, AUTUMN)
    drop_session()
    return f"/register/imports/{row.reference}"


def only_import() -> RegisterImport:
    query = sa.select(RegisterImport).order_by(RegisterImport.id.desc()).limit(1)
    return db.session.scalars(query).one()


def test_the_page_asks_pair_by_pair_and_the_dry_run_is_made_again(
    sign_in_as: SignIn, with_pairs: str
) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = browser.get(f"{with_pairs}/check")
    assert "2 pairs look like the same under another number or name" in page.text
    assert "Ask for approval" not in page.text

    page = browser.get(page.links["Say which are the same"])
    assert page.h1 == "Which are the same?"
    assert page.tags == ["Likely", "Unsure"]
    chosen = [str(box["name"]) for box in page.soup.select("input[checked]")]
    assert chosen == ["pair_0"], "only the likely pair is preselected"
    page = browser.submit({"pair_0": "different"})
    assert page.errors == ["13 and X: say whether they are the same"]
    assert page.soup.select_one("input[name=pair_0][value=different][checked]") is not None
    page = browser.submit({"pair_0": "same", "pair_1": "different"})
    page = worked(browser, page)

    assert page.h1 == "What the import would do"
    assert [line[0] for line in page.table("Row by row")][:3] == ["New posts", "Posts gone", "Renumbered"]
    assert Matching.from_dict(only_import().mapping).same_numbers == {"C12": "12", "X": ""}


@pytest.mark.parametrize(
    ("every", "expected"), [("likely", {"C12": "12", "X": ""}), ("none", {"C12": "", "X": ""})]
)
def test_all_pairs_are_judged_at_once(
    sign_in_as: SignIn, with_pairs: str, every: str, expected: dict[str, str]
) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"{with_pairs}/pairs")

    page = worked(browser, browser.submit({"every": every}))

    assert page.h1 == "What the import would do"
    assert Matching.from_dict(only_import().mapping).same_numbers == expected


def test_judgements_can_be_made_again(sign_in_as: SignIn, with_pairs: str) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"{with_pairs}/pairs")
    page = worked(browser, browser.submit({"every": "none"}))

    page = browser.get(page.links["See which pairs were judged the same"])
    assert "0 pairs are the same, 2 are different." in page.text
    worked(browser, browser.post(f"{with_pairs}/pairs/again", {}))

    assert Matching.from_dict(only_import().mapping).same_numbers == {}


def test_matching_the_columns_again_keeps_what_was_judged(sign_in_as: SignIn, with_pairs: str) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"{with_pairs}/pairs")
    worked(browser, browser.submit({"every": "likely"}))
    browser.get(f"{with_pairs}/columns")

    worked(browser, browser.submit())

    assert Matching.from_dict(only_import().mapping).same_numbers == {"C12": "12", "X": ""}


def test_two_people_cannot_judge_past_each_other(sign_in_as: SignIn, with_pairs: str) -> None:
    one, _ = sign_in_as(Role.HR_PARTNER)
    other, _ = sign_in_as(Role.HR_PARTNER)
    one.get(f"{with_pairs}/pairs")
    other.get(f"{with_pairs}/pairs")
    worked(other, other.submit({"every": "none"}))

    page = one.submit({"every": "likely"})

    assert page.flash == ["Nothing was kept: somebody else changed this import. Read it again"]
    assert Matching.from_dict(only_import().mapping).same_numbers == {"C12": "", "X": ""}


def test_the_confirm_page_cannot_be_reached_before_pairs_are_judged(
    sign_in_as: SignIn, with_pairs: str
) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"{with_pairs}/confirm", follow=True)

    assert page.h1 == "What the import would do"


def test_an_administrator_judges_without_seeing_a_cell(sign_in_as: SignIn, with_pairs: str) -> None:
    browser, _ = sign_in_as(Role.ADMINISTRATOR)

    page = browser.get(f"{with_pairs}/pairs")

    assert "Same job title, unit, grade" in page.text
    assert "Chief executive" not in page.text
    assert "C12" not in page.text
