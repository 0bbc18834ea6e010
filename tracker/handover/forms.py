"""The form of a handover."""

from collections.abc import Sequence

from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from tracker.accounts.models import Account
from tracker.handover.queries import Led
from tracker.web.once import OnceForm


class HandoverForm(OnceForm):
    """What goes over, to whom, and what they should know."""

    items = SelectMultipleField(
        "Matters to hand over",
        validate_choice=False,
        validators=[DataRequired("Tick the matters to hand over")],
    )
    to = SelectField("To", validate_choice=False)
    note = TextAreaField(
        "What they should know (optional)",
        validators=[Length(max=10_000, message="Use 10,000 characters or fewer")],
    )

    def offer(self, items: Sequence[Led], people: Sequence[Account]) -> None:
        """What there is, and who can take it."""
        self._items = {item.key: item for item in items}
        self.items.choices = {item.key: item.title for item in items}
        self.items.option_hints = {item.key: item.noun for item in items}
        self.to.choices = {"": "Choose a colleague", **{each.reference: each.name for each in people}}
        self.to.validators = [
            AnyOf([each.reference for each in people], message="Choose a colleague from the list")
        ]

    def chosen(self) -> list[Led]:
        """Those ticked, of those offered."""
        return [self._items[key] for key in dict.fromkeys(self.items.data or ()) if key in self._items]
