"""Lists of the redeployment register: who is on it, what roles there are, offers, and what waits."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit.looks import is_noted
from tracker.changes.models import Change, Programme
from tracker.changes.queries import visible_changes
from tracker.database import AnySelect, db
from tracker.organisation.models import Establishment, Person, Post, PostPeriod
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_posts import visible_posts
from tracker.organisation.queries_protected import protected_ids
from tracker.organisation.queries_sites import site_name
from tracker.organisation.rules import PostState
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.redeployment.models import OfferStep, RedeploymentEntry, RedeploymentOffer, Vacancy
from tracker.redeployment.queries import visible_entries, visible_offers, visible_vacancies
from tracker.redeployment.rules import LIVE, TAKES_A_PLACE, OfferState, VacancyState
from tracker.web.listing import Listing, Page, paginate

SOON = timedelta(days=14)


@dataclass(frozen=True)
class EntryRow:
    """A line of the register. ``first``: must be offered a suitable role ahead of others."""

    id: int
    person_id: int
    looked_at: bool
    reference: str
    name: str
    job: str
    grade: str
    change: str
    status: AffectedStatus
    entered_on: date
    until: date | None
    left_on: date | None
    offers: int
    first: bool


ENTRY_SORTS: dict[str, Any] = {
    "name": Person.name,
    "grade": AffectedPerson.grade,
    "change": Change.title,
    "since": RedeploymentEntry.entered_on,
    "until": RedeploymentEntry.until,
}


def register_page(viewer: Viewer, day: date, listing: Listing) -> Page[EntryRow]:
    """One page of those on the register now, by name unless asked; those who left too when asked for."""
    offers = (
        sa.select(sa.func.count())
        .where(RedeploymentOffer.entry_id == RedeploymentEntry.id, RedeploymentOffer.state.in_(LIVE))
        .correlate(RedeploymentEntry)
        .scalar_subquery()
    )
    query: AnySelect = visible_entries(viewer, day).with_only_columns(
        RedeploymentEntry.id,
        Person.id,
        is_noted(viewer, AffectedPerson.person_id, day),
        RedeploymentEntry.reference,
        Person.name,
        AffectedPerson.title,
        AffectedPerson.grade,
        Change.title,
        AffectedPerson.status,
        RedeploymentEntry.entered_on,
        RedeploymentEntry.until,
        RedeploymentEntry.left_on,
        offers,
        Person.id.in_(protected_ids(day)),
    )
    if listing.value("who") != "everybody":
        query = query.where(RedeploymentEntry.left_on.is_(None))
    if listing.q:
        fields = (Person.name, AffectedPerson.title, AffectedPerson.grade, RedeploymentEntry.skills)
        query = query.where(sa.or_(*(field.icontains(listing.q, autoescape=True) for field in fields)))
    return paginate(query, listing, ENTRY_SORTS, RedeploymentEntry.id, EntryRow)


@dataclass(frozen=True)
class VacancyRow:
    """A line of the vacancies."""

    reference: str
    title: str
    grade: str
    fte: float | None
    site: str | None
    ring_fence: str | None
    opens: date
    closes: date | None
    state: VacancyState
    places: int
    taken: int


VACANCY_SORTS: dict[str, Any] = {
    "title": Vacancy.title,
    "grade": Vacancy.grade,
    "opens": Vacancy.opens,
    "closes": Vacancy.closes,
    "state": Vacancy.state,
}


def vacancies_page(viewer: Viewer, day: date, listing: Listing) -> Page[VacancyRow]:
    """One page of the vacancies, by title unless asked otherwise."""
    site = site_name(day)
    taken = (
        sa.select(sa.func.count())
        .where(RedeploymentOffer.vacancy_id == Vacancy.id, RedeploymentOffer.state.in_(TAKES_A_PLACE))
        .correlate(Vacancy)
        .scalar_subquery()
    )
    query: AnySelect = (
        visible_vacancies(viewer, day)
        .outerjoin(Establishment, Establishment.id == Vacancy.establishment_id)
        .outerjoin(Change, Change.id == Vacancy.ring_fenced_change_id)
        .with_only_columns(
            Vacancy.reference,
            Vacancy.title,
            Vacancy.grade,
            Vacancy.fte,
            site,
            Change.title,
            Vacancy.opens,
            Vacancy.closes,
            Vacancy.state,
            Vacancy.places,
            taken,
        )
    )
    state = listing.value("state")
    if state in set(VacancyState):
        query = query.where(Vacancy.state == VacancyState(state))
    if listing.q:
        fields = (Vacancy.title, Vacancy.grade, Vacancy.skills)
        query = query.where(sa.or_(*(field.icontains(listing.q, autoescape=True) for field in fields)))
    return paginate(query, listing, {**VACANCY_SORTS, "site": site}, Vacancy.id, VacancyRow)


@dataclass(frozen=True)
class PostRow:
    """A vacant or proposed post of the register for which no role is open yet."""

    reference: str
    number: str
    title: str
    grade: str
    fte: float
    site: str | None
    state: PostState


POST_SORTS: dict[str, Any] = {"title": PostPeriod.title, "number": Post.number, "grade": PostPeriod.grade}


def _vacant_posts(viewer: Viewer, day: date) -> Any:
    known = sa.select(Vacancy.post_id).where(Vacancy.post_id.is_not(None), Vacancy.state == VacancyState.OPEN)
    return (
        visible_posts(viewer, day)
        .join(PostPeriod, PostPeriod.post_id == Post.id)
        .outerjoin(Establishment, Establishment.id == PostPeriod.establishment_id)
        .where(
            valid_on(PostPeriod, day),
            PostPeriod.state.in_((PostState.VACANT, PostState.PROPOSED)),
            Post.id.not_in(known),
        )
    )


def posts_page(viewer: Viewer, day: date, listing: Listing) -> Page[PostRow]:
    """One page of posts that a role can be made from."""
    query = _vacant_posts(viewer, day).with_only_columns(
        Post.reference,
        Post.number,
        PostPeriod.title,
        PostPeriod.grade,
        PostPeriod.fte,
        site_name(day),
        PostPeriod.state,
    )
    if listing.q:
        query = query.where(
            sa.or_(
                PostPeriod.title.icontains(listing.q, autoescape=True),
                Post.number.istartswith(listing.q, autoescape=True),
            )
        )
    return paginate(query, listing, POST_SORTS, Post.id, PostRow)


def post_for_role(reference: str, viewer: Viewer, day: date) -> tuple[Post, PostPeriod]:
    """A vacant or proposed post and its particulars; raises ``NoResultFound`` otherwise."""
    post, period = db.session.execute(
        _vacant_posts(viewer, day).where(Post.reference == reference).with_only_columns(Post, PostPeriod)
    ).one()
    return post, period


@dataclass(frozen=True)
class OfferRow:
    """An offer in a list."""

    reference: str
    state: OfferState
    name: str
    title: str
    vacancy: str
    offered_on: date | None
    answer_by: date | None
    starts_on: date | None
    trial_ends: date | None
    second_look: bool
    entry: str
    told_on: date | None


def offers_where(viewer: Viewer, day: date, *where: sa.ColumnElement[bool]) -> list[OfferRow]:
    """Offers the viewer may read, newest first."""
    waits = sa.and_(
        RedeploymentOffer.state == OfferState.SUGGESTED,
        RedeploymentOffer.asked_by_id.is_not(None),
        RedeploymentOffer.agreed_by_id.is_(None),
    )
    query: AnySelect = (
        visible_offers(viewer, day)
        .where(*where)
        .with_only_columns(
            RedeploymentOffer.reference,
            RedeploymentOffer.state,
            Person.name,
            Vacancy.title,
            Vacancy.reference,
            RedeploymentOffer.offered_on,
            RedeploymentOffer.answer_by,
            RedeploymentOffer.starts_on,
            RedeploymentOffer.trial_ends,
            sa.case((waits, sa.true()), else_=sa.false()),
            RedeploymentEntry.reference,
            RedeploymentOffer.told_on,
        )
    )
    return [OfferRow(*row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class OfferStepRow:
    """A state an offer came to."""

    state: OfferState
    on: date
    note: str
    by: str


def steps_of(offer: RedeploymentOffer) -> list[OfferStepRow]:
    """The history of an offer, newest first."""
    rows = db.session.execute(
        sa.select(OfferStep.state, OfferStep.on, OfferStep.note, Account.name)
        .join(Account, Account.id == OfferStep.recorded_by_id)
        .where(OfferStep.offer_id == offer.id)
        .order_by(OfferStep.id.desc())
    )
    return [OfferStepRow(*row) for row in rows]


def changes_for_ring_fence(viewer: Viewer, day: date, employer_id: int) -> list[tuple[int, str, str]]:
    """Changes of the employer that the viewer may ring-fence a role to: id, reference, title."""
    rows = db.session.execute(
        visible_changes(viewer, day)
        .where(Programme.employer_id == employer_id)
        .with_only_columns(Change.id, Change.reference, Change.title)
        .order_by(None)
        .order_by(Change.title, Change.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def waiting_offers(viewer: Viewer, day: date) -> list[OfferRow]:
    """For staff offers to answer; for HR second looks, who is to be told, late answers, trials that end."""
    if viewer.may(Permission.REDEPLOYMENT_OWN):
        return offers_where(viewer, day, RedeploymentOffer.state == OfferState.OFFERED)
    if not viewer.may(Permission.REDEPLOYMENT_MANAGE):
        return []
    late = sa.and_(
        RedeploymentOffer.state == OfferState.OFFERED, RedeploymentOffer.answer_by <= day + timedelta(days=2)
    )
    ending = sa.and_(
        RedeploymentOffer.state == OfferState.IN_TRIAL, RedeploymentOffer.trial_ends <= day + SOON
    )
    look = sa.and_(
        RedeploymentOffer.state == OfferState.SUGGESTED,
        RedeploymentOffer.asked_by_id.is_not(None),
        RedeploymentOffer.asked_by_id != viewer.account_id,
        RedeploymentOffer.agreed_by_id.is_(None),
    )
    untold = sa.and_(RedeploymentOffer.state == OfferState.OFFERED, RedeploymentOffer.told_on.is_(None))
    return offers_where(viewer, day, sa.or_(late, untold, ending, look))
