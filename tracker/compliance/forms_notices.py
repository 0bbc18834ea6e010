"""Forms of notices of redundancies."""

from collections.abc import Sequence
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from tracker.policy.law.hr1 import NOTICE_LABELS
from tracker.web.clock import today
from tracker.web.forms import DateParts, DateRequired, EditForm

TEXT = Length(max=10_000, message="Use 10,000 characters or fewer")


def _item(name: str) -> TextAreaField:
    return TextAreaField(NOTICE_LABELS[name], validators=[TEXT])


class NoticeForm(EditForm):
    """The items of a notice. A blank one may be saved, but not sent."""

    employer = _item("employer")
    contact = _item("contact")
    establishment = _item("establishment")
    reasons = _item("reasons")
    numbers_and_descriptions = _item("numbers_and_descriptions")
    total_employed = _item("total_employed")
    total_proposed = _item("total_proposed")
    first_dismissal = _item("first_dismissal")
    last_dismissal = _item("last_dismissal")
    selection_method = _item("selection_method")
    representatives = _item("representatives")
    consultation_began = _item("consultation_began")
    progress = _item("progress")

    def offer(self, items: Sequence[str]) -> None:
        """Only the items that the form asks for on the day."""
        for name in [name for name in self._fields if name in NOTICE_LABELS and name not in items]:
            del self._fields[name]

    @property
    def items(self) -> dict[str, Any]:
        """What was typed, by item."""
        return {name: field.data or "" for name, field in self._fields.items() if name in NOTICE_LABELS}


class SentForm(EditForm):
    """That a notice went to the authority."""

    on = DateParts("Day it was sent", validators=[DateRequired("Enter the day it was sent")])
    way = StringField(
        "How, with any number the authority gave it",
        description="Such as digital form, with the number on its last page",
        validators=[
            InputRequired("Enter how it was sent"),
            Length(max=300, message="Use 300 characters or fewer"),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Not a day still to come."""
        sound = bool(super().validate(extra_validators))
        if self.on.data and self.on.data > today():
            self.say("on", "Record it once it has been sent: this day is still to come")
            sound = False
        return sound
