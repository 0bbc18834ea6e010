"""Forms of statutory steps and overrides."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.compliance.services_steps import StepGiven
from tracker.compliance.steps import Outcome
from tracker.web.clock import today
from tracker.web.forms import DateParts, EditForm

TEXT = Length(max=2_000, message="Use 2,000 characters or fewer")
SHORT = Length(max=200, message="Use 200 characters or fewer")


class StepForm(EditForm):
    """What became of a step, and the proof."""

    outcome = RadioField(
        "What became of it",
        choices=[
            SelectChoice(Outcome.DONE.value, "Done"),
            SelectChoice(Outcome.NOT_NEEDED.value, "Not needed"),
            SelectChoice(Outcome.WAIVED.value, "Waived"),
        ],
        validators=[InputRequired("Choose what became of the step")],
    )
    on = DateParts("Day it was done", description="Only for a step that is done")
    channel = StringField(
        "How it was given", description="Such as handed over, post, or the digital form", validators=[SHORT]
    )
    evidence = TextAreaField("Where the proof is kept", validators=[TEXT])
    reason = TextAreaField("Why it is not needed, or waived", validators=[TEXT])
    authority = StringField("Who has authority for the waiver, by office", validators=[SHORT])

    def validate(self, extra_validators: Any = None) -> bool:
        """Done has a day that has come; the others a reason; a waiver an authority."""
        sound = bool(super().validate(extra_validators))
        outcome = self.outcome.data
        if outcome == Outcome.DONE and not self.on.errors:
            if self.on.data is None:
                self.say("on", "Enter the day it was done")
                sound = False
            elif self.on.data > today():
                self.say("on", "Record the step once it is done: this day is still to come")
                sound = False
        if outcome in (Outcome.NOT_NEEDED, Outcome.WAIVED) and not self.reason.data:
            self.say("reason", "Enter why it is not needed, or waived")
            sound = False
        if outcome == Outcome.WAIVED and not self.authority.data:
            self.say("authority", "Enter who has authority for the waiver, by office")
            sound = False
        return sound

    def given(self) -> StepGiven:
        """What was typed, as the service takes it."""
        outcome = Outcome(self.outcome.data)
        done = outcome is Outcome.DONE
        return StepGiven(
            outcome=outcome,
            on=self.on.data if done else None,
            channel=self.channel.data or "",
            evidence=self.evidence.data or "",
            reason="" if done else self.reason.data or "",
            authority=self.authority.data or "" if outcome is Outcome.WAIVED else "",
        )


class OverrideForm(EditForm):
    """Why to go on although steps are red."""

    reason = TextAreaField(
        "Why the change should go on",
        description="A second person reads this and decides; both names are kept in the record",
        validators=[InputRequired("Enter why the change should go on"), TEXT],
    )
