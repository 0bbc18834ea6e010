"""An operation on the structure taken back: every row as it was, unless something depends on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.organisation.registers import bring_in, people_csv
from tests.organisation.test_operations import DAY, do
from tests.organisation.test_views_operations import confirm, plan
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.database import Base, EditConflictError, db, now, unit_of_work
from tracker.organisation import services_operation_undo as undoing
from tracker.organisation.models import Unit
from tracker.organisation.models_operations import GrantProposal, Operation
from tracker.organisation.rules import PostState
from tracker.organisation.rules_operations import OperationError, OperationKind, OperationState, ProposalState
from tracker.organisation.services_undo import DependsError
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
TABLES = (
    "unit",
    "unit_period",
    "establishment",
    "establishment_past",
    "person",
    "posting",
    "post",
    "post_period",
    "unit_succession",
    "legal_employer",
    "employer_term",
    "grant_proposal",
)


@pytest.fixture
def hr(database: SQLAlchemy) -> Viewer:
    return factories.viewer(Role.HR_PARTNER, employer=factories.the_employer())


def register() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that an operation may touch, as the database keeps it."""
    db.session.rollback()
    connection = db.session.connection()
    found = {}
    for name in TABLES:
        table = Base.metadata.tables[name]
        found[name] = [tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.id))]
    db.session.rollback()
    return found


def undo(row: Operation, by: Viewer) -> None:
    with unit_of_work():
        undoing.undo_operation(row, seen=row.version, by=by, at=now())


def edit(statement: sa.Update) -> None:
    """Somebody edits the register otherwise."""
    with unit_of_work():
        db.session.execute(statement)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def why_not(row: Operation, by: Viewer) -> list[str]:
    before = register()
    with pytest.raises(DependsError) as caught, unit_of_work():
        undoing.undo_operation(row, seen=row.version, by=by, at=now())
    assert register() == before
    return [each.text for each in caught.value.obstacles]


def a_force() -> dict[str, str]:
    """Units with people, posts, a site and a unit below; the references that plans use."""
    site, other = (factories.establishment(name=name) for name in ("Lloyd House", "Tally Ho"))
    top = factories.unit("Force")
    one = factories.unit("Payroll", parent=top, establishment_id=site.id)
    two = factories.unit("Pensions", parent=top)
    team = factories.unit("Helpdesk", parent=one)
    empty = factories.unit("Registry", parent=top)
    factories.person(unit=one, staff_number="1", establishment_id=site.id)
    factories.person(unit=one, staff_number="2", fte=0.5)
    factories.person(unit=two, staff_number="3")
    factories.post(one, "P1", state=PostState.VACANT)
    named: dict[str, Any] = {
        "top": top,
        "one": one,
        "two": two,
        "team": team,
        "empty": empty,
        "site": site,
        "other": other,
    }
    return {name: each.reference for name, each in named.items()}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        pytest.param(OperationKind.OPEN, {"name": "Audit", "parent": "top"}, id="open"),
        pytest.param(OperationKind.RENAME, {"unit": "one", "name": "Pay"}, id="rename"),
        pytest.param(
            OperationKind.MOVE, {"unit": "one", "parent": "two", "site": "other"}, id="move with its site"
        ),
        pytest.param(
            OperationKind.SPLIT,
            {"unit": "one", "stays": "", "parts": ["North", "South"], "people": {"2": ["2"]}},
            id="split",
        ),
        pytest.param(
            OperationKind.SPLIT, {"unit": "one", "stays": "yes", "parts": ["North"]}, id="split that stays"
        ),
        pytest.param(
            OperationKind.MERGE, {"units": ["one", "two"], "name": "Pay", "parent": "top"}, id="merge"
        ),
        pytest.param(OperationKind.MERGE, {"units": ["one"], "into": "two"}, id="merge into another"),
        pytest.param(OperationKind.CLOSE, {"unit": "empty"}, id="close"),
        pytest.param(OperationKind.OPEN_SITE, {"name": "New"}, id="open a site"),
        pytest.param(OperationKind.RENAME_SITE, {"site": "site", "name": "Old"}, id="rename a site"),
        pytest.param(OperationKind.MERGE_SITES, {"site": "site", "into": "other"}, id="merge sites"),
        pytest.param(OperationKind.CLOSE_SITE, {"site": "other"}, id="close a site"),
        pytest.param(
            OperationKind.EMPLOYER, {"name": "Chief constable", "basis": "statutory transfer"}, id="employer"
        ),
    ],
)
def test_each_operation_is_put_back_row_for_row(
    hr: Viewer, kind: OperationKind, given: dict[str, Any]
) -> None:
    names = a_force()
    asked: dict[str, Any] = {
        key: [names.get(each, each) for each in value]
        if key == "units"
        else names.get(value, value)
        if isinstance(value, str)
        else value
        for key, value in given.items()
    }
    before = register()
    row = do(kind, hr, DAY, **asked)
    assert register() != before

    undo(row, hr)

    assert register() == before
    assert (row.state, row.undone_by_id) == (OperationState.UNDONE, hr.account_id)
    done_again = do(kind, hr, DAY, **asked)
    assert done_again.state is OperationState.DONE


