"""Reads of commitments; every one starts from ``visible_commitments``."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account
from tracker.attachments.models import Attachment
from tracker.attachments.queries import FileLine, files_by_owner, get_attachment
from tracker.changes.models import Change, Programme
from tracker.changes.queries import visible_changes, visible_programmes
from tracker.commitments.models import Commitment, CommitmentProof, CommitmentStep
from tracker.commitments.rules import Rate, Said, Standing, Verdict, rate_of, standing
from tracker.concerns.models import Concern
from tracker.concerns.queries import visible_concerns
from tracker.database import db
from tracker.meetings.models import Forum, Meeting, Paragraph, ParagraphText
from tracker.meetings.queries import visible_meetings
from tracker.organisation.models import Employer, RecognisedUnion
from tracker.organisation.queries import unions_of_employers, visible_employers
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page


def visible_commitments(viewer: Viewer, day: date) -> sa.Select[Commitment]:
    """Those to a representative's own union; for HR and programme directors those of their programmes."""
    query = (
        sa.select(Commitment)
        .join(Commitment.programme)
        .join(Commitment.union)
        .outerjoin(Commitment.change)
        .options(
            contains_eager(Commitment.programme),
            contains_eager(Commitment.union),
            contains_eager(Commitment.change),
        )
        .order_by(Commitment.due_on, Commitment.id)
    )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(Commitment.union_id.in_(viewer.union_ids))
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        seen = visible_programmes(viewer, day).with_only_columns(Programme.id).order_by(None)
        return query.where(Commitment.programme_id.in_(seen))
    return query.where(sa.false())


def get_commitment(reference: str, viewer: Viewer, day: date) -> Commitment:
    """The commitment with that reference. Raises ``NoResultFound``."""
    return db.session.scalars(visible_commitments(viewer, day).where(Commitment.reference == reference)).one()


def recorded_as(reference: str, viewer: Viewer, day: date) -> Commitment | None:
    """The commitment that an earlier press of the same button recorded."""
    query = visible_commitments(viewer, day).where(Commitment.reference == reference)
    return db.session.scalars(query).one_or_none()


