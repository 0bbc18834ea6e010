"""Reads of what was asked about a consultation."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.consultations.models import Consultation
from tracker.consultations.models_enquiries import Enquiry
from tracker.consultations.queries import visible_consultations
from tracker.database import db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


def visible_enquiries(viewer: Viewer, day: date) -> sa.Select[Enquiry]:
    """Those that were answered; those that wait only to whoever asked and to HR partners, who answer them."""
    seen = visible_consultations(viewer, day).with_only_columns(Consultation.id).order_by(None)
    query = (
        sa.select(Enquiry)
        .join(Enquiry.consultation)
        .options(contains_eager(Enquiry.consultation))
        .where(Enquiry.consultation_id.in_(seen))
    )
    if viewer.may(Permission.CONSULTATION_DESIGN):
        return query
    return query.where(sa.or_(Enquiry.answered_at.is_not(None), Enquiry.asked_by_id == viewer.account_id))


def enquiries_page(consultation: Consultation, viewer: Viewer, day: date, listing: Listing) -> Page[Enquiry]:
    """One page: those that wait first, then the latest answered."""
    query = visible_enquiries(viewer, day).where(Enquiry.consultation_id == consultation.id)
    if listing.q:
        words = (Enquiry.published_text, Enquiry.answer)
        query = query.where(sa.or_(*(each.icontains(listing.q, autoescape=True) for each in words)))
    rows = query.with_only_columns(Enquiry.id)
    waiting = sa.case((Enquiry.answered_at.is_(None), 0), else_=1)
    page = paginate(rows, listing, {"latest": waiting}, -Enquiry.id, lambda number: number)
    found = {row.id: row for row in db.session.scalars(query.where(Enquiry.id.in_(page.rows)))}
    return Page([found[number] for number in page.rows], page.total, listing)


def get_enquiry(reference: str, viewer: Viewer, day: date) -> Enquiry:
    """The one with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_enquiries(viewer, day).where(Enquiry.reference == reference)).one()


def counts_of(consultation: Consultation, viewer: Viewer, day: date) -> tuple[int, int]:
    """How many are answered, and how many that the viewer may read wait for an answer."""
    rows = (
        visible_enquiries(viewer, day)
        .where(Enquiry.consultation_id == consultation.id)
        .with_only_columns(Enquiry.answered_at.is_not(None), sa.func.count())
        .group_by(Enquiry.answered_at.is_not(None))
        .order_by(None)
    )
    found = {bool(row[0]): row[1] for row in db.session.execute(rows)}
    return found.get(True, 0), found.get(False, 0)
