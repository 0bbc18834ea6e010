"""One plain function per table, with dull defaults: a test names only what it is about. Each commits."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from tracker.accounts import passwords
from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.queries import GrantRow, live_grant, viewer_from_grants
from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure, Impact
from tracker.affected_staff.rules import AffectedStatus, HowTold, ImpactKind, ImpactState, Severity
from tracker.audit import services as audit
from tracker.changes.models import (
    Change,
    ChangeUnit,
    ChangeVersion,
    Programme,
)
from tracker.changes.rules import ChangeState, ChangeType, VersionState
from tracker.concerns.models import Concern, ConcernVersion
from tracker.consultations.models import Consultation, InvitedUnion, Question
from tracker.database import Base, db, unit_of_work
from tracker.organisation.models import (
    BargainingGroup,
    Employer,
    Establishment,
    Person,
    Post,
    Posting,
    PostPeriod,
    RecognisedUnion,
    Recognition,
    Unit,
    UnitPeriod,
)
from tracker.organisation.register_changes import bump_measured
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web import clock

BEGAN = date(2010, 4, 1)
MOMENT = datetime(2012, 3, 1, 12, tzinfo=UTC)
PASSWORD = "violet-anchor-marble-52"
_numbers = itertools.count(1)
Row = TypeVar("Row", bound=Base)


def number() -> int:
    """A number not used before in this process."""
    return next(_numbers)


def save(*rows: Row) -> Row:
    """Commit rows as a test's own work; gives back the first."""
    with unit_of_work():
        db.session.add_all(rows)
        db.session.flush()
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    return rows[0]


def default(make: Callable[[], Row], kind: type[Row]) -> Row:
    """The first row of the kind, made when there is none."""
    return db.session.scalar(sa.select(kind).order_by(kind.id).limit(1)) or make()


def employer(**given: Any) -> Employer:
    values = {"name": f"Employer {number()}", "valid_from": BEGAN, **given}
    return save(Employer(**values))


def the_employer() -> Employer:
    return default(employer, Employer)


def establishment(**given: Any) -> Establishment:
    values = {"name": f"Site {number()}", "valid_from": BEGAN, **given}
    values.setdefault("employer_id", the_employer().id)
    return save(Establishment(**values))


RegisterRow = TypeVar("RegisterRow", Unit, Person)


def changed(row: RegisterRow) -> RegisterRow:
    """Say that the register is another one, as everything that writes to it does."""
    with unit_of_work():
        bump_measured(row.employer_id)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    return row


def unit(name: str | None = None, *, parent: Unit | None = None, **given: Any) -> Unit:
    """A unit and its open period, under the parent."""
    n = number()
    employer_id = given.pop("employer_id", None) or (parent.employer_id if parent else the_employer().id)
    row = save(Unit(employer_id=employer_id, code=given.pop("code", f"U{n}")))
    save(
        UnitPeriod(
            unit_id=row.id,
            name=name or f"Unit {n}",
            parent_id=parent.id if parent else None,
            valid_from=given.pop("valid_from", BEGAN),
            **given,
        )
    )
    return changed(row)


def post(unit: Unit, number_: str = "", **given: Any) -> Post:
    """A single post of the unit, live unless another ``state`` is given."""
    n = number()
    row = save(Post(employer_id=unit.employer_id, number=number_ or f"P{n}"))
    values = {"title": "Clerk", "grade": "C", "valid_from": BEGAN, **given}
    save(PostPeriod(post_id=row.id, unit_id=unit.id, **values))
    return row


def union(**given: Any) -> RecognisedUnion:
    n = number()
    values = {"name": f"Union {n}", "short_name": f"UN{n}", "valid_from": BEGAN, **given}
    return save(RecognisedUnion(**values))


def bargaining_group(*unions: RecognisedUnion, **given: Any) -> BargainingGroup:
    """A group of posts, with the unions recognised for it."""
    values = {"name": f"Group {number()}", "valid_from": BEGAN, **given}
    values.setdefault("employer_id", the_employer().id)
    group = save(BargainingGroup(**values))
    for each in unions:
        save(Recognition(union_id=each.id, bargaining_group_id=group.id, valid_from=BEGAN))
    return group


