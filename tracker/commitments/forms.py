"""Forms of commitments."""

from collections.abc import Sequence
from datetime import date

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.attachments.forms import AttachmentsField
from tracker.commitments.rules import Verdict
from tracker.web.forms import DateParts, DateRequired, EditForm, TrackerForm
from tracker.web.once import OnceForm

LINE = Length(max=300, message="Use 300 characters or fewer")
NAME = Length(max=200, message="Use 200 characters or fewer")
TEXT = Length(max=2_000, message="Use 2,000 characters or fewer")
WORDS = {Verdict.KEPT: "Kept", Verdict.BROKEN: "Broken", Verdict.RELEASED: "Released: it need not be kept"}


class CommitmentForm(OnceForm):
    """An undertaking."""

    change = SelectField("Change", validators=[InputRequired("Choose the change")])
    union = SelectField("Given to", validators=[InputRequired("Choose the union")])
    text = TextAreaField(
        "What was undertaken, in its words",
        description="It is never edited afterwards",
        validators=[
            InputRequired("Enter what was undertaken"),
            Length(max=2_000, message="Use 2,000 characters or fewer"),
        ],
    )
    given_by = StringField(
        "Given by, by name or office",
        validators=[
            InputRequired("Enter who gave it"),
            Length(max=200, message="Use 200 characters or fewer"),
        ],
    )
    given_on = DateParts("Day it was given", validators=[DateRequired("Enter the day it was given")])
    where = StringField(
        "Where it was given (optional)", description="Such as a letter or a meeting", validators=[LINE]
    )
    measure = StringField("How it will be seen to be kept (optional)", validators=[LINE])
    due_on = DateParts("Due", validators=[DateRequired("Enter the day by which it is due")])

    def offer(self, changes: Sequence[tuple[str, str]], unions: Sequence[tuple[str, str]]) -> None:
        """Say what can be chosen."""
        self.change.choices = [SelectChoice(*pair) for pair in (("", "Choose a change"), *changes)]
        self.union.choices = [SelectChoice(*pair) for pair in (("", "Choose a union"), *unions)]

    def check(self, day: date) -> bool:
        """Whether the days make sense: given by the day, due no earlier than given."""
        given, due = self.given_on.data, self.due_on.data
        if given and given > day:
            self.say("given_on", "Record it once it was given: this day is still to come")
        elif given and due and due < given:
            self.say("due_on", "It cannot be due before it was given")
        else:
            return True
        return False


class VerdictForm(EditForm):
    """What one side says became of it."""

    verdict = RadioField(
        "What became of it",
        choices=[SelectChoice(verdict.value, words) for verdict, words in WORDS.items()],
        validators=[InputRequired("Choose what became of it")],
    )
    kept_on = DateParts("Day it was kept", description="Only where it was kept")
    note = TextAreaField("In your words (optional)", validators=[TEXT])

    def check(self, day: date) -> bool:
        """A commitment that was kept was kept on a day that has come."""
        if self.verdict.data != Verdict.KEPT.value:
            return True
        if self.kept_on.data is None:
            self.say("kept_on", "Enter the day on which it was kept")
        elif self.kept_on.data > day:
            self.say("kept_on", "Record it once it is kept: this day is still to come")
        else:
            return True
        return False


class ProofForm(TrackerForm):
    """Files that show what was done."""

    files = AttachmentsField("Files that show what was done", required="Choose a file")
