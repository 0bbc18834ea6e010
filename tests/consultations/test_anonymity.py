"""Anonymous answers: nobody, whatever of the database they hold, can put them in order or give one a name."""

import ast
import hashlib
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import correlation
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.consultations.arrange import World, consultation, world
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.consultations import mixing, services_anonymous
from tracker.consultations.codes import code_hash, in_groups, new_code, plain, receipt_code
from tracker.consultations.models import Consultation, Response
from tracker.consultations.models_anonymous import AnonymousAnswer, AnonymousCode, CodeHolder
from tracker.consultations.queries_anonymous import answers_held, receipt_seen, was_given_a_code
from tracker.consultations.rules import (
    AnswerMode,
    ConsultationError,
    ConsultationState,
    Position,
    TooLateError,
)
from tracker.consultations.services_anonymous import UnknownCodeError
from tracker.database import db, table_of, unit_of_work
from tracker.policy.access.roles import Role
from tracker.web.clock import today

DAY = today()
ONE = timedelta(days=1)
SENT = 200
LEAST = 0.2


def asked(people: int = 0, **given: Any) -> tuple[World, Consultation]:
    here = world(people=people)
    return here, consultation(here, mode=AnswerMode.ANONYMOUS, **given)


def salt(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


def send(code: str, text: str = "No", seed: str = "one", day: Any = DAY) -> Any:
    with unit_of_work():
        return services_anonymous.answer_with_code(
            code, position=Position.OPPOSE, answers={1: text}, salt=salt(seed), day=day
        )


def codes_for(row: Consultation, here: World) -> list[str]:
    codes = []
    for person in here.people:
        codes.append(new_code())
        with unit_of_work():
            services_anonymous.give_code(row, person.id, codes[-1], day=DAY)
    return codes


def many(count: int) -> tuple[World, Consultation]:
    """So many codes that were not given through the page; quicker than as many people."""
    here, row = asked()
    fill(row, count)
    return here, row


def fill(row: Consultation, count: int) -> None:
    with unit_of_work():
        audit.leave_unrecorded()
        db.session.add_all(
            AnonymousCode(id=n + 1, consultation_id=row.id, code_hash=code_hash(code_of(n)))
            for n in range(count)
        )
    for n in range(count):
        send(code_of(n), f"answer {n}", f"salt {n}")


def code_of(number: int) -> str:
    return receipt_code(f"code {number}")


def ranks(values: list[Any]) -> list[float]:
    """Ranks, ties at their mean."""
    order = sorted(values)
    places: dict[Any, list[int]] = {}
    for place, value in enumerate(order):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def orderings(row: Consultation) -> dict[str, float]:
    """The rank correlation of the order in which answers were sent with everything kept beside the words."""
    on_postgresql = db.engine.dialect.name == "postgresql"
    table = table_of(AnonymousAnswer)
    columns: list[Any] = [c for c in table.c if c.name not in ("answers", "words")]
    columns += [
        sa.literal_column(name) for name in (("ctid", "xmin", "cmin") if on_postgresql else ("rowid",))
    ]
    found = db.session.execute(
        sa.select(table.c.words, *columns).where(table.c.consultation_id == row.id)
    ).all()
    sent = [float(each[0].removeprefix("answer ")) for each in found]
    kept = {"place in the table": [float(place) for place in range(len(found))]}
    for place, column in enumerate(columns, start=1):
        values = [each[place] for each in found]
        if column.name == "ctid":
            values = [tuple(int(part) for part in value.strip("()").split(",")) for value in values]
        elif column.name in ("xmin", "cmin"):
            values = [int(value) for value in values]
        if len(set(values)) > 1:
            kept[column.name] = ranks(values)
    return {name: abs(correlation(ranks(sent), places)) for name, places in kept.items()}


def test_nothing_stored_orders_two_hundred_anonymous_answers(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mixing, "chance", random.Random(20120305))
    _here, row = asked()
    hr = factories.viewer(Role.HR_PARTNER)
    entries = db.session.scalar(sa.select(sa.func.count(AuditEntry.id)))
    fill(row, SENT)

    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == entries
    before = orderings(row)
    assert {"id", "salt", "commitment", "receipt_hash", "place in the table"} <= set(before)
    assert {name: value for name, value in before.items() if value >= LEAST} == {}
    with unit_of_work():
        row.state, row.closes = ConsultationState.CLOSED, DAY - ONE
        row.opens = DAY - 9 * ONE
        services_anonymous.release_answers(row, by=hr, moment=factories.MOMENT, day=DAY)
    after = orderings(row)
    assert {name: value for name, value in after.items() if value >= LEAST} == {}


def test_answers_written_alone_would_be_ordered_by_the_database(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps neither transactions nor places of rows")
    monkeypatch.setattr(mixing, "MIXED", 1)
    _here, row = many(30)

    assert orderings(row)["xmin"] > 0.99


def test_no_table_of_anonymous_answers_has_a_time_or_leads_from_an_answer_to_a_person() -> None:
    for model in (AnonymousAnswer, AnonymousCode, CodeHolder):
        table = table_of(model)
        assert not [c.name for c in table.c if isinstance(c.type.as_generic(), sa.DateTime | sa.Date)]
        reaches = {key.column.table.name for key in table.foreign_keys}
        assert reaches == ({"consultation", "person"} if model is CodeHolder else {"consultation"})


def test_a_code_is_given_once_and_deleted_when_it_is_used(database: SQLAlchemy) -> None:
    here, row = asked(people=2)
    first, second = codes_for(row, here)
    person = here.people[0].id
    with unit_of_work():
        services_anonymous.give_code(row, person, first, day=DAY)  # the button pressed twice
    with pytest.raises(ConsultationError, match="have been given your code"), unit_of_work():
        services_anonymous.give_code(row, person, new_code(), day=DAY)

    send(in_groups(first).lower(), "Mine")

    hashes = db.session.scalars(sa.select(AnonymousCode.code_hash)).all()
    assert hashes == [code_hash(second)]
    assert was_given_a_code(row, person)
    with pytest.raises(UnknownCodeError):
        send(first, "Another", "two")
    with pytest.raises(UnknownCodeError):
        send(new_code(), "Never given", "three")
    assert db.session.scalar(sa.select(sa.func.count(AnonymousAnswer.id))) == 1


def test_the_same_answer_sent_twice_is_one_answer_with_one_receipt(database: SQLAlchemy) -> None:
    here, row = asked(people=1)
    [code] = codes_for(row, here)

    first, again = send(code, "Mine"), send(code, "Mine")

    assert first == again
    assert db.session.scalar(sa.select(sa.func.count(AnonymousAnswer.id))) == 1
    with pytest.raises(UnknownCodeError):
        send(code, "Other words with the same page")


def test_after_the_last_day_a_code_is_refused_and_stays_good(database: SQLAlchemy) -> None:
    here, row = asked(people=1, closes=DAY)
    [code] = codes_for(row, here)

    with pytest.raises(TooLateError, match="closed at the end"):
        send(code, day=DAY + ONE)

    assert db.session.scalar(sa.select(sa.func.count(AnonymousCode.id))) == 1


def test_fewer_than_ten_answers_are_never_released(database: SQLAlchemy) -> None:
    _here, row = many(9)
    hr = factories.viewer(Role.HR_PARTNER)
    assert answers_held(row) == 0
    with unit_of_work():
        row.state, row.opens, row.closes = ConsultationState.CLOSED, DAY - 9 * ONE, DAY - ONE
        audit.record("-", "test:arrange", "test", "-")

    with pytest.raises(ConsultationError, match="Fewer than 10 people answered"), unit_of_work():
        services_anonymous.release_answers(row, by=hr, moment=factories.MOMENT, day=DAY)

    db.session.refresh(row)
    assert row.released_at is None
    assert db.session.scalar(sa.select(sa.func.count(AnonymousAnswer.id))) == 9


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"state": ConsultationState.OPEN, "closes": DAY}, id="open"),
        pytest.param({"state": ConsultationState.CLOSED, "closes": DAY}, id="closed on its last day"),
        pytest.param({"state": ConsultationState.OPEN, "closes": DAY - ONE}, id="may yet be extended"),
    ],
)
def test_nothing_is_released_while_answers_may_come(database: SQLAlchemy, given: dict[str, Any]) -> None:
    _here, row = many(10)
    hr = factories.viewer(Role.HR_PARTNER)
    for name, value in {"opens": DAY - 9 * ONE, **given}.items():
        setattr(row, name, value)

    with pytest.raises(ConsultationError, match="once the consultation is closed"), unit_of_work():
        services_anonymous.release_answers(row, by=hr, moment=factories.MOMENT, day=DAY)


