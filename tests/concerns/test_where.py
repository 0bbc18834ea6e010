from collections.abc import Callable
from io import BytesIO
from typing import Any

import sqlalchemy as sa

from tests import factories
from tests.concerns.arrange import world
from tracker.changes.models import ChangeUnit
from tracker.concerns.models import Concern, ConcernUnit
from tracker.concerns.models_drafts import ConcernMember
from tracker.concerns.queries_where import patterns
from tracker.concerns.rules import ConcernState
from tracker.concerns.rules_kinds import PATTERN_UNITS, ConcernCategory, ConcernKind, is_pattern
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignIn = Callable[..., Any]


def test_three_units_make_a_pattern_and_what_nobody_sorted_never_does() -> None:
    assert is_pattern(ConcernCategory.PAY, PATTERN_UNITS)
    assert not is_pattern(ConcernCategory.PAY, PATTERN_UNITS - 1)
    assert not is_pattern(ConcernCategory.UNSORTED, 10)


def test_a_union_says_where_a_concern_is_felt_and_masks_its_member(sign_in_as: SignIn) -> None:
    here = world()
    department = factories.unit("Finance")
    team = factories.unit("Payroll", parent=department)
    factories.save(ChangeUnit(change_id=here.change.id, unit_id=department.id))
    concern = factories.concern(here.change, here.union, summary="Travel doubles")
    union, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    address = f"/concerns/{concern.reference}/where"
    said = {"category": "pay and grading", "severity": "high", "units": [team.reference]}
    union.get(address)
    refused = union.submit({**said, "member": "Dee Storm", "agreed": "y"}, status=400)
    assert "Only an individual concern names a member" in refused.text

    page = union.submit({**said, "kind": "individual", "member": "Dee Storm", "agreed": []})

    assert page.flash == ["Saved"]
    assert page.facts["Whose"] == "Individual: Dee Storm"
    assert page.facts["Units"] == "Payroll"
    read = hr.get(f"/concerns/{concern.reference}")
    assert read.facts["Whose"] == "Individual: a member whose name the union keeps"
    assert "Dee Storm" not in read.text
    assert "Travel doubles" in hr.get("/concerns?category=pay and grading&kind=individual").text
    assert "No concern matches" in hr.get("/concerns?category=equality").text
    union.get(address)
    union.submit({"agreed": "y"})
    assert "Dee Storm" in hr.get(f"/concerns/{concern.reference}").text
    director, _account = sign_in_as(Role.PROGRAMME_DIRECTOR)
    assert "Dee Storm" not in director.get(f"/concerns/{concern.reference}").text
    union.get(address)
    union.submit({"kind": "collective", "member": "", "agreed": []})
    assert db.session.scalar(sa.select(sa.func.count(ConcernMember.id))) == 0
    hr.get(address, status=403)


def test_a_closed_or_changed_concern_is_not_sorted_over(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    union, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    union.get(f"/concerns/{concern.reference}/where")
    late = union.submit({"category": "equality", "seen_version": "0"}, status=409)
    assert "The concern has moved on" in late.text
    concern.state, concern.closed_at = ConcernState.CLOSED_AGREED, factories.MOMENT
    factories.save(concern)
    page = union.get(f"/concerns/{concern.reference}/where", follow=True)
    assert page.flash == ["A closed concern is not sorted any more"]


def test_the_same_category_in_three_units_is_shown_to_hr_and_to_the_union_it_is_of(
    sign_in_as: SignIn,
) -> None:
    here, other = world(), world()
    units = [factories.unit() for _ in range(3)]
    for unit, where in zip(units, (here, here, other), strict=True):
        concern = factories.concern(
            where.change, where.union, category=ConcernCategory.HOURS, kind=ConcernKind.COLLECTIVE
        )
        factories.save(ConcernUnit(concern_id=concern.id, unit_id=unit.id))
    hr, partner = sign_in_as(Role.HR_PARTNER)
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    found = [(each.category, each.units, each.concerns) for each in patterns(partner, today())]
    assert found == [(ConcernCategory.HOURS, 3, 3)]
    assert patterns(rep, today()) == []
    assert "Hours and rotas : 3 units, 3 open concerns" in hr.get("/concerns").text
    closed = db.session.scalars(sa.select(Concern).limit(1)).one()
    closed.state, closed.closed_at = ConcernState.CLOSED_AGREED, factories.MOMENT
    factories.save(closed)
    assert patterns(partner, today()) == []


def test_files_of_both_sides_are_downloads_under_the_name_of_the_union(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    union, rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    stranger, _other = sign_in_as(Role.UNION_REPRESENTATIVE, union=world().union)
    address = f"/concerns/{concern.reference}/files"
    union.get(address)
    assert "Choose a file" in union.submit({}, status=400, content_type="multipart/form-data").text
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    union.get(address)

    page = union.submit({"files": (BytesIO(svg), "map.svg")}, content_type="multipart/form-data")

    assert page.flash == ["The file is beside the concern"]
    read = hr.get(f"/concerns/{concern.reference}")
    link = next(each for each in read.hrefs if each.startswith(address + "/"))
    assert rep.name not in read.text
    got = hr.get(link)
    assert got.body == svg
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["content-type"] == "application/octet-stream"
    stranger.get(link, status=404)
    concern.state, concern.closed_at = ConcernState.WITHDRAWN, factories.MOMENT
    factories.save(concern)
    director, _account = sign_in_as(Role.PROGRAMME_DIRECTOR)
    director.get(link, status=404)
    assert hr.get(link).body == svg
