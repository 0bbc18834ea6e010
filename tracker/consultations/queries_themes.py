"""Reads of themes: the codebook with its counts, what one answer says, and who still has to be read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.consultations.models import Consultation, Response
from tracker.consultations.models_anonymous import AnonymousAnswer
from tracker.consultations.models_themes import AnswerReading, Theme, ThemeAuthor, ThemeMark, ThemeParent
from tracker.consultations.rules_themes import Answered
from tracker.database import db
from tracker.policy.disclosure.figures import publishable_count
from tracker.policy.disclosure.standards import SENSITIVE

UNREAD, NONE = "unread", "none"
"""What a list may be narrowed to beside a theme: answers nobody has read, and those that say no theme."""


def themes_of(consultation: Consultation) -> list[Theme]:
    """Themes by name, without those that were merged."""
    return list(
        db.session.scalars(
            sa.select(Theme)
            .where(Theme.consultation_id == consultation.id, Theme.merged_into_id.is_(None))
            .order_by(sa.func.lower(Theme.name), Theme.id)
        )
    )


def get_theme(consultation: Consultation, reference: str) -> Theme:
    """One theme of the consultation; raises ``NoResultFound``."""
    return db.session.scalars(
        sa.select(Theme).where(
            Theme.consultation_id == consultation.id,
            Theme.merged_into_id.is_(None),
            Theme.reference == reference,
        )
    ).one()


def parents_of(themes: Iterable[Theme]) -> dict[int, set[int]]:
    """Numbers of the themes that each stands under."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        sa.select(ThemeParent.theme_id, ThemeParent.parent_id).where(
            ThemeParent.theme_id.in_([theme.id for theme in themes])
        )
    )
    for theme_id, parent_id in rows:
        found[theme_id].add(parent_id)
    return found


@dataclass(frozen=True)
class ThemeCount:
    """How many answers say it. ``staff`` None: not to be shown to this reader."""

    staff: int | None
    unions: int


def counts_of_themes(
    consultation: Consultation, answered: int | None, *, exact: bool
) -> dict[int, ThemeCount]:
    """By theme number. One statement. ``answered``: how many members of staff did in all, None: withheld.

    A theme is an opinion, so the stricter standard holds for whoever may not read the answers: ten, and as
    many who did not say it, since one who is missing is told apart by the total.
    """
    people = sa.func.count(Response.person_id) + sa.func.count(AnswerReading.anonymous_id)
    rows = db.session.execute(
        sa.select(ThemeMark.theme_id, people, sa.func.count(Response.union_id))
        .join(AnswerReading, AnswerReading.id == ThemeMark.reading_id)
        .outerjoin(Response, Response.id == AnswerReading.response_id)
        .where(AnswerReading.consultation_id == consultation.id)
        .group_by(ThemeMark.theme_id)
    )
    return {
        theme: ThemeCount(staff if exact else shown_count(staff, answered), unions)
        for theme, staff, unions in rows
    }


def shown_count(staff: int, answered: int | None) -> int | None:
    """The count as those may read it who do not read the answers; None where it would tell of somebody.

    Where the total is withheld, nobody could say how many did not say it: nothing is shown.
    """
    if answered is None:
        return None
    others = publishable_count(answered - staff, SENSITIVE)
    return publishable_count(staff, SENSITIVE) if others is not None else None


@dataclass(frozen=True)
class Progress:
    """How many of the answers somebody has read for their themes."""

    read: int
    total: int

    @property
    def left(self) -> int:
        """How many nobody has read."""
        return self.total - self.read


def progress_of(consultation: Consultation) -> Progress:
    """Responses, and anonymous answers once they are released. One statement."""
    read = sa.select(sa.func.count()).where(AnswerReading.consultation_id == consultation.id)
    total = sa.select(sa.func.count()).where(Response.consultation_id == consultation.id)
    counts = [read.scalar_subquery(), total.scalar_subquery()]
    if consultation.released_at is not None:
        anonymous = sa.select(sa.func.count()).where(AnonymousAnswer.consultation_id == consultation.id)
        counts.append(anonymous.scalar_subquery())
    row = db.session.execute(sa.select(*counts)).one()
    return Progress(row[0], sum(row[1:]))


def some_unread(consultation: Consultation) -> bool:
    """Whether there is an answer that nobody has read for its themes."""
    return progress_of(consultation).left > 0


def says(theme: str, consultation: Consultation, *, anonymous: bool = False) -> sa.ColumnElement[bool]:
    """Narrows answers to those of a theme by its reference, to the unread, or to those that say no theme."""
    number: Any = AnswerReading.anonymous_id if anonymous else AnswerReading.response_id
    column: Any = AnonymousAnswer.id if anonymous else Response.id
    mine = sa.select(number).where(AnswerReading.consultation_id == consultation.id, number.is_not(None))
    if theme == UNREAD:
        unread: sa.ColumnElement[bool] = column.not_in(mine)
        return unread
    marked = sa.select(ThemeMark.reading_id)
    if theme == NONE:
        among = AnswerReading.id.not_in(marked)
    else:
        wanted = marked.join(Theme, Theme.id == ThemeMark.theme_id).where(Theme.reference == theme)
        among = AnswerReading.id.in_(wanted)
    narrowed: sa.ColumnElement[bool] = column.in_(mine.where(among))
    return narrowed


def reading_of(*, response_id: int | None = None, anonymous_id: int | None = None) -> AnswerReading | None:
    """What was read out of one answer, if anybody has."""
    column = AnswerReading.response_id if response_id is not None else AnswerReading.anonymous_id
    number = response_id if response_id is not None else anonymous_id
    return db.session.scalars(sa.select(AnswerReading).where(column == number)).one_or_none()


def marks_on(reading: AnswerReading | None) -> set[int]:
    """Numbers of the themes that an answer says."""
    if reading is None:
        return set()
    return set(db.session.scalars(sa.select(ThemeMark.theme_id).where(ThemeMark.reading_id == reading.id)))


def unanswered(consultation: Consultation) -> list[str]:
    """Names of the themes that have no approved answer."""
    return [theme.name for theme in themes_of(consultation) if theme.approved_by_id is None]


def answered_themes(consultation: Consultation) -> dict[int, Answered]:
    """Themes with their approved answers, by number and in the order of their names."""
    return {
        theme.id: Answered(theme.name, theme.verdict, theme.answer, theme.change_made)
        for theme in themes_of(consultation)
        if theme.verdict is not None and theme.approved_by_id is not None
    }


def is_said(theme: Theme) -> bool:
    """Whether any answer says it."""
    found = sa.select(ThemeMark.id).where(ThemeMark.theme_id == theme.id).limit(1)
    return db.session.scalar(found) is not None


def theme_authors(theme: Theme) -> set[int]:
    """Accounts that wrote any of its answer."""
    return set(db.session.scalars(sa.select(ThemeAuthor.account_id).where(ThemeAuthor.theme_id == theme.id)))
