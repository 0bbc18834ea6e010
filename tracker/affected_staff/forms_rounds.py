"""The shape of what is typed about support and letters to many, and the words for what is wrong with it."""

from datetime import date

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.affected_staff.forms_support import SupportForm, choices_of, not_later
from tracker.affected_staff.models_rounds import Round
from tracker.affected_staff.rules_rounds import GAPS, wrong_gaps
from tracker.affected_staff.rules_support import LetterChannel, LetterKind, SupportKind
from tracker.affected_staff.services_rounds import RoundGiven
from tracker.web.forms import DateParts, DateRequired, EditForm
from tracker.web.templating import sentence

LONGEST = 10_000
KNOWN_GAPS = ", ".join("{" + gap + "}" for gap in GAPS)


class SupportRoundForm(SupportForm):
    """Support for many."""

    def show(self, given: Round, name: str) -> None:
        """Begin with what the draft says already."""
        self.show_version(given)
        self.kind.data = given.support.value if given.support else ""
        self.description.data = given.description
        self.offered_on.process(None, given.on)
        self.offered_by.data = given.offered_by or name

    def said(self) -> RoundGiven:
        """What everybody gets, after ``check``."""
        assert self.offered_on.data is not None
        return RoundGiven(
            support=SupportKind(self.kind.data),
            description=self.description.data or "",
            on=self.offered_on.data,
            offered_by=self.offered_by.data or "",
        )


class LetterRoundForm(EditForm):
    """A letter for many."""

    kind = SelectField(
        "Letter", choices=choices_of(LetterKind), validators=[InputRequired("Choose the letter")]
    )
    description = StringField("A few words about it (optional)", validators=[Length(max=200)])
    sent_on = DateParts("Sent on", validators=[DateRequired("Enter the day it was sent or given")])
    channel = RadioField(
        "How it went",
        choices=[SelectChoice(each.value, sentence(each.value)) for each in LetterChannel],
        validators=[InputRequired("Choose how it went")],
    )
    text = TextAreaField(
        "Text of the letter",
        description=f"Filled in for each person: {KNOWN_GAPS}. "
        "Name, post, unit and day stand at the top by themselves",
        validators=[
            InputRequired("Enter the text of the letter"),
            Length(max=LONGEST, message=f"Use {LONGEST:,} characters or fewer"),
        ],
    )

    def show(self, given: Round, _name: str) -> None:
        """Begin with what the draft says already."""
        self.show_version(given)
        self.kind.data = given.letter.value if given.letter else ""
        self.description.data = given.description
        self.sent_on.process(None, given.on)
        self.channel.data = given.channel.value if given.channel else None
        self.text.data = given.text or "Dear {name}\n\n"

    def check(self, today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        self.validate_on_submit()
        not_later(self, "sent_on", today)
        for gap in wrong_gaps(self.text.data or ""):
            self.say(
                "text", f"“{{{gap}}}” cannot be filled in: use {', '.join('{' + one + '}' for one in GAPS)}"
            )
        return not self.errors

    def said(self) -> RoundGiven:
        """What everybody gets, after ``check``."""
        assert self.sent_on.data is not None
        return RoundGiven(
            letter=LetterKind(self.kind.data),
            description=self.description.data or "",
            on=self.sent_on.data,
            channel=LetterChannel(self.channel.data),
            text=self.text.data or "",
        )