def standing_of(row: Any, day: date) -> Standing:
    """Where the row stands on the day."""
    return standing(
        row.due_on,
        Said(row.employer_says, row.employer_kept_on) if row.employer_says else None,
        Said(row.union_says, row.union_kept_on) if row.union_says else None,
        day,
    )


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment on a list."""

    reference: str
    text: str
    given_by: str
    union: str
    about: str
    due_on: date
    standing: Standing


SORTS: dict[str, Any] = {
    "due": lambda row: row.due_on,
    "union": lambda row: row.union.casefold(),
    "standing": lambda row: list(Standing).index(row.standing),
}


def commitments_page(viewer: Viewer, day: date, listing: Listing) -> Page[CommitmentRow]:
    """Commitments that match, a page of them. One statement: a promise is a few words and they are few."""
    rows = rows_of(viewer, day, *_narrowed(listing))
    wanted = listing.value("standing")
    kept = [row for row in rows if wanted in ("", row.standing.value)]
    kept.sort(key=SORTS.get(listing.sort, SORTS["due"]), reverse=listing.descending)
    page = Page(kept, len(kept), listing)
    first = (page.number - 1) * listing.per_page
    return Page(kept[first : first + listing.per_page], len(kept), listing)


def _narrowed(listing: Listing) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if listing.q:
        where.append(Commitment.text.icontains(listing.q, autoescape=True))
    if listing.value("programme"):
        where.append(Programme.reference == listing.value("programme"))
    return where


def rows_of(viewer: Viewer, day: date, *where: sa.ColumnElement[bool]) -> list[CommitmentRow]:
    """Commitments that the viewer sees, narrowed, first due on top. A hidden change is not named."""
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    query = (
        visible_commitments(viewer, day)
        .where(*where)
        .add_columns(sa.case((Commitment.change_id.in_(seen), Change.title), else_=Programme.name))
    )
    return [
        CommitmentRow(
            row.reference,
            row.text,
            row.given_by,
            row.union.short_name,
            about,
            row.due_on,
            standing_of(row, day),
        )
        for row, about in db.session.execute(query)
    ]


def rate(viewer: Viewer, day: date, *where: sa.ColumnElement[bool]) -> Rate:
    """How many of the commitments that the viewer sees stand how."""
    return rate_of(row.standing for row in rows_of(viewer, day, *where))


@dataclass(frozen=True)
class StepLine:
    """What a side said."""

    from_union: bool
    verdict: Verdict
    kept_on: date | None
    note: str
    by: str
    at: datetime


def steps_of(row: Commitment) -> list[StepLine]:
    """What was said of it, newest first."""
    found = db.session.execute(
        sa.select(
            CommitmentStep.from_union,
            CommitmentStep.verdict,
            CommitmentStep.kept_on,
            CommitmentStep.note,
            Account.name,
            CommitmentStep.made_at,
        )
        .join(Account, Account.id == CommitmentStep.made_by_id)
        .where(CommitmentStep.commitment_id == row.id)
        .order_by(CommitmentStep.id.desc())
    )
    return [StepLine(*each) for each in found]


def concern_behind(row: Commitment, viewer: Viewer, day: date) -> str | None:
    """The reference of the concern it answered, where the viewer may read that."""
    if row.concern_id is None:
        return None
    query = visible_concerns(viewer, day).where(Concern.id == row.concern_id)
    found = db.session.scalars(query).one_or_none()
    return found.reference if found else None


def minute_behind(row: Commitment, viewer: Viewer) -> tuple[str, int] | None:
    """The meeting and the number of the paragraph it was given in, where the viewer may read them."""
    if row.paragraph_id is None:
        return None
    found = db.session.execute(
        visible_meetings(viewer)
        .join(Paragraph, Paragraph.meeting_id == Meeting.id)
        .where(Paragraph.id == row.paragraph_id)
        .with_only_columns(Meeting.reference, Paragraph.number)
    ).one_or_none()
    return (found.reference, found.number) if found else None


def told_in(paragraph: Paragraph) -> dict[str, Any]:
    """What a form for a commitment opens with when it was given in that paragraph of the minutes."""
    row = db.session.execute(
        sa.select(ParagraphText.text, Meeting.on, Forum.name, Change.reference)
        .select_from(Paragraph)
        .join(
            ParagraphText,
            sa.and_(ParagraphText.paragraph_id == Paragraph.id, ParagraphText.number == Paragraph.version),
        )
        .join(Meeting, Meeting.id == Paragraph.meeting_id)
        .join(Forum, Forum.id == Meeting.forum_id)
        .outerjoin(Change, Change.id == Paragraph.change_id)
        .where(Paragraph.id == paragraph.id)
    ).one()
    where = f"{row.name}, {row.on.day} {row.on:%B %Y}, paragraph {paragraph.number}"
    told = {"text": row.text, "given_on": row.on, "where": where}
    return told | ({"change": row.reference} if row.reference else {})


def proofs_of(row: Commitment) -> list[FileLine]:
    """Files that show what was done."""
    return files_by_owner(CommitmentProof, CommitmentProof.commitment_id, [row.id])[row.id]


def proofs_beside(row: Commitment) -> sa.Select[int]:
    """Numbers of those files."""
    return sa.select(CommitmentProof.attachment_id).where(CommitmentProof.commitment_id == row.id)


def get_proof(row: Commitment, reference: str) -> Attachment:
    """One of them with its content. Raises ``NoResultFound``."""
    return get_attachment(proofs_beside(row), reference, with_content=True)


def unions_to_choose(viewer: Viewer) -> list[RecognisedUnion]:
    """Unions it can be given to: a representative's own, else all that the viewer's employers recognise."""
    query = unions_of_employers(visible_employers(viewer).with_only_columns(Employer.id).order_by(None))
    if viewer.role is Role.UNION_REPRESENTATIVE:
        query = query.where(RecognisedUnion.id.in_(viewer.union_ids))
    return list(db.session.scalars(query))


def change_shown(row: Commitment, viewer: Viewer, day: date) -> Change | None:
    """The change it is about, where the viewer may know of that."""
    query = visible_changes(viewer, day).where(Change.id == (row.change_id or 0))
    return db.session.scalars(query).one_or_none()
