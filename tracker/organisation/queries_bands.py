"""Grades as somebody may read them: themselves, or the band that their employer puts them in.

Union representatives read bands, in lists, sorted, searched and in files; a grade without a band shows
``NO_BAND`` and nothing of itself.
"""

import hashlib
from datetime import date

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import Person, Post, Posting, PostPeriod
from tracker.organisation.models_bands import GradeBand
from tracker.organisation.queries import valid_on
from tracker.organisation.rules_bands import Band, as_lines
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

NO_BAND = "No band set"


def reads_bands(viewer: Viewer) -> bool:
    """Whether the viewer reads bands in place of grades."""
    return viewer.role is Role.UNION_REPRESENTATIVE


def grade_label(viewer: Viewer) -> str:
    """What a column with grades is headed for the viewer."""
    return "Grade band" if reads_bands(viewer) else "Grade"


def grade_column(
    viewer: Viewer,
    employer_id: sa.SQLColumnExpression[int],
    grade: sa.SQLColumnExpression[str],
    day: date,
) -> sa.SQLColumnExpression[str]:
    """The grade as the viewer may read it on the day, to be shown, sorted and searched alike."""
    if not reads_bands(viewer):
        return grade
    band = (
        sa.select(sa.func.min(GradeBand.band))
        .where(GradeBand.employer_id == employer_id, GradeBand.grade == grade, valid_on(GradeBand, day))
        .scalar_subquery()
    )
    return sa.case((grade == "", ""), else_=sa.func.coalesce(band, NO_BAND))


def bands_on(employer_id: int, day: date) -> list[Band]:
    """The employer's bands on the day with their grades, in the order they were typed. One statement."""
    found: dict[str, list[str]] = {}
    for band, grade in db.session.execute(
        sa.select(GradeBand.band, GradeBand.grade)
        .where(GradeBand.employer_id == employer_id, valid_on(GradeBand, day))
        .order_by(GradeBand.id)
    ):
        found.setdefault(band, []).append(grade)
    return [Band(name, tuple(grades)) for name, grades in found.items()]


def next_bands(employer_id: int, day: date) -> date | None:
    """The first day after the given one on which other bands begin."""
    return db.session.scalar(
        sa.select(sa.func.min(GradeBand.valid_from)).where(
            GradeBand.employer_id == employer_id, GradeBand.valid_from > day
        )
    )


def seal_of(employer_id: int, day: date) -> str:
    """The same for the same bands: tells whether somebody else changed them."""
    text = f"{as_lines(bands_on(employer_id, day))}|{next_bands(employer_id, day)}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def grades_in_use(employer_id: int) -> list[str]:
    """Every grade of the employer's people and posts, past ones too. One statement."""
    people = (
        sa.select(Posting.grade.label("grade"))
        .join(Person, Person.id == Posting.person_id)
        .where(Person.employer_id == employer_id)
    )
    posts = (
        sa.select(PostPeriod.grade.label("grade"))
        .join(Post, Post.id == PostPeriod.post_id)
        .where(Post.employer_id == employer_id)
    )
    return sorted(grade for (grade,) in db.session.execute(sa.union(people, posts)) if grade)