def test_a_second_transfer_is_undone_to_the_employer_before_it(hr: Viewer) -> None:
    names = a_force()
    basis = "statutory transfer"
    do(OperationKind.EMPLOYER, hr, name="Police authority", basis=basis)
    before = register()
    row = do(
        OperationKind.EMPLOYER,
        hr,
        DAY + timedelta(days=30),
        name="Commissioner",
        basis=basis,
        staying=[names["one"]],
    )

    undo(row, hr)

    assert register() == before


def test_an_operation_on_the_day_of_another_is_undone_alone(hr: Viewer) -> None:
    names = a_force()
    do(OperationKind.RENAME, hr, unit=names["one"], name="Pay")
    before = register()
    row = do(OperationKind.MERGE, hr, units=[names["one"]], into=names["two"])

    undo(row, hr)

    assert register() == before


def test_a_later_operation_is_undone_first(hr: Viewer) -> None:
    names = a_force()
    first = do(OperationKind.RENAME, hr, unit=names["one"], name="Pay")
    before = register()
    second = do(OperationKind.MOVE, hr, unit=names["team"], parent=names["two"])

    assert why_not(first, hr) == ["A later operation: . Undo that one first"]
    undo(second, hr)
    assert register() == before
    undo(first, hr)


def test_a_later_import_stands_in_its_way(hr: Viewer) -> None:
    bring_in(people_csv(("1", "Ada Brook", "Finance", "Clerk", "C", "1")))
    unit = db.session.scalars(sa.select(Base.metadata.tables["unit"].c.reference)).first()
    row = do(OperationKind.RENAME, hr, unit=unit, name="Pay")
    bring_in(people_csv(("1", "Ada Brook", "Finance", "Head", "E", "1")), as_of=DAY + timedelta(days=30))

    assert why_not(row, hr)[0] == "A later import: staff.csv. Undo that one first"


def test_access_given_and_an_impact_stand_in_its_way(hr: Viewer) -> None:
    names = a_force()
    row = do(OperationKind.MERGE, hr, units=[names["one"], names["two"]], name="Pay", parent=names["top"])
    made = Base.metadata.tables["unit"]
    new = db.session.execute(sa.select(made.c.id, made.c.reference).where(made.c.code == "Pay")).one()
    unit = db.session.get_one(Unit, new.id)
    factories.give_role(factories.account(name="Mo"), Role.MANAGER, unit=unit)
    factories.affected(factories.change(), rule={"units": [new.reference]})

    assert why_not(row, hr) == [
        "1 grant of access points at what it made",
        "1 impact names a unit or site it made",
    ]


def test_an_impact_assessed_since_on_a_unit_that_grew_stands_in_its_way(hr: Viewer) -> None:
    names = a_force()
    factories.affected(factories.change(), rule={"units": [names["top"]]})
    row = do(OperationKind.MERGE, hr, units=[names["one"]], into=names["two"])
    factories.affected(factories.change(), rule={"units": [names["two"]]})

    assert "1 impact assessed since names a unit or site of it" in why_not(row, hr)


