"""The shape of what is typed about support and letters, and the words for what is wrong with it."""

from datetime import date

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.affected_staff import letter_files
from tracker.affected_staff.letter_files import FileRefusedError, LetterFile
from tracker.affected_staff.rules_support import LetterChannel, LetterKind, SupportAnswer, SupportKind
from tracker.affected_staff.services_support import LetterGiven, SupportGiven
from tracker.web.forms import DateParts, DateRequired, EditForm
from tracker.web.templating import sentence

ANSWERS = {
    SupportAnswer.TAKEN: "Taken up",
    SupportAnswer.DECLINED: "Declined",
    SupportAnswer.NONE_YET: "No answer yet",
}


def choices_of(kinds: type[SupportKind] | type[LetterKind]) -> list[SelectChoice]:
    """Each kind in words, after one that chooses nothing."""
    return [
        SelectChoice("", "Choose one"),
        *(SelectChoice(kind.value, sentence(kind.value)) for kind in kinds),
    ]


def not_later(form: EditForm, name: str, today: date) -> None:
    """What is recorded has happened."""
    day = form._fields[name].data
    if day is not None and day > today:
        form.say(name, "Enter today or an earlier day")


class SupportForm(EditForm):
    """Records support that was offered."""

    kind = SelectField(
        "Support",
        choices=choices_of(SupportKind),
        validators=[InputRequired("Choose the support")],
    )
    description = StringField("A few words about it (optional)", validators=[Length(max=200)])
    offered_on = DateParts("Offered on", validators=[DateRequired("Enter the day it was offered")])
    offered_by = StringField(
        "Offered by", validators=[InputRequired("Enter who offered it"), Length(max=200)]
    )

    def check(self, today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        self.validate_on_submit()
        not_later(self, "offered_on", today)
        if self.kind.data == SupportKind.OTHER.value and not self.description.data:
            self.say("description", "Enter what was offered")
        return not self.errors

    def given(self) -> SupportGiven:
        """The offer, after ``check``."""
        assert self.offered_on.data is not None
        return SupportGiven(
            kind=SupportKind(self.kind.data),
            description=self.description.data or "",
            offered_on=self.offered_on.data,
            offered_by=self.offered_by.data or "",
        )


class AnswerForm(EditForm):
    """What the person said to an offer."""

    answer = RadioField(
        "Answer",
        choices=[SelectChoice(each.value, words) for each, words in ANSWERS.items()],
        validators=[InputRequired("Choose the answer")],
    )
    answered_on = DateParts("Answered on")

    def check(self, offered_on: date, today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        self.validate_on_submit()
        not_later(self, "answered_on", today)
        day = self.answered_on.data
        answered = self.answer.data != SupportAnswer.NONE_YET.value
        if answered and day is None and not self.answered_on.errors:
            self.say("answered_on", "Enter the day they answered")
        if day is not None and day < offered_on:
            self.say("answered_on", "Enter the day it was offered or a later one")
        return not self.errors


class LetterForm(EditForm):
    """Records a letter that was sent."""

    kind = SelectField(
        "Letter",
        choices=choices_of(LetterKind),
        validators=[InputRequired("Choose the letter")],
    )
    description = StringField("A few words about it (optional)", validators=[Length(max=200)])
    sent_on = DateParts("Sent on", validators=[DateRequired("Enter the day it was sent or given")])
    channel = RadioField(
        "How it went",
        choices=[SelectChoice(each.value, sentence(each.value)) for each in LetterChannel],
        validators=[InputRequired("Choose how it went")],
    )
    received_on = DateParts(
        "Received on",
        description="If known. They are not shown a letter before it reached them or they have been told",
    )
    file = FileField(
        "Copy of the letter (optional)",
        description="PDF or Word, 5 MB or less. Read by HR partners and the person only",
    )
    taken: LetterFile | None = None

    def check(self, today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        self.validate_on_submit()
        not_later(self, "sent_on", today)
        not_later(self, "received_on", today)
        sent, received = self.sent_on.data, self.received_on.data
        if sent is not None and received is not None and received < sent:
            self.say("received_on", "Enter the day it was sent or a later one")
        name = getattr(self.file.data, "filename", "")
        if name:
            try:
                with self.file.data.stream as stream:
                    self.taken = letter_files.take(name, stream)
            except FileRefusedError as error:
                self.say("file", str(error))
            if self.errors and not self.file.errors:
                self.say("file", "Choose the file again: the page cannot keep it")
        return not self.errors

    def given(self) -> LetterGiven:
        """The letter, after ``check``."""
        assert self.sent_on.data is not None
        return LetterGiven(
            kind=LetterKind(self.kind.data),
            description=self.description.data or "",
            sent_on=self.sent_on.data,
            channel=LetterChannel(self.channel.data),
            received_on=self.received_on.data,
            file=self.taken,
        )


class ReceivedForm(EditForm):
    """The day on which a letter reached the person."""

    received_on = DateParts("Received on", validators=[DateRequired("Enter the day it was received")])

    def check(self, sent_on: date, today: date) -> bool:
        """Whether the day is sound; a message is by the field otherwise."""
        self.validate_on_submit()
        not_later(self, "received_on", today)
        if self.received_on.data is not None and self.received_on.data < sent_on:
            self.say("received_on", "Enter the day it was sent or a later one")
        return not self.errors
