"""Commitments from the record of one to what both sides say, and who may read them."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError

from tests import factories
from tests.browser import Browser
from tests.commitments.arrange import promised
from tests.meetings.test_views import typed, union
from tracker.commitments.models import Commitment, CommitmentStep
from tracker.notifications.deadlines import deadlines_of
from tracker.notifications.models import Notice
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today
from tracker.web.once import once

SignIn = Callable[..., tuple[Browser, Viewer]]
DAY = timedelta(days=1)


def sent(change: str, to: str, **given: Any) -> dict[str, Any]:
    return {
        "change": change,
        "union": to,
        "text": "No compulsory redundancy before June.",
        "given_by": "HR director",
        **typed("given_on", today()),
        **typed("due_on", today() + 30 * DAY),
        **given,
    }


def test_a_promise_is_kept_when_both_sides_say_so(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha, under = union("Alpha"), factories.programme()
    change = factories.change(title="One front desk", programme_id=under.id)
    concern = factories.concern(change, alpha)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    rep, viewer = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)

    hr.get(f"/commitments/record?concern={concern.reference}")
    page = hr.submit(sent(change.reference, alpha.reference), button="Record the commitment")
    assert "The concern it answered" in page.text
    url = page.url
    notices = database.session.scalars(sa.select(Notice).where(Notice.kind == "commitment.recorded")).all()
    assert [each.account_id for each in notices] == [viewer.account_id]

    for browser in (hr, rep):
        browser.get(f"{url}/verdict")
        page = browser.submit({"verdict": "kept", **typed("kept_on", today())}, button="Save")
    assert "Kept" in page.text
    assert "Say what became of it" not in page.text
    programme = hr.get(f"/programmes/{under.reference}")
    assert "100% of 1 judged by both sides were kept in time" in programme.text
    page = hr.get(f"{url}/verdict")
    page = hr.submit({"verdict": "broken"}, 400, button="Save")
    assert "Both sides have said the same" in page.text
    assert len(database.session.scalars(sa.select(CommitmentStep)).all()) == 2


def test_where_the_sides_differ_it_says_so(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    row = promised(factories.change(), alpha, by, "Vacancies are held.", today() - DAY)
    url = f"/commitments/{row.reference}"
    assert "Overdue" in hr.get(url).text

    hr.get(f"{url}/verdict")
    hr.submit({"verdict": "kept", **typed("kept_on", today() - DAY)}, button="Save")
    rep.get(f"{url}/verdict")
    page = rep.submit({"verdict": "broken", "note": "Two were filled"}, button="Save")

    assert "Sides differ" in page.text
    assert "Two were filled" in hr.get(url).text
    assert "1 on which the sides differ" in hr.get("/commitments").text


def test_another_union_knows_of_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha, beta = union("Alpha"), union("Beta")
    _, by = sign_in_as(Role.HR_PARTNER)
    row = promised(factories.change(), alpha, by, "Alpha alone was told this.")
    other, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=beta)
    administrator, _ = sign_in_as(Role.ADMINISTRATOR)

    other.get(f"/commitments/{row.reference}", 404)
    other.get(f"/commitments/{row.reference}/verdict", 404)
    page = other.get("/commitments")
    assert "Alpha alone was told this." not in page.text
    assert "0 open, 0 overdue" in page.text
    administrator.get("/commitments", 403)


def test_a_union_cannot_record_in_the_name_of_another(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha, beta = union("Alpha"), union("Beta")
    change = factories.change()
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)

    rep.get("/commitments/record")
    rep.submit(sent(change.reference, beta.reference), 400, button="Record the commitment")
    assert database.session.scalars(sa.select(Commitment)).all() == []
    rep.submit(sent(change.reference, alpha.reference), button="Record the commitment")
    assert len(database.session.scalars(sa.select(Commitment)).all()) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (typed("given_on", date(2100, 1, 1)), "Record it once it was given: this day is still to come"),
        (typed("due_on", date(2020, 1, 1)), "It cannot be due before it was given"),
        ({"text": ""}, "Enter what was undertaken"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    sign_in_as: SignIn, database: SQLAlchemy, given: dict[str, str], message: str
) -> None:
    alpha = union("Alpha")
    change = factories.change()
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get("/commitments/record")
    page = hr.submit(sent(change.reference, alpha.reference, **given), 400, button="Record the commitment")

    assert message in page.text
    assert "HR director" in page.body.decode()


def test_the_same_record_sent_twice_is_one_commitment(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    change = factories.change()
    hr, _ = sign_in_as(Role.HR_PARTNER)
    once = sent(change.reference, alpha.reference, made="ABCDEFGH23")

    hr.post("/commitments/record", once)
    hr.post("/commitments/record", once)

    assert len(database.session.scalars(sa.select(Commitment)).all()) == 1


def test_proof_comes_down_as_it_went_up_and_days_due_are_deadlines(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    rep, viewer = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    row = promised(factories.change(), alpha, by, "Vacancies are held.", today() + DAY)
    url = f"/commitments/{row.reference}"

    hr.get(url)
    page = hr.submit(
        {"files": (BytesIO(b"list"), "held.csv")},
        button="Attach",
        content_type="multipart/form-data",
        buffered=True,
    )
    [link] = [str(each["href"]) for each in page.soup.select(".files a[download]")]
    assert rep.get(link).body == b"list"
    [mine] = deadlines_of(by, today(), today() + 2 * DAY)
    [theirs] = deadlines_of(viewer, today(), today() + 2 * DAY)
    assert (mine.mine, theirs.mine, mine.due_on) == (True, False, today() + DAY)


@pytest.mark.parametrize("number", [1, 20])
def test_the_ledger_takes_the_same_few_statements(
    sign_in_as: SignIn, database: SQLAlchemy, count_queries: Any, number: int
) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    change = factories.change()
    for _ in range(number):
        promised(change, alpha, by, "Something is held.")

    with count_queries() as queries:
        hr.get("/commitments")

    assert queries.count <= 4


def test_a_change_that_is_not_published_is_not_named_to_the_union(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    secret = factories.change(title="Closing the north office", published=False)
    row = promised(secret, alpha, by, "Nobody moves before June.")

    assert "Closing the north office" in hr.get(f"/commitments/{row.reference}").text
    page = rep.get(f"/commitments/{row.reference}")
    assert "Nobody moves before June." in page.text
    assert "Closing the north office" not in page.text + rep.get("/commitments").text


def test_what_answers_a_concern_is_given_to_the_union_that_raised_it(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    alpha, beta = union("Alpha"), union("Beta")
    change = factories.change()
    concern = factories.concern(change, alpha)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get(f"/concerns/{concern.reference}")
    hr.get(f"/commitments/record?concern={concern.reference}")
    hr.submit(sent(change.reference, beta.reference), 400, button="Record the commitment")
    hr.get(f"/commitments/record?concern={concern.reference}")
    hr.submit(sent(change.reference, alpha.reference), button="Record the commitment")

    [row] = database.session.scalars(sa.select(Commitment)).all()
    assert (row.union_id, row.concern_id) == (alpha.id, concern.id)


def test_a_union_of_another_employer_is_refused_by_its_field(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    union("Alpha")
    other = factories.union(name="Other", short_name="OTHER")
    factories.bargaining_group(other, employer_id=factories.employer().id)
    change = factories.change()
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get("/commitments/record")
    hr.submit(sent(change.reference, other.reference), 400, button="Record the commitment")
    assert database.session.scalars(sa.select(Commitment)).all() == []


def test_two_presses_in_one_moment_make_one_record(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    _, by = sign_in_as(Role.HR_PARTNER)
    first = promised(factories.change(), alpha, by, "Vacancies are held.")

    with once(Commitment, first.reference):  # the other press came in between
        database.session.add(Commitment(**_same(first)))
    with pytest.raises(IntegrityError), once(Commitment, "ABCDEFGH23"):
        database.session.add(Commitment(**_same(first)))

    assert len(database.session.scalars(sa.select(Commitment)).all()) == 1


def _same(row: Commitment) -> dict[str, Any]:
    return {c.key: getattr(row, c.key) for c in sa.inspect(Commitment).column_attrs if c.key != "id"}