def test_somebody_moved_on_since_stands_in_its_way(hr: Viewer) -> None:
    names = a_force()
    row = do(OperationKind.MERGE, hr, units=[names["one"]], into=names["two"])
    postings = Base.metadata.tables["posting"]
    newest = sa.select(sa.func.max(postings.c.id)).scalar_subquery()
    edit(sa.update(postings).where(postings.c.id == newest).values(title="Head"))

    assert why_not(row, hr) == ["Places of work that it made were edited since"]


def test_only_what_was_done_is_undone_and_only_as_it_was_read(hr: Viewer) -> None:
    names = a_force()
    row = do(OperationKind.RENAME, hr, unit=names["one"], name="Pay")
    with pytest.raises(EditConflictError), unit_of_work():
        undoing.undo_operation(row, seen=row.version - 1, by=hr, at=now())
    undo(row, hr)

    with pytest.raises(OperationError, match="This is undone"), unit_of_work():
        undoing.undo_operation(row, seen=row.version, by=hr, at=now())


def test_the_page_shows_what_goes_back_and_takes_it_back(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    factories.person(unit=one, fte=0.5)
    factories.person(unit=two)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    before = register()
    address = plan(browser, "merge", units="Payroll\nPensions", name="Pay", parent="", into="")
    confirm(browser, address)

    page = browser.get(browser.get(address).links["Undo this"])
    assert page.facts["People who go back"] == "2 people, 1.50 FTE"
    assert page.facts["Units that go"] == "Pay"
    assert page.facts["Units that stand again"] == "Payroll, Pensions"
    assert ["Places of work", "2", "2", "0"] in page.table("What would be taken back")
    page = browser.submit()

    assert page.flash == ["Undone: Merge units: Payroll, Pensions. The register is as it was before it"]
    assert page.facts["Undone"]
    assert "Undo this" not in page.links
    assert register() == before
    entries = database.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entries is not None
    assert entries.action == "organisation:edit"
    assert '"state":"undone"' in entries.body.replace(" ", "")
    listed = browser.get("/register/structure")
    assert [row[2] for row in listed.table("Planned and done")] == ["Undone"]


def test_the_page_says_what_depends_on_it(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    one = factories.unit("Payroll")
    holder = factories.account(name="Mo Manager")
    factories.give_role(holder, Role.MANAGER, unit=one)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    address = plan(browser, "rename", f"?unit={one.reference}", name="Pay")
    confirm(browser, address)
    form = browser.get(f"{address}/undo")
    later = plan(browser, "open", name="Audit", parent="")
    confirm(browser, later)

    page = browser.get(f"{address}/undo")
    assert "A later operation: Open a unit: Audit. Undo that one first" in page.links
    assert "plan another operation that reverses this one" in page.text
    browser.page = form
    page = browser.submit()

    assert page.flash == ["Nothing was undone: something depends on it by now"]
    assert "Open a unit: Audit" in page.text


def test_access_answered_since_stands_in_its_way(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    factories.give_role(factories.account(name="Mo"), Role.MANAGER, unit=one)
    browser, viewer = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    address = plan(browser, "merge", units="Payroll\nPensions", into=two.reference)
    confirm(browser, address)
    assert database.session.scalars(sa.select(GrantProposal)).all()
    edit(sa.update(GrantProposal).values(state=ProposalState.DECLINED))

    page = browser.get(f"{address}/undo")
    assert "Proposals of access that it made were edited since" in page.text
    assert viewer.employer_ids


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PROGRAMME_DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_hr_undoes(sign_in_as: SignIn, database: SQLAlchemy, role: Role) -> None:
    names = a_force()
    hr = factories.viewer(Role.HR_PARTNER, employer=factories.the_employer())
    row = do(OperationKind.RENAME, hr, unit=names["one"], name="Pay")
    unit = db.session.scalars(sa.select(Unit)).first()
    browser, _ = sign_in_as(role, **({"unit": unit} if role is Role.MANAGER else {}))

    browser.get(f"/register/structure/{row.reference}/undo", 403)
