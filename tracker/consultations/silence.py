"""Which groups have hardly answered, so that somebody can go and talk to them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff.lists import unit_name_column, with_unit
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import AffectedStatus
from tracker.consultations.models import Consultation, Response
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class SilentRow:
    """A unit with how many of its staff are asked and how many of them have answered."""

    unit: str
    asked: int
    answered: int

    @property
    def silent(self) -> int:
        """How many have not."""
        return self.asked - self.answered


def silence_page(consultation: Consultation, viewer: Viewer, day: date, listing: Listing) -> Page[SilentRow]:
    """One page of units, those in which most people have not answered first.

    For answers with names alone: where they carry none, a share that moves by one would name somebody.
    """
    name = unit_name_column()
    asked, answered = sa.func.count(AffectedPerson.id), sa.func.count(Response.id)
    query: Any = (
        with_unit(visible_affected(viewer, day), day)
        .outerjoin(
            Response,
            sa.and_(
                Response.person_id == AffectedPerson.person_id, Response.consultation_id == consultation.id
            ),
        )
        .where(
            AffectedPerson.change_id == consultation.change_id,
            AffectedPerson.status != AffectedStatus.NO_LONGER_AFFECTED,
        )
        .with_only_columns(name, asked, answered)
        .group_by(AffectedPerson.unit_id, name)
    )
    sorts = {"silent": asked - answered, "unit": name, "asked": asked, "answered": answered}
    return paginate(query, listing, sorts, AffectedPerson.unit_id, SilentRow)
