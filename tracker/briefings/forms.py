"""The shape of a briefing card as typed, and the words for what is wrong with it."""

from typing import Any

from wtforms import FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.briefings.queries import CardRow
from tracker.briefings.rules import EmbargoError, LineKind, clock_time, embargo_moment
from tracker.briefings.services import LineGiven
from tracker.web.clock import london
from tracker.web.forms import DateParts, EditForm, strip

LONGEST = 2_000
EMPTY_LINES = 3
KIND_LABELS: dict[LineKind, str] = {
    LineKind.SAY: "May be said",
    LineKind.NOT_YET: "Not to be said yet",
    LineKind.QUESTION: "Question and answer",
}


class LineForm(Form):
    """One line: what it is for, its words, and from when it may be read."""

    kind = SelectField(
        "This line is",
        choices=[SelectChoice(kind.value, label) for kind, label in KIND_LABELS.items()],
        validate_choice=False,
    )
    text = TextAreaField("Words", filters=[strip])
    answer = TextAreaField("Answer, for a question", filters=[strip])
    embargo = DateParts("Embargo until", description="Leave empty when managers may read it at once")
    embargo_time = StringField("Time in London", description="Such as 9:00 or 2:30pm", filters=[strip])


class CardForm(EditForm):
    """A whole card."""

    questions_to = StringField(
        "Who to send questions to",
        description="An office and how to reach it, such as HR business partners, hr.questions@example.org",
        validators=[
            InputRequired("Enter who to send questions to"),
            Length(max=300, message="Use 300 characters or fewer"),
        ],
    )
    lines = FieldList(FormField(LineForm))

    def show(self, card: CardRow | None) -> None:
        """The lines of a card and a few empty ones."""
        for line in card.lines if card else ():
            local = london(line.embargo) if line.embargo else None
            self.lines.append_entry(
                {
                    "kind": line.kind.value,
                    "text": line.text,
                    "answer": line.answer,
                    "embargo": local.date() if local else None,
                    "embargo_time": clock_time(line.embargo) if line.embargo else "",
                }
            )
        if card:
            self.questions_to.data = card.questions_to
        self.add_lines()

    def add_lines(self) -> None:
        """A few more empty lines."""
        for _ in range(EMPTY_LINES):
            self.lines.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """Each line that has been begun is whole, and there is one at least."""
        sound = bool(super().validate(extra_validators))
        self.given: list[LineGiven] = []
        for entry in self.lines:
            sound = self._read(entry.form) and sound
        self.lines.errors = [entry.errors for entry in self.lines] if not sound else []
        if sound and not self.given:
            self.lines[0].form.text.errors = ["Write one line at least"]
            self.lines.errors = [entry.errors for entry in self.lines]
            return False
        return sound

    def _read(self, line: Any) -> bool:
        kind = LineKind(line.kind.data) if line.kind.data in set(LineKind) else LineKind.SAY
        text, answer = line.text.data or "", line.answer.data or ""
        dated = bool(line.embargo.data or line.embargo_time.data or any(line.embargo.parts.values()))
        if not text and not answer and not dated:
            return True
        if line.embargo.errors:
            return False
        if not text:
            line.text.errors = ["Enter the words of this line, or empty it to leave it out"]
        elif len(text) > LONGEST or len(answer) > LONGEST:
            line.text.errors = ["Use 2,000 characters or fewer"]
        if kind is LineKind.QUESTION and not answer:
            line.answer.errors = ["Enter the answer, or say that the question cannot be answered yet"]
        if kind is not LineKind.QUESTION and answer:
            line.answer.errors = ["Only a question has an answer: choose “Question and answer” or empty it"]
        embargo = None
        if dated and not line.embargo.data:
            line.embargo.errors = ["Enter the day of the embargo as well as its time"]
        elif dated and not line.embargo_time.data:
            line.embargo_time.errors = ["Enter the time from which it may be read, such as 9:00"]
        elif dated:
            try:
                embargo = embargo_moment(line.embargo.data, line.embargo_time.data)
            except EmbargoError as error:
                line.embargo_time.errors = [str(error)]
        if line.errors:
            return False
        self.given.append(LineGiven(kind, text, answer, embargo))
        return True
