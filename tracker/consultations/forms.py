"""Forms of consultations: design, opening days, answers, the outcome, and narrowing the lists."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, Length, Regexp

from tracker.consultations.codes import LENGTH, plain
from tracker.consultations.queries import InvitedRow
from tracker.consultations.queries_themes import NONE, UNREAD
from tracker.consultations.rules import (
    FEWEST,
    AnswerMode,
    Asked,
    ConsultationKind,
    Phase,
    Position,
    check_dates,
)
from tracker.web.forms import DateParts, DateRequired, EditForm, TrackerForm, strip

MOST_QUESTIONS = 30
LONGEST = 20_000
LONGEST_DOCUMENT = 200_000


def at_most(characters: int) -> Length:
    """Refuses longer texts, in words."""
    return Length(max=characters, message=f"Use {characters:,} characters or fewer")


def _labels(words: Iterable[str]) -> dict[str, str]:
    return {str(word): word[0].upper() + word[1:] for word in words}


MODES = {
    AnswerMode.NAMED.value: "HR partners read who wrote what.",
    AnswerMode.CONFIDENTIAL.value: "HR partners read the words after the last day, without name or time.",
    AnswerMode.ANONYMOUS.value: (
        f"Sent with a code. Nobody can tell who wrote what; read once {FEWEST} or more have answered."
    ),
}


class QuestionForm(Form):
    """One row of the questions; a row without text is no question."""

    text = StringField("Question", filters=[strip], validators=[at_most(500)])
    required = BooleanField("Must be answered")


class DesignForm(EditForm):
    """All of a consultation on one page. Rows of questions come and go with buttons that save nothing."""

    title = StringField("Title", validators=[DataRequired("Enter the title"), at_most(200)])
    kind = RadioField(
        "Kind of consultation",
        choices=_labels(ConsultationKind),
        default=ConsultationKind.COLLECTIVE.value,
    )
    mode = RadioField(
        "How staff answer",
        choices=_labels(AnswerMode),
        default=AnswerMode.NAMED.value,
        description="Fixed once it opens, and explained on the form. Unions always answer in their name.",
    )
    opens = DateParts("First day", validators=[DateRequired("Enter the first day")])
    closes = DateParts(
        "Last day",
        validators=[DateRequired("Enter the last day")],
        description="The last day counts in full, to midnight in London.",
    )
    document = TextAreaField("Document", validators=[at_most(LONGEST_DOCUMENT)])
    questions = FieldList(FormField(QuestionForm), min_entries=1, max_entries=MOST_QUESTIONS)
    unions = SelectMultipleField("Unions invited to answer", validate_choice=False)

    def offer(self, unions: Sequence[InvitedRow]) -> None:
        """Say what each way to answer means, and which unions can be invited for how many people."""
        self.mode.option_hints = MODES
        self.unions.choices = {union.reference: union.name for union in unions}
        self.unions.option_hints = {
            union.reference: f"Recognised for {union.represented:,} of the affected staff"
            for union in unions
            if union.represented
        }
        known = set(self.unions.choices)
        self.unions.data = [reference for reference in self.unions.data or [] if reference in known]

    def typed_questions(self) -> list[tuple[str, bool]]:
        """The rows that have text, in order."""
        rows = [(row["text"] or "", bool(row["required"])) for row in self.questions.data]
        return [row for row in rows if row[0]]

    def rearrange(self, pressed: Any) -> bool:
        """Add or take away a row when one of those buttons was pressed; False when none was."""
        rows = list(self.questions.data)
        if "add" in pressed:
            rows = [*rows, {}][:MOST_QUESTIONS]
        elif (place := pressed.get("remove", "")).isdigit():
            rows = [row for number, row in enumerate(rows) if number != int(place)] or [{}]
        else:
            return False
        while self.questions.entries:
            self.questions.pop_entry()
        for row in rows:
            self.questions.append_entry(row)
        return True

    def validate(self, **given: Any) -> bool:
        """Each field, then the days together."""
        if not super().validate(**given):
            return False
        assert self.opens.data is not None
        assert self.closes.data is not None
        wrong = check_dates(self.opens.data, self.closes.data)
        for field, message in wrong.items():
            self.say(field, message)
        return not wrong


class ConfirmForm(EditForm):
    """Nothing but a button, and the version that was read."""


class ExtendForm(EditForm):
    """A later last day, and why."""

    closes = DateParts("New last day", validators=[DateRequired("Enter the new last day")])
    reason = TextAreaField(
        "Reason",
        validators=[DataRequired("Enter the reason for the later last day"), at_most(2_000)],
        description="Read by everyone who is asked, with the old and the new day.",
    )


class RespondForm(EditForm):
    """Where one stands, and an answer to each question; ``respond_form`` adds the boxes."""

    seen_version = HiddenField(default="0")
    position = RadioField(
        "Where do you stand on the proposal as a whole?",
        choices=_labels(Position),
        validate_choice=False,
        validators=[AnyOf([position.value for position in Position], message="Choose where you stand")],
    )

    def answers(self, questions: Iterable[Asked]) -> dict[int, str]:
        """What was typed, by question number."""
        return {q.number: self._fields[f"answer_{q.number}"].data or "" for q in questions}

    def fits(self, questions: Iterable[Asked]) -> bool:
        """Whether it can be kept as a draft, which may have gaps; says so where a text is too long."""
        long = [number for number, text in self.answers(questions).items() if len(text) > LONGEST]
        for number in long:
            self.say(f"answer_{number}", f"Use {LONGEST:,} characters or fewer")
        return not long


Answering = TypeVar("Answering", bound=RespondForm)


class GiveCodeForm(TrackerForm):
    """The code that the page drew; sent twice, it is the same code."""

    code = HiddenField()


class CodeForm(TrackerForm):
    """A code as somebody copied it from paper or screen."""

    code = StringField(
        "Code",
        validators=[DataRequired("Enter the code"), Length(max=60, message="A code has 16 signs")],
        description="16 letters and digits, such as 7K2M-9QRS-4TVW-X3YZ",
    )

    def typed(self) -> str:
        """The code without its dashes; empty, with a message, when it cannot be one."""
        found = plain(self.code.data or "")
        if not found:
            self.say("code", f"A code has {LENGTH} letters and digits, without 0, 1, I, L, O and U")
        return found


class AnonymousForm(RespondForm):
    """An answer sent with a code; ``salt`` is drawn by the page and proves the answer."""

    code = HiddenField()
    salt = HiddenField(validators=[Regexp("^[0-9a-f]{64}$", message="This page was too old: send again")])


def respond_form(questions: Iterable[Asked], base: type[Answering]) -> type[Answering]:
    """A form with a box for each question."""
    boxes: dict[str, Any] = {}
    for q in questions:
        rules: list[Any] = [at_most(LONGEST)]
        if q.required:
            rules.insert(0, DataRequired(f"Answer question {q.number}"))
        label = f"{q.number}. {q.text}" if q.required else f"{q.number}. {q.text} (optional)"
        boxes[f"answer_{q.number}"] = TextAreaField(label, validators=rules)
    return type("RespondForm", (base,), boxes)


class OutcomeForm(EditForm):
    """What everyone asked will read: you said, our answer, we did."""

    said = TextAreaField(
        "What people told us (optional)",
        validators=[at_most(LONGEST)],
        description="In your words, naming nobody.",
    )
    management_answer = TextAreaField(
        "Management's answer",
        validators=[DataRequired("Enter management’s answer"), at_most(LONGEST)],
    )
    changes_made = TextAreaField(
        "What was changed",
        validators=[
            DataRequired("Enter what was changed, or that nothing was and why"),
            at_most(LONGEST),
        ],
        description="What differs from the proposal because of the answers. If nothing does, say so and why.",
    )


class EnquiryForm(TrackerForm):
    """One question about the proposal."""

    text = TextAreaField(
        "Your question",
        validators=[DataRequired("Enter your question"), at_most(2_000)],
        description="Published with its answer, without your name. Write nothing that shows who you are.",
    )


class AnswerEnquiryForm(EditForm):
    """What everyone asked will read: the question, and the answer."""

    published_text = TextAreaField(
        "Question as everyone reads it",
        validators=[DataRequired("Enter the question as everyone reads it"), at_most(2_000)],
        description="Leave out what names people. Do not change what is asked.",
    )
    answer = TextAreaField(
        "Answer",
        validators=[DataRequired("Enter the answer"), at_most(LONGEST)],
        description="It cannot be changed afterwards.",
    )


class FilterForm(Form):
    """What the list of consultations is narrowed to; part of the address."""

    q = SearchField("Search titles")
    phase = SelectField("Stage", choices={"": "Any", **_labels(Phase)})


class ReadingForm(Form):
    """What the responses are narrowed to; part of the address."""

    q = SearchField("Search names and answers")
    position = SelectField("Position", choices={"": "Any", **_labels(Position)})
    theme = SelectField("Theme", choices={"": "Any"}, validate_choice=False)

    def offer_themes(self, themes: Iterable[tuple[str, str]]) -> None:
        """The themes to choose from, as reference and name."""
        self.theme.choices = {"": "Any", UNREAD: "Nobody has read it", NONE: "No theme", **dict(themes)}
