"""What is done to sites and to the legal employer, row by row."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import Establishment, Posting, PostPeriod, Unit, UnitPeriod
from tracker.organisation.models_operations import EmployerTerm, EstablishmentPast, LegalEmployer
from tracker.organisation.operation_effects import Effects, Transfer
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_structure import SiteNow, Structure, ends_after, people_in, posts_in
from tracker.organisation.rules import PostState
from tracker.organisation.rules_operations import OperationError, OperationKind, said, who

Plan = Mapping[str, Any]


def _open(plan: Plan, structure: Structure) -> Effects:
    _name_free(structure, plan["name"], None)
    return Effects(structure.on, new_site={"name": plan["name"], "address": plan.get("address", "")})


def _name_free(structure: Structure, name: str, but: int | None) -> None:
    for site in structure.sites.values():
        if site.name.casefold() == name.casefold() and site.id != but:
            raise OperationError("name", f"There is a site called {site.name} already: enter another name")


def _rename(plan: Plan, structure: Structure) -> Effects:
    site = structure.site(plan["site"], "name")
    name, address = plan["name"], plan.get("address", "")
    if (name, address) == (site.name, site.address):
        raise OperationError("name", "Neither the name nor the address is new: change one of them")
    _name_free(structure, name, site.id)
    latest = db.session.scalar(
        sa.select(sa.func.max(EstablishmentPast.until)).where(EstablishmentPast.establishment_id == site.id)
    )
    if latest is not None and latest >= structure.on:
        raise OperationError("on", f"The site was renamed after {said(latest)} already: choose a later day")
    if site.since >= structure.on:
        raise OperationError("on", f"{site.name} began on {said(site.since)}: choose a later day")
    return Effects(structure.on, site_names=(site.id, name, address))


def _closable(site: SiteNow, on: date) -> None:
    if site.since >= on:
        raise OperationError("on", f"{site.name} began on {said(site.since)}: choose a later day")
    until = db.session.scalar(sa.select(Establishment.valid_to).where(Establishment.id == site.id))
    if until is not None:
        raise OperationError("on", f"{site.name} closes on {said(until)} already")


def _close(plan: Plan, structure: Structure) -> Effects:
    site = structure.site(plan["site"], "on")
    _closable(site, structure.on)
    names = list(_units_at(site.id, structure.on))
    if names:
        raise OperationError(
            "on", f"{who(names)} would still be at {site.name}: move them, or merge the site into another"
        )
    people = people_in(Posting.establishment_id == site.id, structure.on)
    if people:
        heads = list(dict.fromkeys(stay.name for stay in people))
        raise OperationError(
            "on", f"{who(heads)} would still work at {site.name}: merge the site into another"
        )
    standing = [
        f"{stay.title} ({stay.key})"
        for stay in posts_in(PostPeriod.establishment_id == site.id, structure.on)
        if stay.state is not PostState.DELETED
    ]
    if standing:
        raise OperationError("on", f"Posts would still be at {site.name}: {who(standing)}")
    return Effects(structure.on, closing_site=site.id)


def _units_at(site_id: int, on: date) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(UnitPeriod.name, UnitPeriod.id)
        .where(UnitPeriod.establishment_id == site_id, ends_after(UnitPeriod, on))
        .order_by(UnitPeriod.name)
    )
    return {row.name: row.id for row in rows}


def _merge(plan: Plan, structure: Structure) -> Effects:
    site, into = structure.site(plan["site"], "into"), structure.site(plan["into"], "into")
    if site.id == into.id:
        raise OperationError("into", "Choose another site: this is the one that closes")
    _closable(site, structure.on)
    until = db.session.scalar(sa.select(Establishment.valid_to).where(Establishment.id == into.id))
    if until is not None:
        raise OperationError("into", f"{into.name} closes on {said(until)}: choose another site")
    effects = Effects(structure.on, closing_site=site.id)
    for stay in people_in(Posting.establishment_id == site.id, structure.on):
        effects.rewrite(Posting, stay.id, establishment_id=into.id)
        effects.people.append((stay, stay.unit_id))
    for stay in posts_in(PostPeriod.establishment_id == site.id, structure.on):
        effects.rewrite(PostPeriod, stay.id, establishment_id=into.id)
        effects.posts.append((stay, stay.unit_id))
    at = (UnitPeriod.establishment_id == site.id, ends_after(UnitPeriod, structure.on))
    for period_id in db.session.scalars(sa.select(UnitPeriod.id).where(*at)):
        effects.rewrite(UnitPeriod, period_id, establishment_id=into.id)
    return effects


def _transfer(plan: Plan, structure: Structure) -> Effects:
    name = plan["name"]
    here = EmployerTerm.employer_id == structure.employer_id
    whole = (here, EmployerTerm.unit_id.is_(None))
    latest = db.session.scalar(sa.select(sa.func.max(EmployerTerm.valid_from)).where(*whole))
    if latest is not None and latest >= structure.on:
        raise OperationError("on", f"There was a transfer on {said(latest)}: choose a later day")
    before = db.session.scalar(
        sa.select(LegalEmployer.name)
        .join(EmployerTerm, EmployerTerm.legal_employer_id == LegalEmployer.id)
        .where(*whole, valid_on(EmployerTerm, structure.on))
    )
    if before is not None and before.casefold() == name.casefold():
        raise OperationError("name", f"{before} is the employer already: enter who becomes it")
    known = db.session.scalar(
        sa.select(LegalEmployer.id).where(
            LegalEmployer.employer_id == structure.employer_id, LegalEmployer.name == name
        )
    )
    staying = tuple(structure.unit(reference, "staying").id for reference in plan.get("staying", ()))
    if staying and before is None:
        raise OperationError("staying", "No employer is recorded before then with whom a unit could stay")
    effects = Effects(structure.on, transfer=Transfer(known, name, plan["basis"], staying))
    mine = sa.select(Unit.id).where(Unit.employer_id == structure.employer_id)
    effects.people = [
        (stay, stay.unit_id)
        for stay in people_in(
            sa.and_(Posting.unit_id.in_(mine), Posting.valid_from <= structure.on), structure.on
        )
        if not set(staying) & _above(structure, stay.unit_id)
    ]
    return effects


def _above(structure: Structure, unit_id: int) -> set[int]:
    found: set[int] = set()
    here: int | None = unit_id
    while here is not None and here not in found:
        found.add(here)
        here = structure.units[here].parent_id if here in structure.units else None
    return found


SITE_PLANS: dict[OperationKind, Callable[[Plan, Structure], Effects]] = {
    OperationKind.OPEN_SITE: _open,
    OperationKind.RENAME_SITE: _rename,
    OperationKind.MERGE_SITES: _merge,
    OperationKind.CLOSE_SITE: _close,
    OperationKind.EMPLOYER: _transfer,
}
