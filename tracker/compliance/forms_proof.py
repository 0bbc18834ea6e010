"""Forms of the proof of statutory steps."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.attachments.forms import AttachmentsField
from tracker.web.clock import today
from tracker.web.forms import DateParts, DateRequired, EditForm, TrackerForm
from tracker.web.once import OnceForm

SHORT = Length(max=200, message="Use 200 characters or fewer")
RECEIPT = Length(max=300, message="Use 300 characters or fewer")
NOT_YET = "Record it once it has happened: this day is still to come"


class FilesForm(TrackerForm):
    """Files to attach."""

    files = AttachmentsField("Files that prove it", required="Choose a file")


class RecipientForm(OnceForm):
    """Who was given it, how and when, and the receipt where there is one."""

    recipient = StringField(
        "Who was given it, by office",
        description="Such as branch secretary, UNISON",
        validators=[InputRequired("Enter who was given it, by office"), SHORT],
    )
    union = SelectField("Union they act for", default="")
    channel = StringField(
        "How it was given",
        description="Such as handed over, post to the address they gave, or the digital form",
        validators=[InputRequired("Enter how it was given"), SHORT],
    )
    sent_on = DateParts(
        "Day it was sent or handed over", validators=[DateRequired("Enter the day it was sent")]
    )
    received_on = DateParts("Day it was acknowledged", description="Leave empty until there is a receipt")
    receipt = StringField(
        "How it was acknowledged", description="Such as signed for on paper", validators=[RECEIPT]
    )

    def offer(self, unions: Sequence[tuple[str, str]]) -> None:
        """The recognised unions by reference."""
        nobody = SelectChoice("", "None: elected or another representative")
        self.union.choices = [nobody, *(SelectChoice(*pair) for pair in unions)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Days that have come, in order; a receipt has its day."""
        sound = bool(super().validate(extra_validators))
        return check_receipt(self, self.sent_on.data) and sound


class ReceiptOfStepForm(EditForm):
    """The receipt of something already given."""

    received_on = DateParts(
        "Day it was acknowledged", validators=[DateRequired("Enter the day it was acknowledged")]
    )
    receipt = StringField(
        "How it was acknowledged",
        description="Such as signed for on paper",
        validators=[InputRequired("Enter how it was acknowledged"), RECEIPT],
    )


def check_receipt(form: Any, sent_on: Any) -> bool:
    """Put a message by each day of a receipt that cannot be right; whether none was."""
    day, received, sound = today(), form.received_on.data, True
    if sent_on and sent_on > day:
        form.say("sent_on", NOT_YET)
        sound = False
    if received and received > day:
        form.say("received_on", NOT_YET)
        sound = False
    elif received and sent_on and received < sent_on:
        form.say("received_on", "It cannot be acknowledged before it was sent")
        sound = False
    if form.receipt.data and not received and not form.received_on.errors:
        form.say("received_on", "Enter the day it was acknowledged")
        sound = False
    return sound
