"""Edits of the register by hand, each from a day on: where somebody works, their contract, a post's state."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import EditConflictError, db, table_of
from tracker.organisation.models import Employer, Person, Post, Posting, PostPeriod, UnitPeriod
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_structure import ends_after
from tracker.organisation.register_changes import bump_measured
from tracker.organisation.rules import Contract, PostState, live_on
from tracker.organisation.rules_operations import OperationError, said, who
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

DAY = timedelta(days=1)
KEPT = (
    "unit_id",
    "establishment_id",
    "title",
    "grade",
    "fte",
    "state",
    "reports_to_id",
    "bargaining_group_id",
)
"""Columns of a post's period that the next one begins with."""


@dataclass(frozen=True)
class PostingGiven:
    """Where somebody works and as what."""

    unit_id: int
    post_id: int | None
    site_id: int | None
    title: str
    grade: str
    fte: float


@dataclass(frozen=True)
class PostGiven:
    """A post's particulars."""

    unit_id: int
    state: PostState
    title: str
    grade: str
    fte: float


def fingerprint(row: Person | Post) -> int:
    """A number that is another once anything that these edits alter has been altered by somebody else."""
    if isinstance(row, Person):
        parts: list[Any] = [row.contract.value, row.contract_end, row.service_end]
        parts += [_columns(each) for each in _postings(row)]
    else:
        parts = [_columns(each) for each in _periods(row)]
    return int(hashlib.sha256(repr(parts).encode()).hexdigest()[:12], 16)


def _columns(row: Posting | PostPeriod) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in sorted(table_of(type(row)).columns.keys()))


def _postings(person: Person) -> list[Posting]:
    rows = db.session.scalars(
        sa.select(Posting).where(Posting.person_id == person.id).order_by(Posting.valid_from, Posting.id)
    )
    return list(rows)


def _periods(post: Post) -> list[PostPeriod]:
    rows = db.session.scalars(
        sa.select(PostPeriod)
        .where(PostPeriod.post_id == post.id)
        .order_by(PostPeriod.valid_from, PostPeriod.id)
    )
    return list(rows)


def _hold(row: Person | Post, seen: int | None) -> None:
    """Keep others out until the commit, and refuse what was typed over another state."""
    kind = type(row)
    db.session.execute(sa.select(kind.id).where(kind.id == row.id).with_for_update())
    if seen is not None and fingerprint(row) != seen:
        raise EditConflictError


def _on(postings: list[Posting], day: date) -> Posting | None:
    return next((each for each in postings if live_on(day, each.valid_from, each.valid_to)), None)


def _last_period(post_id: int) -> PostPeriod | None:
    rows = sa.select(PostPeriod).where(PostPeriod.post_id == post_id)
    return db.session.scalars(rows.order_by(PostPeriod.valid_from.desc()).limit(1)).one_or_none()


def change_posting(person: Person, given: PostingGiven, *, on: date, seen: int | None, by: Viewer) -> None:
    """Somebody works there, as that, from the day on. What was before ends the day before."""
    _hold(person, seen)
    _check_unit(given.unit_id, on)
    if person.service_start is not None and on < person.service_start:
        raise OperationError("on", f"Their service began on {said(person.service_start)}: choose a later day")
    if given.post_id is not None:
        _check_post(given, on)
    postings = _postings(person)
    later = next((each for each in postings if each.valid_from > on), None)
    if later is not None:
        raise OperationError(
            "on", f"They have another posting from {said(later.valid_from)} already: choose that day or later"
        )
    current = _on(postings, on)
    left = current.post_id if current else None
    values = {
        "unit_id": given.unit_id,
        "post_id": given.post_id,
        "establishment_id": given.site_id,
        "title": given.title,
        "grade": given.grade,
        "fte": given.fte,
    }
    if current is not None and current.valid_from == on:
        for name, value in values.items():
            setattr(current, name, value)
    else:
        group, until = (current.bargaining_group_id, current.valid_to) if current else (None, None)
        if current is not None:
            current.valid_to = on - DAY
        db.session.add(
            Posting(person_id=person.id, bargaining_group_id=group, valid_from=on, valid_to=until, **values)
        )
    if person.service_end is not None and person.service_end < on:
        person.service_end = None
    db.session.flush()
    for post_id in {left, given.post_id} - {None}:
        _fill(post_id, on)
    _record_person(person, "posting changed", by)


def end_posting(person: Person, *, last: date, leaves: bool, seen: int | None, by: Viewer) -> None:
    """The day is the last in the present posting, and of service where they leave."""
    _hold(person, seen)
    postings = _postings(person)
    current = _on(postings, last)
    if current is None:
        raise OperationError("last", f"They have no posting on {said(last)}: choose another day")
    later = next((each for each in postings if each.valid_from > last), None)
    if later is not None:
        raise OperationError(
            "last", f"They have another posting from {said(later.valid_from)}: choose a later day"
        )
    current.valid_to = last
    if leaves:
        person.service_end = last
    db.session.flush()
    if current.post_id is not None:
        _fill(current.post_id, last + DAY)
    _record_person(person, "left" if leaves else "posting ended", by)


