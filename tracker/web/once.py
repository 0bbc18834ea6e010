"""A form that makes a record once, however often its button is pressed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from wtforms import HiddenField
from wtforms.validators import Regexp

from tracker.database import ALPHABET, Base, db, new_reference, unit_of_work
from tracker.web.forms import EditForm

Row = TypeVar("Row", bound=Base)


class OnceForm(EditForm):
    """Carries the reference of the record to be; sent again, it finds the record made."""

    made = HiddenField(
        default=new_reference,
        validators=[Regexp(f"^[{ALPHABET}]{{10}}$", message="Go back and open the form again")],
    )


@contextmanager
def once(model: type[Row], reference: str) -> Iterator[None]:
    """One unit of work that makes the record; where the same form is sent twice at once, one of them does."""
    try:
        with unit_of_work():
            yield
    except IntegrityError:
        if made_before(model, reference) is None:
            raise


def made_before(model: type[Row], reference: str, *where: sa.ColumnElement[bool]) -> Row | None:
    """The record that an earlier press of the same button made, None at the first. ``where``: whose it is."""
    column: Any = model.__table__.c.reference
    return db.session.scalars(sa.select(model).where(column == reference, *where)).one_or_none()
