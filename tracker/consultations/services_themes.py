"""What is done with themes: named, merged, found in answers, answered and approved. Locked once published."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.consultations.models import Consultation, OutcomeAuthor
from tracker.consultations.models_themes import AnswerReading, Theme, ThemeAuthor, ThemeMark, ThemeParent
from tracker.consultations.queries import authors_of
from tracker.consultations.queries_themes import (
    is_said,
    marks_on,
    parents_of,
    reading_of,
    theme_authors,
    themes_of,
)
from tracker.consultations.rules import ConsultationError, ConsultationState, is_over
from tracker.consultations.rules_themes import Verdict, makes_loop, missing_in_answer, why_not_approved
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def why_not_read(consultation: Consultation, day: date) -> str:
    """Why answers are not read for themes now; empty when they are."""
    if consultation.state is ConsultationState.OUTCOME_PUBLISHED:
        return "The outcome is published: the themes stay as they are"
    if not is_over(consultation.state, consultation.opens, consultation.closes, day):
        return "Answers can be read for themes once the last day is over"
    return ""


def save_theme(
    consultation: Consultation,
    theme: Theme | None,
    *,
    name: str,
    description: str,
    parents: Collection[int] = (),
    by: Viewer,
    day: date,
    seen: int | None = None,
) -> Theme:
    """Name a theme, or put one right. ``parents``: numbers of the themes it stands under.

    Raises ``ConsultationError`` for a name that is there already and for a theme under itself.
    """
    _check_open(consultation, day)
    others = [each for each in themes_of(consultation) if theme is None or each.id != theme.id]
    if any(each.name.casefold() == name.casefold() for each in others):
        raise ConsultationError(f"There is a theme called “{name}” already")
    step = "named"
    if theme is None:
        theme = Theme(consultation_id=consultation.id, name=name, description=description)
        db.session.add(theme)
        db.session.flush()
    else:
        check_version(theme, seen)
        step = "renamed"
        if makes_loop(parents_of(others), theme.id, parents):
            raise ConsultationError("A theme cannot stand under itself: leave out one that is under it")
        if theme.name != name:
            _withdraw_approval(theme)
        theme.name, theme.description = name, description
    db.session.execute(sa.delete(ThemeParent).where(ThemeParent.theme_id == theme.id))
    db.session.add_all(ThemeParent(theme_id=theme.id, parent_id=parent) for parent in parents)
    db.session.flush()
    _note(theme, step, by)
    return theme


def merge_theme(theme: Theme, into: Theme, consultation: Consultation, *, by: Viewer, day: date) -> int:
    """Let another theme take over all its answers; gives back how many there were. Not to be undone."""
    _check_open(consultation, day)
    if theme.id == into.id:
        raise ConsultationError("Choose another theme to merge it into")
    both = sa.select(ThemeMark.reading_id).where(ThemeMark.theme_id == into.id)
    count = db.session.scalar(sa.select(sa.func.count()).where(ThemeMark.theme_id == theme.id)) or 0
    already = ThemeMark.reading_id.in_(both)
    db.session.execute(sa.delete(ThemeMark).where(ThemeMark.theme_id == theme.id, already))
    db.session.execute(sa.update(ThemeMark).where(ThemeMark.theme_id == theme.id).values(theme_id=into.id))
    _leave_the_tree(theme)
    theme.merged_into_id, theme.name = into.id, f"{theme.name[:100]} ({theme.reference})"
    _withdraw_approval(into)
    db.session.flush()
    _note(theme, "merged", by, answers=count)
    return count


def delete_theme(
    theme: Theme, consultation: Consultation, *, by: Viewer, day: date, seen: int | None = None
) -> None:
    """Take away a theme that no answer says. Raises ``ConsultationError`` where one does."""
    _check_open(consultation, day)
    check_version(theme, seen)
    if is_said(theme):
        raise ConsultationError("Answers say this theme: merge it into another one instead")
    if db.session.scalar(sa.select(Theme.id).where(Theme.merged_into_id == theme.id).limit(1)):
        raise ConsultationError("Another theme was merged into this one: edit it instead")
    _note(theme, "deleted", by)
    _leave_the_tree(theme)
    db.session.execute(sa.delete(ThemeAuthor).where(ThemeAuthor.theme_id == theme.id))
    db.session.delete(theme)
    db.session.flush()


def _leave_the_tree(theme: Theme) -> None:
    """What stood under it stands on its own."""
    either = sa.or_(ThemeParent.theme_id == theme.id, ThemeParent.parent_id == theme.id)
    db.session.execute(sa.delete(ThemeParent).where(either))


def read_answer(
    consultation: Consultation,
    themes: Collection[int],
    *,
    response_id: int | None = None,
    anonymous_id: int | None = None,
    by: Viewer,
    day: date,
    seen: int | None = None,
) -> None:
    """Say what one answer says, none included. ``themes``: numbers of the consultation's own themes.

    Raises ``EditConflictError`` when somebody else read it since version ``seen`` (0: nobody had).
    """
    _check_open(consultation, day)
    reading = reading_of(response_id=response_id, anonymous_id=anonymous_id)
    if reading is None:
        reading = AnswerReading(
            consultation_id=consultation.id,
            response_id=response_id,
            anonymous_id=anonymous_id,
            read_by_id=by.account_id,
        )
        db.session.add(reading)
        db.session.flush()
    else:
        if seen is not None and seen != reading.version:
            raise EditConflictError
        reading.read_by_id = by.account_id
        sa.orm.attributes.flag_modified(reading, "read_by_id")
    before, wanted = marks_on(reading), set(themes)
    gone = ThemeMark.reading_id == reading.id, ThemeMark.theme_id.in_(before - wanted)
    db.session.execute(sa.delete(ThemeMark).where(*gone))
    db.session.add_all(ThemeMark(reading_id=reading.id, theme_id=theme) for theme in wanted - before)
    db.session.flush()
    audit.record(
        by,
        Permission.THEME_WRITE,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={"step": "answer read", "themes": len(wanted)},
    )


def answer_theme(
    theme: Theme,
    consultation: Consultation,
    *,
    verdict: Verdict,
    answer: str,
    change_made: str,
    by: Viewer,
    day: date,
    seen: int | None = None,
) -> None:
    """Management's answer to a theme; an approval that it had is gone. Its writer may not publish either."""
    _check_open(consultation, day)
    check_version(theme, seen)
    answer, change_made = as_evidence(answer), as_evidence(change_made)
    if missing := missing_in_answer(verdict, answer, change_made):
        raise ConsultationError(next(iter(missing.values())))
    theme.verdict, theme.answer, theme.change_made = verdict, answer, change_made
    _withdraw_approval(theme)
    sa.orm.attributes.flag_modified(theme, "answer")
    if by.account_id not in theme_authors(theme):
        db.session.add(ThemeAuthor(theme_id=theme.id, account_id=by.account_id))
    if by.account_id not in authors_of(consultation):
        db.session.add(OutcomeAuthor(consultation_id=consultation.id, account_id=by.account_id))
    db.session.flush()
    _note(theme, "answered", by, verdict=verdict.value)


def approve_theme(
    theme: Theme,
    consultation: Consultation,
    *,
    by: Viewer,
    moment: datetime,
    day: date,
    seen: int | None = None,
) -> None:
    """Somebody who did not write the answer lets it stand."""
    _check_open(consultation, day)
    check_version(theme, seen)
    if why_not := why_not_approved(theme.verdict, theme_authors(theme), by.account_id):
        raise ConsultationError(why_not)
    theme.approved_by_id, theme.approved_at = by.account_id, moment
    db.session.flush()
    _note(theme, "approved", by)


def _withdraw_approval(theme: Theme) -> None:
    theme.approved_by_id = theme.approved_at = None


def _check_open(consultation: Consultation, day: date) -> None:
    if why_not := why_not_read(consultation, day):
        raise ConsultationError(why_not)


def _note(theme: Theme, step: str, by: Viewer, **facts: str | int) -> None:
    audit.record(
        by,
        Permission.THEME_APPROVE if step == "approved" else Permission.THEME_WRITE,
        "theme",
        theme.reference,
        version=theme.version,
        facts={"step": step, **facts},
    )