def test_the_release_forgets_codes_and_holders_and_seals_what_was_released(database: SQLAlchemy) -> None:
    here, row = asked(people=12)
    codes = codes_for(row, here)
    receipts = [send(code, f"Words {n}", f"{n}") for n, code in enumerate(codes[:11])]
    hr = factories.viewer(Role.HR_PARTNER)
    assert answers_held(row) == 10
    seen = receipt_seen(receipts[3].code)
    assert seen is not None
    assert (seen.commitment, seen.sent_at, seen.released) == (receipts[3].commitment, None, None)
    row.state, row.opens, row.closes = ConsultationState.CLOSED, DAY - 9 * ONE, DAY - ONE

    with unit_of_work():
        count = services_anonymous.release_answers(row, by=hr, moment=factories.MOMENT, day=DAY)

    assert (count, answers_held(row)) == (11, 11)
    for emptied in (AnonymousCode, CodeHolder):
        assert db.session.scalar(sa.select(sa.func.count(emptied.id))) == 0
    seen = receipt_seen(receipts[3].code)
    assert seen is not None
    assert seen.released == 11
    assert seen.released_root == services_anonymous.root(receipt.commitment for receipt in receipts)
    entry = db.session.scalar(sa.select(AuditEntry.body).order_by(AuditEntry.id.desc()).limit(1))
    assert row.released_root in str(entry)
    with pytest.raises(ConsultationError, match="are released"), unit_of_work():
        services_anonymous.release_answers(row, by=hr, moment=factories.MOMENT, day=DAY)


