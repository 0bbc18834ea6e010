"""Forms of information packs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.compliance.rules import IN_PRODUCT
from tracker.policy.law.information import ITEM_LABELS
from tracker.web.clock import today
from tracker.web.forms import DateParts, DateRequired, EditForm

CHANNELS = {
    "delivered": "Handed over",
    "post_to_address_notified_by_rep": "Post to an address the representative gave",
    "post_to_union_head_office": "Post to the union's head office",
    "email": "E-mail",
}
CHANNEL_LABELS = {**CHANNELS, IN_PRODUCT: "Acknowledged in this service"}
TEXT = Length(max=10_000, message="Use 10,000 characters or fewer")


class PackForm(EditForm):
    """The items of the written information. A blank one may be saved, but not issued."""

    reasons = TextAreaField(ITEM_LABELS["reasons"], validators=[TEXT])
    numbers_and_descriptions = TextAreaField(ITEM_LABELS["numbers_and_descriptions"], validators=[TEXT])
    total_employed_of_description_at_establishment = TextAreaField(
        ITEM_LABELS["total_employed_of_description_at_establishment"], validators=[TEXT]
    )
    number_normally_employed = TextAreaField(ITEM_LABELS["number_normally_employed"], validators=[TEXT])
    period = TextAreaField(ITEM_LABELS["period"], validators=[TEXT])
    selection_method = TextAreaField(ITEM_LABELS["selection_method"], validators=[TEXT])
    dismissal_method_and_period = TextAreaField(ITEM_LABELS["dismissal_method_and_period"], validators=[TEXT])
    non_statutory_redundancy_pay_calculation = TextAreaField(
        ITEM_LABELS["non_statutory_redundancy_pay_calculation"], validators=[TEXT]
    )
    agency_number = TextAreaField(
        ITEM_LABELS["agency_number"], description="0 is an answer; blank is not", validators=[TEXT]
    )
    agency_parts_of_undertaking = TextAreaField(ITEM_LABELS["agency_parts_of_undertaking"], validators=[TEXT])
    agency_type_of_work = TextAreaField(ITEM_LABELS["agency_type_of_work"], validators=[TEXT])

    def offer(self, items: Sequence[str]) -> None:
        """Only the items that the law asks for on the day."""
        for name in [name for name in self._fields if name in ITEM_LABELS and name not in items]:
            del self._fields[name]

    @property
    def items(self) -> dict[str, Any]:
        """What was typed, by item."""
        return {name: field.data or "" for name, field in self._fields.items() if name in ITEM_LABELS}


class IssueForm(EditForm):
    """The day on which a pack goes out."""

    on = DateParts("Day it is issued", validators=[DateRequired("Enter the day it is issued")])

    def validate(self, extra_validators: Any = None) -> bool:
        """Not a day still to come."""
        sound = bool(super().validate(extra_validators))
        if self.on.data and self.on.data > today():
            self.say("on", "Issue it on the day: this day is still to come")
            sound = False
        return sound


class AcknowledgeForm(EditForm):
    """A representative says that they have the version they see: the version it carries is the pack's own."""


class ReceiptForm(EditForm):
    """Who has the pack."""

    issued_on: date | None = None

    def offer(self, unions: Sequence[tuple[str, str]], issued_on: date | None) -> None:
        """The recognised unions by reference, and the day from which a receipt can be."""
        nobody = SelectChoice("", "None: elected or another representative")
        self.union.choices = [nobody, *(SelectChoice(*pair) for pair in unions)]
        self.issued_on = issued_on

    recipient = StringField(
        "Representative, by office",
        description="Such as branch secretary, UNISON",
        validators=[
            InputRequired("Enter who received it, by office"),
            Length(max=200, message="Use 200 characters or fewer"),
        ],
    )
    channel = SelectField("How it was given", choices=[SelectChoice(*pair) for pair in CHANNELS.items()])
    received_on = DateParts("Day it was received", validators=[DateRequired("Enter the day it was received")])
    union = SelectField("Union they act for", default="", validate_choice=True)
    proof = StringField(
        "Proof",
        description="Such as signed for on paper",
        validators=[Length(max=300, message="Use 300 characters or fewer")],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Not a day still to come, nor before the pack went out."""
        sound = bool(super().validate(extra_validators))
        if self.received_on.data and self.issued_on and self.received_on.data < self.issued_on:
            self.say("received_on", "It cannot have been received before it was issued")
            sound = False
        if self.received_on.data and self.received_on.data > today():
            self.say("received_on", "Record it once it has been received: this day is still to come")
            sound = False
        return sound