def person(*, unit: Unit, group: BargainingGroup | None = None, **given: Any) -> Person:
    """Somebody with an open posting in the unit."""
    n = number()
    posting = {
        key: given.pop(key)
        for key in ("title", "grade", "fte", "establishment_id", "post_id")
        if key in given
    }
    values = {
        "employer_id": unit.employer_id,
        "staff_number": f"{n:06d}",
        "name": f"Person {n}",
        "service_start": BEGAN,
        **given,
    }
    row = save(Person(**values))
    save(
        Posting(
            person_id=row.id,
            unit_id=unit.id,
            bargaining_group_id=group.id if group else None,
            valid_from=row.service_start or BEGAN,
            **{"title": "Clerk", "grade": "C", **posting},
        )
    )
    return changed(row)


_hash: dict[str, str] = {}


def account(**given: Any) -> Account:
    """Someone who can sign in with ``PASSWORD``."""
    n = number()
    if not _hash:
        _hash[PASSWORD] = passwords.hasher.hash(PASSWORD)
    values = {
        "email": f"person{n}@tracker.example",
        "name": f"Account {n}",
        "password_hash": _hash[PASSWORD],
        "created_at": MOMENT,
        **given,
    }
    return save(Account(**values))


def grant(to: Account, role: Role, **given: Any) -> AccessGrant:
    values = {"valid_from": BEGAN, "granted_at": MOMENT, **given}
    return save(AccessGrant(account_id=to.id, role=role, **values))


def viewer(role: Role, **scope: Any) -> Viewer:
    """An account with one grant of the role, and the viewer it gives.

    Scope: ``employer``, ``programme``, ``union``, ``unit`` or ``person`` rows. HR partners and programme
    directors without a scope reach the whole first employer; a representative gets a union of their own.
    """
    holder = account(person_id=scope["person"].id if "person" in scope else None)
    give_role(holder, role, **scope)
    return viewer_of(holder, role)


def give_role(holder: Account, role: Role, **scope: Any) -> AccessGrant:
    """A live grant of the role; see ``viewer`` for the scope."""
    programme, unit_, union_ = scope.get("programme"), scope.get("unit"), scope.get("union")
    employer_ = scope.get("employer")
    if role is Role.UNION_REPRESENTATIVE and union_ is None:
        union_ = union()
    if role is Role.MANAGER and unit_ is None:
        unit_ = default(unit, Unit)
    if role is Role.STAFF and holder.person_id is None and "person" not in scope:
        member = person(unit=default(unit, Unit))
        with unit_of_work():
            holder.person_id = member.id
            audit.record(audit.NOBODY, "test:arrange", "test", "-")
    employer_id = employer_.id if employer_ else None
    if employer_id is None and programme is not None:
        employer_id = programme.employer_id
    if employer_id is None and unit_ is not None:
        employer_id = unit_.employer_id
    if employer_id is None and role not in (Role.ADMINISTRATOR, Role.AUDITOR):
        employer_id = the_employer().id
    return grant(
        holder,
        role,
        employer_id=employer_id,
        programme_id=programme.id if programme else None,
        unit_id=unit_.id if unit_ else None,
        union_id=union_.id if union_ else None,
    )


def viewer_of(holder: Account, role: Role) -> Viewer:
    """The viewer that the account's live grants of the role give today."""
    rows = db.session.execute(
        sa.select(
            AccessGrant.reference,
            AccessGrant.role,
            AccessGrant.employer_id,
            AccessGrant.programme_id,
            AccessGrant.union_id,
            AccessGrant.unit_id,
        ).where(AccessGrant.account_id == holder.id, AccessGrant.role == role, *live_grant(clock.today()))
    ).all()
    return viewer_from_grants(
        [GrantRow(*row) for row in rows],
        role=role,
        account_id=holder.id,
        account_reference=holder.reference,
        name=holder.name,
        person_id=holder.person_id,
        roles_held=(role,),
    )


def programme(**given: Any) -> Programme:
    values = {
        "name": f"Programme {number()}",
        "aim": "Spend less and keep the service whole.",
        "sponsor": "Deputy Chief Constable",
        "starts": BEGAN,
        **given,
    }
    values.setdefault("employer_id", the_employer().id)
    return save(Programme(**values))


