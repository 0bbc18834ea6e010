"""Forms of concerns: raising one, writing in the thread, closing, and narrowing the list."""

from collections.abc import Sequence

from wtforms import Form, HiddenField, RadioField, SearchField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length

from tracker.concerns.lists import ChangeChoice
from tracker.concerns.models import new_token
from tracker.concerns.rules import CLOSINGS, ConcernAct, ConcernSeverity, ConcernState, Side
from tracker.web.forms import EditForm, TrackerForm

LONGEST = 10_000
SEVERITIES = {severity.value: severity.value.capitalize() for severity in ConcernSeverity}
STATES = {state.value: state.value[0].upper() + state.value[1:] for state in ConcernState}
_LENGTH = Length(max=LONGEST, message=f"Use {LONGEST:,} characters or fewer")

_SENTENCE = [
    DataRequired("Enter the concern in one sentence"),
    Length(max=200, message="The sentence must be 200 characters or fewer"),
]


def once(typed: str | None) -> str:
    """The token a form carried, or a new one."""
    return (typed or "")[:64] or new_token()


class RaiseForm(TrackerForm):
    """Three boxes, and how much it matters, which is preset. ``token`` makes a double press raise once.

    ``twice`` holds a sentence that was raised already and is to be raised again all the same.
    """

    token = HiddenField(default=new_token)
    twice = HiddenField(default="")
    union = SelectField("Union", validate_choice=False)
    change = SelectField(
        "Change", validate_choice=False, validators=[DataRequired("Choose the change the concern is about")]
    )
    summary = StringField("Concern in one sentence", validators=_SENTENCE)
    detail = TextAreaField("Detail (optional)", validators=[_LENGTH])
    severity = RadioField(
        "How much it matters",
        choices=SEVERITIES,
        default=ConcernSeverity.MEDIUM.value,
    )

    def offer(self, changes: Sequence[ChangeChoice], unions: Sequence[tuple[str, str]]) -> None:
        """Say what can be chosen. A representative of one union is not asked which."""
        groups = [choice.programme if choice.live else f"{choice.programme}: ended" for choice in changes]
        self.change.choices = [
            SelectChoice("", "Choose a change"),
            *(
                SelectChoice(choice.reference, choice.title, optgroup=group)
                for choice, group in zip(changes, groups, strict=True)
            ),
        ]
        self.change.validators = [
            *self.change.validators,
            AnyOf([choice.reference for choice in changes], message="Choose a change from the list"),
        ]
        if len(unions) == 1:
            self.union.data = unions[0][0]
        self.union.choices = dict(unions)
        self.union.validators = [
            AnyOf([reference for reference, _ in unions], message="Choose a union from the list")
        ]


class CorrectForm(EditForm):
    """The concern's words once more, put right."""

    summary = StringField("Concern in one sentence", validators=_SENTENCE)
    detail = TextAreaField("Detail (optional)", validators=[_LENGTH])


class MessageForm(EditForm):
    """Words for the shared thread."""

    token = HiddenField(default=new_token)
    text = TextAreaField("Message", validators=[_LENGTH])


class AcknowledgeForm(MessageForm):
    """One press; words if wanted."""

    text = TextAreaField("Words to the union (optional)", validators=[_LENGTH])


class AnswerForm(MessageForm):
    """Management's answer."""

    text = TextAreaField("Answer", validators=[DataRequired("Enter the answer"), _LENGTH])


class ReplyForm(MessageForm):
    """Why the answer does not settle it."""

    text = TextAreaField(
        "Why the answer does not settle it",
        validators=[DataRequired("Enter why the answer does not settle it"), _LENGTH],
    )


CLOSING_LABELS = {
    ConcernAct.AGREE: ("Agreed", "The answer settles it"),
    ConcernAct.DISAGREE: ("Not agreed", "There is nothing more to say here, and no agreement"),
    ConcernAct.WITHDRAW: (
        "Withdrawn",
        "Management keeps the text it has read, marked withdrawn, and is not shown the words below",
    ),
}


class CloseForm(MessageForm):
    """How it ends, and why."""

    outcome = RadioField("How it ends", validate_choice=False)
    text = TextAreaField(
        "Reason", description="Needed when it is not agreed, otherwise optional.", validators=[_LENGTH]
    )

    def offer(self, acts: Sequence[ConcernAct]) -> list[ConcernAct]:
        """The endings that are possible now for this person."""
        ends = [act for act in CLOSINGS if act in acts]
        self.outcome.choices = {act.value: CLOSING_LABELS[act][0] for act in ends}
        self.outcome.option_hints = {act.value: CLOSING_LABELS[act][1] for act in ends}
        self.outcome.validators = [AnyOf([act.value for act in ends], message="Choose how it ends")]
        return ends


class FilterForm(Form):
    """What the list is narrowed to; part of the address."""

    q = SearchField("Search in the text")
    waiting = SelectField(
        "Waiting on",
        choices={"": "Anyone", Side.MANAGEMENT.value: "Management", Side.UNION.value: "Union"},
    )
    state = SelectField("State", choices={"": "Any", **STATES})
    severity = SelectField("How much it matters", choices={"": "Any", **SEVERITIES})
    change = SelectField("Change")

    def offer(self, changes: Sequence[tuple[str, str]]) -> None:
        """The changes that have concerns."""
        self.change.choices = {"": "Any", **dict(changes)}
