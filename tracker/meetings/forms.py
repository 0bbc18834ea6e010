"""Forms of joint meetings."""

from collections.abc import Sequence

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.attachments.forms import AttachmentsField
from tracker.meetings.rules import ActionState, Mark
from tracker.web.forms import DateParts, DateRequired, EditForm, TrackerForm
from tracker.web.once import OnceForm

NAME = Length(max=200, message="Use 200 characters or fewer")
TEXT = Length(max=10_000, message="Use 10,000 characters or fewer")
EMPLOYER = "employer"


class ForumForm(EditForm):
    """A forum and the unions that sit in it."""

    employer = SelectField("Employer")
    name = StringField("Name of the forum", validators=[InputRequired("Enter the forum's name"), NAME])
    unions = SelectMultipleField(
        "Unions that sit in it", validators=[InputRequired("Tick at least one union")]
    )

    def offer(self, employers: Sequence[tuple[str, str]], unions: Sequence[tuple[str, str]]) -> None:
        """Say what can be chosen."""
        self.employer.choices = [SelectChoice(*pair) for pair in employers]
        self.unions.choices = [SelectChoice(*pair) for pair in unions]


class MeetingForm(OnceForm):
    """A meeting that is planned, or moved."""

    forum = SelectField("Forum")
    on = DateParts("Day", validators=[DateRequired("Enter the day of the meeting")])
    at = StringField(
        "Time (optional)",
        description="Such as 10.30am",
        validators=[Length(max=20, message="Use 20 characters or fewer")],
    )
    place = StringField("Place (optional)", validators=[NAME])

    def offer(self, forums: Sequence[tuple[str, str]]) -> None:
        """Say which forums can be chosen."""
        self.forum.choices = [SelectChoice(*pair) for pair in forums]


class ItemForm(OnceForm):
    """An item for the agenda."""

    title = StringField("What to discuss", validators=[InputRequired("Enter what to discuss"), NAME])


class PapersForm(TrackerForm):
    """Papers of a meeting."""

    files = AttachmentsField("Papers", required="Choose a file")


class AttendanceForm(EditForm):
    """Who was there, a name or an office on each line; a box for each side is added by ``for_sides``."""

    def given(self) -> dict[str, str]:
        """The names by side, blank lines left out."""
        return {
            name: "\n".join(line.strip() for line in (field.data or "").splitlines() if line.strip())
            for name, field in self._fields.items()
            if name not in ("seen_version", "csrf_token")
        }


def for_sides(sides: Sequence[tuple[str, str]]) -> type[AttendanceForm]:
    """The form with a box for each side, by the name that the form gives it."""
    fields: dict[str, Field] = {
        name: TextAreaField(label, description="One name or office on each line", validators=[TEXT])
        for name, label in sides
    }
    return type("AttendanceOfSides", (AttendanceForm,), fields)


class ParagraphForm(OnceForm):
    """A paragraph of the minutes."""

    text = TextAreaField("Paragraph", validators=[InputRequired("Write the paragraph"), TEXT])
    change = SelectField("About which change (optional)", default="")

    def offer(self, changes: Sequence[tuple[str, str]]) -> None:
        """Say which changes can be chosen."""
        pairs = [("", "None in particular"), *changes]
        self.change.choices = [SelectChoice(*pair) for pair in pairs]


class MarkForm(EditForm):
    """What a union holds of a paragraph."""

    mark = RadioField(
        "Your union's mark",
        choices=[SelectChoice(mark.value, mark.value.capitalize()) for mark in Mark],
        validators=[InputRequired("Choose a mark")],
    )
    note = TextAreaField(
        "Your note", description="Needed with a note or a dispute; both sides read it", validators=[TEXT]
    )

    def validate(self, extra_validators: object = None) -> bool:
        """A note and a dispute say what they are about."""
        sound = bool(super().validate(extra_validators))
        if sound and self.mark.data != Mark.AGREE.value and not self.note.data:
            self.say("note", "Write what you note or dispute")
            return False
        return sound


class ActionForm(OnceForm):
    """An action that the meeting asks for."""

    text = StringField(
        "What is to be done",
        validators=[
            InputRequired("Enter what is to be done"),
            Length(max=500, message="Use 500 characters or fewer"),
        ],
    )
    side = RadioField("Which side does it", validators=[InputRequired("Choose a side")])
    owner = StringField("Who, by name or office", validators=[InputRequired("Enter who is to do it"), NAME])
    due_on = DateParts("Due", validators=[DateRequired("Enter the day by which it is due")])

    def offer(self, sides: Sequence[tuple[str, str]]) -> None:
        """Say which sides can be chosen."""
        self.side.choices = [SelectChoice(*pair) for pair in sides]


class ActionUpdateForm(EditForm):
    """How an action goes."""

    state = RadioField(
        "How it stands",
        choices=[SelectChoice(state.value, state.value.capitalize()) for state in ActionState],
        validators=[InputRequired("Choose how it stands")],
    )
    due_on = DateParts("Due", validators=[DateRequired("Enter the day by which it is due")])
    note = TextAreaField("Note", validators=[InputRequired("Say in a few words how it goes"), TEXT])