def change(*, published: bool = True, units: tuple[Unit, ...] = (), **given: Any) -> Change:
    """A change with its first version, published unless asked otherwise."""
    n = number()
    values = {
        "title": f"Change {n}",
        "type": ChangeType.RESTRUCTURE,
        "state": ChangeState.PROPOSED,
        "created_at": MOMENT,
        "published_number": 1 if published else None,
        **given,
    }
    values.setdefault("programme_id", default(programme, Programme).id)
    values.setdefault("owner_id", default(account, Account).id)
    row = save(Change(**values))
    save(
        ChangeVersion(
            change_id=row.id,
            number=1,
            state=VersionState.PUBLISHED if published else VersionState.DRAFT,
            title=row.title,
            reason="Fewer layers cost less.",
            proposal="Two teams become one.",
            written_by_id=row.owner_id,
            written_at=MOMENT,
            published_at=MOMENT if published else None,
        )
    )
    for each in units:
        save(ChangeUnit(change_id=row.id, unit_id=each.id))
    return row


def affected(change: Change, *people: Person, **given: Any) -> Impact:
    """An assessed impact with these people derived."""
    values = {
        "kind": ImpactKind.JOB_LOSS,
        "severity": Severity.HIGH,
        "state": ImpactState.ASSESSED,
        "derived_on": date(2012, 3, 1),
        "assessed_by_id": change.owner_id,
        "assessed_at": MOMENT,
        **given,
    }
    impact = save(Impact(change_id=change.id, **values))
    for each in people:
        posting = db.session.scalars(
            sa.select(Posting).where(Posting.person_id == each.id).order_by(Posting.valid_from.desc())
        ).first()
        assert posting is not None
        row = db.session.scalar(
            sa.select(AffectedPerson).where(
                AffectedPerson.change_id == change.id, AffectedPerson.person_id == each.id
            )
        ) or affected_person(change, each, posting)
        save(Exposure(impact_id=impact.id, person_id=each.id, affected_person_id=row.id))
    return impact


def affected_person(change: Change, person: Person, posting: Posting) -> AffectedPerson:
    """Somebody at risk who was told so that day."""
    day = date(2012, 3, 1)
    row = save(
        AffectedPerson(
            change_id=change.id,
            person_id=person.id,
            unit_id=posting.unit_id,
            bargaining_group_id=posting.bargaining_group_id,
            title=posting.title,
            grade=posting.grade,
            status=AffectedStatus.AT_RISK,
            status_on=day,
            first_told_on=day,
            last_told_on=day,
            told_status=AffectedStatus.AT_RISK,
            told_status_on=day,
        )
    )
    save(
        AffectedStep(
            affected_person_id=row.id,
            status=row.status,
            on=day,
            told_on=day,
            told_how=HowTold.IN_PERSON,
            told_by="Their manager",
            recorded_at=MOMENT,
            recorded_by_id=change.owner_id,
        )
    )
    return row


def consultation(change: Change, *unions: RecognisedUnion, questions: int = 1, **given: Any) -> Consultation:
    """A draft consultation with questions and invited unions."""
    today = clock.today()
    values = {
        "title": f"Consultation {number()}",
        "opens": today - timedelta(days=5),
        "closes": today + timedelta(days=30),
        "document": "What we propose, and why.",
        "lead_id": change.owner_id,
        **given,
    }
    row = save(Consultation(change_id=change.id, **values))
    for n in range(1, questions + 1):
        save(Question(consultation_id=row.id, number=n, text=f"Question {n}?"))
    for each in unions:
        save(InvitedUnion(consultation_id=row.id, union_id=each.id))
    return row


def concern(change: Change, union: RecognisedUnion, **given: Any) -> Concern:
    """A concern with its first text."""
    summary = given.pop("summary", f"Concern {number()}")
    detail = given.pop("detail", "It reaches further than was said.")
    values = {"raised_at": MOMENT, "raised_by_id": change.owner_id, **given}
    values = {"speaker_id": values["raised_by_id"], "stage_since": values["raised_at"], **values}
    values = {"turn_since": values.get("answered_at") or values["raised_at"], **values}
    row = save(Concern(change_id=change.id, union_id=union.id, **values))
    save(
        ConcernVersion(
            concern_id=row.id,
            number=1,
            summary=summary,
            detail=detail,
            written_at=MOMENT,
            written_by_id=row.raised_by_id,
            salt="00" * 32,
            commitment="0" * 64,
        )
    )
    return row