def set_contract(
    person: Person, contract: Contract, ends: date | None, *, seen: int | None, by: Viewer
) -> None:
    """The kind of contract, and the day a fixed term ends."""
    _hold(person, seen)
    if ends is not None and contract not in (Contract.FIXED_TERM, Contract.AGENCY):
        raise OperationError(
            "ends", "Only a fixed term or an agency assignment has a last day: leave it empty"
        )
    if ends is not None and person.service_start is not None and ends < person.service_start:
        raise OperationError(
            "ends", f"It must end on or after {said(person.service_start)}, when service began"
        )
    person.contract, person.contract_end = contract, ends
    db.session.flush()
    _record_person(person, "contract", by)


def new_post(employer_id: int, number: str, given: PostGiven, *, on: date, by: Viewer) -> Post:
    """A post that begins."""
    db.session.execute(sa.select(Employer.id).where(Employer.id == employer_id).with_for_update())
    taken = sa.select(Post.id).where(Post.employer_id == employer_id, Post.number == number)
    if db.session.scalar(taken) is not None:
        raise OperationError("number", f"There is a post {number} already: enter another number")
    _check_unit(given.unit_id, on)
    post = Post(employer_id=employer_id, number=number)
    db.session.add(post)
    db.session.flush()
    db.session.add(PostPeriod(post_id=post.id, valid_from=on, **vars(given)))
    _record_post(post, given.state, by)
    return post


def edit_post(post: Post, given: PostGiven, *, on: date, seen: int | None, by: Viewer) -> None:
    """The post has these particulars from the day on."""
    _hold(post, seen)
    _check_unit(given.unit_id, on)
    periods = _periods(post)
    if periods and periods[-1].valid_from > on:
        raise OperationError(
            "on", f"The post is changed on {said(periods[-1].valid_from)} already: choose that day or later"
        )
    if given.state in (PostState.DELETED, PostState.PROPOSED, PostState.VACANT):
        names = _holders(post.id, on)
        if names:
            raise OperationError(
                "state", f"{who(names)} would still hold it: end or change their posting first"
            )
    _period_from(post.id, on, **vars(given))
    _record_post(post, given.state, by)


def _period_from(post_id: int, on: date, **values: Any) -> None:
    """The post's period from the day on has these values; what was before ends the day before."""
    last = _last_period(post_id)
    if last is not None and last.valid_from == on:
        for name, value in values.items():
            setattr(last, name, value)
    else:
        kept = {}
        if last is not None:
            kept = {name: getattr(last, name) for name in KEPT}
            if last.valid_to is None or last.valid_to >= on:
                last.valid_to = on - DAY
        db.session.add(PostPeriod(post_id=post_id, valid_from=on, **{**kept, **values}))
    db.session.flush()


def _fill(post_id: int | None, on: date) -> None:
    """A single post that somebody comes to is live; one that nobody holds any more is vacant."""
    if post_id is None or db.session.scalar(sa.select(Post.is_group).where(Post.id == post_id)):
        return
    last = _last_period(post_id)
    if last is None or last.valid_from > on:
        return
    held = bool(_holders(post_id, on))
    if last.state is PostState.VACANT and held:
        _period_from(post_id, on, state=PostState.LIVE)
    if last.state is PostState.LIVE and not held:
        _period_from(post_id, on, state=PostState.VACANT)


def _holders(post_id: int, on: date) -> list[str]:
    rows = db.session.scalars(
        sa.select(Person.name)
        .join(Posting, Posting.person_id == Person.id)
        .where(Posting.post_id == post_id, ends_after(Posting, on))
        .order_by(Person.name)
    )
    return list(dict.fromkeys(rows))


def _check_unit(unit_id: int, on: date) -> None:
    there = sa.select(UnitPeriod.id).where(UnitPeriod.unit_id == unit_id, valid_on(UnitPeriod, on))
    if db.session.scalar(there) is None:
        raise OperationError("unit", f"The unit is not there on {said(on)}: choose another unit or day")


def _check_post(given: PostingGiven, on: date) -> None:
    period = db.session.scalars(
        sa.select(PostPeriod).where(PostPeriod.post_id == given.post_id, valid_on(PostPeriod, on))
    ).one_or_none()
    if period is None or period.state in (PostState.DELETED, PostState.PROPOSED):
        raise OperationError(
            "post", f"The post does not stand on {said(on)}: enter another, or leave it empty"
        )
    if period.unit_id != given.unit_id:
        raise OperationError("post", "The post is in another unit: choose its unit, or enter another post")


def _record_person(person: Person, step: str, by: Viewer) -> None:
    bump_measured(person.employer_id)
    audit.record(by, Permission.PERSON_EDIT, "person", person.reference, facts={"step": step})


def _record_post(post: Post, state: PostState, by: Viewer) -> None:
    db.session.flush()
    bump_measured(post.employer_id)
    audit.record(by, Permission.ORGANISATION_EDIT, "post", post.reference, facts={"state": state.value})
