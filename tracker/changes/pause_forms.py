"""The form of an agreed pause."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.changes.pauses import PauseGiven
from tracker.web.clock import today
from tracker.web.forms import DateParts, DateRequired, EditForm


class PauseForm(EditForm):
    """From when to when the clock stands still, why, and who agreed."""

    first = DateParts("First day of the pause", validators=[DateRequired("Enter the first day of the pause")])
    last = DateParts(
        "Last day of the pause", description="Leave empty while it goes on. This day counts as paused"
    )
    reason = TextAreaField(
        "Why the clock stands still",
        description="Read by everyone who may read the change, the staff it affects among them",
        validators=[
            InputRequired("Enter why the clock stands still"),
            Length(max=2_000, message="The reason must be 2,000 characters or fewer"),
        ],
    )
    unions = SelectMultipleField("Unions that agreed", validate_choice=False)
    agreed_by = StringField(
        "Who agreed for them",
        description="By office, such as branch secretaries at the joint forum",
        validators=[
            InputRequired("Enter who agreed for the unions, by office"),
            Length(max=200, message="Use 200 characters or fewer"),
        ],
    )
    agreed_on = DateParts("Day it was agreed", validators=[DateRequired("Enter the day it was agreed")])

    def offer(self, unions: Sequence[tuple[str, str, int]]) -> None:
        """The unions that may agree."""
        self.known = {reference: union_id for reference, _, union_id in unions}
        self.unions.choices = [SelectChoice(reference, name) for reference, name, _ in unions]

    def validate(self, extra_validators: Any = None) -> bool:
        """It ends after it starts, has been agreed already, and by a recognised union."""
        sound = bool(super().validate(extra_validators))
        if self.first.data and self.last.data and self.last.data < self.first.data:
            self.say("last", "The last day must be on or after the first day")
            sound = False
        if self.agreed_on.data and self.agreed_on.data > today():
            self.say("agreed_on", "Record the pause once it has been agreed: this day is still to come")
            sound = False
        if not [each for each in self.unions.data or () if each in self.known]:
            self.say("unions", "Tick each union that agreed: without one it is no agreed pause")
            sound = False
        return sound

    def given(self) -> PauseGiven:
        """What was typed, as the service takes it."""
        assert self.first.data is not None
        assert self.agreed_on.data is not None
        return PauseGiven(
            first=self.first.data,
            last=self.last.data,
            reason=self.reason.data or "",
            agreed_on=self.agreed_on.data,
            agreed_by=self.agreed_by.data or "",
            union_ids=tuple(self.known[each] for each in self.unions.data or () if each in self.known),
        )