def test_only_anonymous_answers_leave_the_record_without_an_entry() -> None:
    tracker = Path(__file__).resolve().parents[2] / "tracker"
    callers = {
        file.relative_to(tracker).as_posix()
        for file in tracker.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) == "leave_unrecorded"
    }
    assert callers == {"consultations/services_anonymous.py"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("7k2m 9qrs-4tvw x3yz", "7K2M9QRS4TVWX3YZ", id="spaces, dashes, small letters"),
        pytest.param("7K2M9QRS4TVWX3Y", "", id="too short"),
        pytest.param("7K2M9QRS4TVWX3Y0", "", id="a nought"),
        pytest.param("٧K2M9QRS4TVWX3YZ", "", id="another script"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_code_is_read_as_people_copy_it(typed: str, expected: str) -> None:
    assert plain(typed) == expected


SignIn = Callable[..., Any]


def test_staff_get_a_code_and_answer_without_their_name(sign_in_as: SignIn, browser: Browser) -> None:
    here, row = asked(people=12)
    staff, _viewer = sign_in_as(Role.STAFF, person=here.people[0])
    page = staff.get(f"/consultations/{row.reference}")
    page = staff.get(page.links["Answer anonymously"])
    assert "Nothing kept with your answer says whose it is" in page.text
    assert f"{here.union.name} can put your points in the union’s name" in page.text
    page = staff.submit({}, button="Get my code")
    code = page.soup.select_one("code").get_text()
    page = staff.submit({}, button="Answer now")
    assert page.h1 == "Answer anonymously"
    assert here.people[0].name not in page.body.decode()

    page = staff.submit({"position": "", "answer_1": "Kept \u202e🙂<script>"}, status=400)
    assert page.field_errors == {"position": "Choose where you stand"}
    assert page.soup.select_one("#answer_1").get_text().strip() == "Kept \u202e🙂<script>"
    page = staff.submit({"position": "oppose"})

    assert page.h1 == "Answer sent"
    receipt = page.facts["Receipt code"]
    assert db.session.scalars(sa.select(Response)).all() == []
    assert db.session.scalars(sa.select(AnonymousAnswer.words)).all() == ["Kept \u202e🙂<script>"]
    page = staff.get(f"/consultations/{row.reference}/code")
    assert "It cannot be shown again" in page.text
    assert "Whether you answered with it is not known" in staff.get(f"/consultations/{row.reference}").text
    stranger = browser
    page = stranger.post("/check-receipt", {"code": receipt})
    assert page.facts["Sent"] == "During the consultation"
    assert page.facts["Released"] == "Not yet"
    assert "Kept" not in page.text
    page = stranger.post("/check-receipt", {"code": code}, status=400)
    assert page.field_errors == {"code": "No answer has this receipt code: check each sign"}
    stranger.post("/answer-with-code", {"code": code}, status=400)


def test_words_typed_with_a_used_code_are_given_back(sign_in_as: SignIn, browser: Browser) -> None:
    here, row = asked(people=1)
    [code] = codes_for(row, here)
    kiosk = browser
    kiosk.post("/answer-with-code", {"code": code})
    send(code, "The first")

    page = kiosk.submit({"position": "oppose", "answer_1": "My long\x00 answer"}, status=409)

    assert page.h1 == "Your answer was not sent"
    assert "My long answer" in page.text


def test_hr_sees_no_count_under_ten_and_no_tally_until_the_release(sign_in_as: SignIn) -> None:
    _here, row = many(12)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/consultations/{row.reference}")
    assert "At least 10 members of staff" in page.text
    assert "oppose" not in page.text.lower()
    page = hr.get(f"/consultations/{row.reference}/anonymous-answers")
    assert "answer 3" not in page.text
    page = hr.get("/consultations")
    assert page.table("Consultations")[0][-1] == "10"


def test_hr_and_invited_unions_read_what_was_released(sign_in_as: SignIn) -> None:
    here, row = many(12)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    row.state, row.opens, row.closes = ConsultationState.CLOSED, DAY - 9 * ONE, DAY - ONE
    row.closed_at = factories.MOMENT
    with unit_of_work():
        audit.record("-", "test:arrange", "test", "-")
    page = hr.get(f"/consultations/{row.reference}")
    page = hr.get(page.links["Release the anonymous answers"])
    page = hr.submit({}, button="Release the answers")
    assert page.flash == ["12 anonymous answers released"]
    assert all(f"answer {n}" in page.text for n in range(12))

    page = hr.get(f"/consultations/{row.reference}/anonymous-answers?q=answer+11")
    assert "answer 11" in page.text
    assert "answer 3" not in page.text
    union, _u = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    assert "answer 3" in union.get(f"/consultations/{row.reference}/anonymous-answers").text
    other, _o = sign_in_as(Role.UNION_REPRESENTATIVE)
    other.get(f"/consultations/{row.reference}/anonymous-answers", status=404)
