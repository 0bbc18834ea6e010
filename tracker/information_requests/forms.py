"""Forms of information requests."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import Form, HiddenField, RadioField, SearchField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length

from tracker.attachments.forms import AttachmentsField
from tracker.concerns.lists import ChangeChoice
from tracker.information_requests.rules import Ground, Party, RequestAct, RequestState
from tracker.web.forms import DateParts
from tracker.web.once import OnceForm

_LENGTH = Length(max=10_000, message="Use 10,000 characters or fewer")
STATES = {state.value: state.value[0].upper() + state.value[1:] for state in RequestState}


class AskForm(OnceForm):
    """What, why and by when."""

    concern = HiddenField(default="")
    union = SelectField("Union", validate_choice=False)
    change = SelectField("Change", validate_choice=False)
    asked = TextAreaField(
        "Information asked for", validators=[DataRequired("Enter what you want to know"), _LENGTH]
    )
    why = TextAreaField("Why it is needed", validators=[DataRequired("Enter why it is needed"), _LENGTH])
    due_on = DateParts("Due", validators=[DataRequired("Enter the day by which you ask for it")])

    def offer(self, changes: Sequence[ChangeChoice], unions: Sequence[tuple[str, str]]) -> None:
        """What can be chosen. A representative of one union is not asked which."""
        self.change.choices = [
            SelectChoice("", "Choose a change"),
            *(SelectChoice(each.reference, each.title, optgroup=each.programme) for each in changes),
        ]
        self.change.validators = [
            AnyOf([each.reference for each in changes], message="Choose a change from the list")
        ]
        if len(unions) == 1:
            self.union.data = unions[0][0]
        self.union.choices = dict(unions)
        self.union.validators = [
            AnyOf([reference for reference, _ in unions], message="Choose a union from the list")
        ]

    def check(self, day: date) -> bool:
        """Whether the day can still be kept."""
        past = self.due_on.data is not None and self.due_on.data < day
        if past:
            self.say("due_on", "The day must be today or later")
        return not past


class StepForm(OnceForm):
    """Words of an act."""

    text = TextAreaField("Words", validators=[_LENGTH])

    def ask(self, label: str, missing: str) -> None:
        """Name the box, and ask for words where the act is not done in silence."""
        self.text.label.text = label
        if missing:
            self.text.validators = [DataRequired(missing), *self.text.validators]


class RefuseForm(StepForm):
    """A ground, and why it holds here."""

    ground = RadioField(
        "Ground",
        choices={each.value: each.value[0].upper() + each.value[1:] for each in Ground},
        validate_choice=False,
        validators=[AnyOf([each.value for each in Ground], message="Choose the ground")],
    )


class SupplyForm(StepForm):
    """What is supplied, in words or files, and whether more is to come."""

    files = AttachmentsField("Files (optional)")
    part = RadioField(
        "Is this all of it?",
        choices={"all": "All of it", "part": "A part: more is to come"},
        default="all",
    )

    def ask(self, label: str, missing: str) -> None:
        """Words or a file are needed, one of the two."""
        self.text.label.text = label
        self.missing = missing

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether there is anything supplied at all."""
        sound = bool(super().validate(extra_validators))
        if not self.text.data and not self.files.uploads and not self.files.errors:
            self.say("text", self.missing)
            sound = False
        if not sound:
            self.files.ask_again()
        return sound


FORMS: dict[RequestAct, type[StepForm]] = {
    RequestAct.SUPPLY: SupplyForm,
    RequestAct.REFUSE: RefuseForm,
}
LABELS = {
    RequestAct.ACKNOWLEDGE: ("Words to the union (optional)", ""),
    RequestAct.SUPPLY: ("What is supplied", "Enter what is supplied, or choose a file"),
    RequestAct.REFUSE: ("Why the ground holds here", "Enter why the ground holds here"),
    RequestAct.DISPUTE: ("What is missing or not accepted", "Enter what is missing or not accepted"),
    RequestAct.SETTLE: ("Words to management (optional)", ""),
    RequestAct.WITHDRAW: ("Words to management (optional)", ""),
}


class FilterForm(Form):
    """What the list is narrowed to; part of the address."""

    q = SearchField("Search in the words")
    waiting = SelectField(
        "Waiting on",
        choices={"": "Anyone", Party.MANAGEMENT.value: "Management", Party.UNION.value: "Union"},
    )
    state = SelectField("State", choices={"": "Any", **STATES})
    clock = SelectField("Clock", choices={"": "Any", "late": "Late"})
    union = SelectField("Union")

    def offer(self, unions: Sequence[tuple[str, str]]) -> None:
        """The unions that have asked."""
        self.union.choices = {"": "Any", **dict(unions)}
