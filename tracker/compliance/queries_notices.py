"""What pages read of notices of redundancies, and what the register and the counter can say in a draft."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from tracker.changes.models import Change
from tracker.compliance.models_notices import RedundancyNotice
from tracker.compliance.models_proof import StepRecipient
from tracker.compliance.queries import ChangeClocks, clocks_of
from tracker.compliance.queries_packs import described, drafted_from_register, unions_that_must_have
from tracker.database import db
from tracker.organisation.models import Employer, Establishment, Person, Posting
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_sites import site_address, site_name
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.law.findings import Finding
from tracker.policy.law.findings import day as written
from tracker.policy.law.hr1 import Filing, NoticeForm, hr1_copies, hr1_filing, hr1_form_accepts, notice_form
from tracker.policy.law.parameters import RuleBook
from tracker.policy.law.regimes import REGIME_OF


@dataclass(frozen=True)
class Place:
    """An establishment of a change: the form it takes, and its notices, newest first.

    ``name`` and ``address`` are as of the day. ``counted`` and ``days`` are None where the counter has
    no answer for the place.
    """

    site: Establishment
    name: str
    address: str
    counted: int | None
    days: int | None
    form: Finding[NoticeForm]
    notices: list[RedundancyNotice]

    @property
    def draft(self) -> RedundancyNotice | None:
        """The notice being written, if any."""
        return self.notices[0] if self.notices and self.notices[0].sent_on is None else None

    @property
    def sent(self) -> RedundancyNotice | None:
        """The notice in force."""
        return next((notice for notice in self.notices if notice.sent_on is not None), None)


def places_of(law: RuleBook, change: Change, day: date) -> tuple[ChangeClocks, list[Place]]:
    """Every establishment where a job is at risk or somebody counts, or for which there is a notice."""
    found = clocks_of(law, change, day)
    rows = db.session.scalars(
        sa.select(RedundancyNotice)
        .where(RedundancyNotice.change_id == change.id)
        .order_by(RedundancyNotice.number.desc())
    ).all()
    counts = {site.reference: (site, count) for site, count in found.places if site.reference}
    sites = db.session.execute(
        sa.select(Establishment, site_name(day), site_address(day))
        .where(
            sa.or_(
                Establishment.reference.in_(counts),
                Establishment.id.in_({row.establishment_id for row in rows}),
                Establishment.id.in_({row.site_id for row in described(change, day)}),
            ),
            Establishment.employer_id == change.programme.employer_id,
        )
        .order_by(site_name(day), Establishment.id)
    ).all()
    places = []
    for site, name, address in sites:
        count = counts.get(site.reference)
        places.append(
            Place(
                site,
                name,
                address,
                count[1].statutory if count else None,
                count[1].duty.days if count else None,
                notice_form(law, REGIME_OF.get(site.nation), day),
                [row for row in rows if row.establishment_id == site.id],
            )
        )
    return found, places


def get_place(law: RuleBook, change: Change, site: str, day: date) -> tuple[ChangeClocks, Place]:
    """One establishment of the change. Raises ``NoResultFound``."""
    found, places = places_of(law, change, day)
    place = next((place for place in places if place.site.reference == site), None)
    if place is None:
        raise NoResultFound
    return found, place


def drafted_notice(change: Change, place: Place, found: ChangeClocks, day: date) -> dict[str, str]:
    """What the register, the counter and the dates say of the items of a notice; the rest stays blank."""
    site, dates = place.site, found.dates
    rows = [row for row in described(change, day) if row.site_id == site.id]
    employer = db.session.get_one(Employer, change.programme.employer_id)
    known = drafted_from_register(change, day)
    unions = unions_that_must_have(change, None, day)
    return {
        "employer": employer.name,
        "establishment": ", ".join(part for part in (place.name, place.address) if part),
        "reasons": known["reasons"],
        "numbers_and_descriptions": "\n".join(f"{row.number} {row.title}" for row in rows) or "0",
        "total_employed": str(_employees(site.id, day)),
        "total_proposed": "" if place.counted is None else str(place.counted),
        "first_dismissal": written(dates.first_dismissal_on) if dates.first_dismissal_on else "",
        "last_dismissal": written(dates.last_dismissal_on) if dates.last_dismissal_on else "",
        "representatives": "\n".join(union.name for union in unions),
        "consultation_began": written(dates.information_given_on) if dates.information_given_on else "",
    }


def _employees(site_id: int, day: date) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(Posting)
        .join(Person, Person.id == Posting.person_id)
        .where(
            Posting.establishment_id == site_id,
            Person.kind != StaffKind.POLICE_OFFICER,
            Person.contract != Contract.AGENCY,
            valid_on(Posting, day),
        )
    )
    return db.session.scalar(query) or 0


def get_notice(change: Change, reference: str) -> RedundancyNotice:
    """A notice of the change. Raises ``NoResultFound``."""
    query = sa.select(RedundancyNotice).where(
        RedundancyNotice.change_id == change.id, RedundancyNotice.reference == reference
    )
    return db.session.scalars(query).one()


def copies_of(notice: RedundancyNotice) -> list[StepRecipient]:
    """Who was given a copy, in the order it was sent."""
    query = sa.select(StepRecipient).where(StepRecipient.notice_id == notice.id)
    return list(db.session.scalars(query.order_by(StepRecipient.sent_on, StepRecipient.id)))


@dataclass(frozen=True)
class Checks:
    """What the law says of a notice that was sent."""

    accepts: Finding[date]
    filing: Finding[Filing]
    copies: Finding[tuple[str, ...]]


def checks_of(law: RuleBook, change: Change, place: Place, found: ChangeClocks, day: date) -> Checks | None:
    """Whether the form takes the day, was in time, and who has no copy; None while none was sent."""
    sent = place.sent
    regime = REGIME_OF.get(place.site.nation)
    if sent is None or regime is None:
        return None
    unions = {union.union_id: union.short_name for union in unions_that_must_have(change, None, day)}
    copied = [unions[row.union_id] for row in copies_of(sent) if row.union_id in unions]
    return Checks(
        hr1_form_accepts(law, sent.sent_on, found.dates.information_given_on),
        hr1_filing(
            law, regime, sent.sent_on, found.dates.first_dismissal_on, found.dates.first_notice_on, place.days
        ),
        hr1_copies(unions.values(), copied),
    )
