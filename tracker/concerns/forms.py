"""Forms of concerns: raising one, writing in the thread, closing, and narrowing the list."""

from collections.abc import Sequence

from flask import request
from wtforms import (
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, ValidationError

from tracker.concerns.lists import ChangeChoice
from tracker.concerns.models import new_token
from tracker.concerns.procedure import MOST_DAYS, TARGET_LABELS, Targets
from tracker.concerns.rules import CLOSINGS, STEPS, ConcernAct, ConcernSeverity, ConcernState, Side
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.database import new_reference
from tracker.web.forms import DateParts, EditForm, TrackerForm
from tracker.web.once import OnceForm

LONGEST = 10_000
SEVERITIES = {severity.value: severity.value.capitalize() for severity in ConcernSeverity}
STATES = {state.value: state.value[0].upper() + state.value[1:] for state in ConcernState}
_SHORT = Length(max=200, message="Use 200 characters or fewer")
_LENGTH = Length(max=LONGEST, message=f"Use {LONGEST:,} characters or fewer")

KINDS = {kind.value: kind.value.capitalize() for kind in ConcernKind}
KIND_HINTS = {
    ConcernKind.COLLECTIVE.value: "Of a group of staff",
    ConcernKind.INDIVIDUAL.value: "Of one member, whose name stays with the union unless they agree",
    ConcernKind.POLICY.value: "About a rule or an agreement",
}
CATEGORIES = {each.value: each.value[0].upper() + each.value[1:] for each in ConcernCategory}
WORDS = ("summary", "detail", "remedy", "about")
"""The boxes of a concern whose words are kept as they were sent."""

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
    draft = HiddenField(default=new_reference)
    seen_draft = HiddenField(default="")
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
    remedy = TextAreaField("What you want done (optional)", validators=[_LENGTH])
    about = StringField("Paragraph or policy clause (optional)", validators=[_SHORT])
    category = SelectField("What it is about", choices=CATEGORIES, default=ConcernCategory.UNSORTED.value)
    kind = RadioField("Whose concern it is", choices=KINDS, default=ConcernKind.COLLECTIVE.value)

    def offer(self, changes: Sequence[ChangeChoice], unions: Sequence[tuple[str, str]]) -> None:
        """Say what can be chosen. A representative of one union is not asked which."""
        self.kind.option_hints = KIND_HINTS
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
    remedy = TextAreaField("What you want done (optional)", validators=[_LENGTH])
    about = StringField("Paragraph or policy clause (optional)", validators=[_SHORT])


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


class StepForm(MessageForm):
    """Words of a step, needed for all but an acceptance. ``ask`` names the box for the step."""

    def ask(self, act: ConcernAct) -> None:
        """Name the box, and ask for words where the step is not taken in silence."""
        self.text.label.text = STEP_LABELS[act]
        if STEPS[act].needs_words:
            missing = f"Enter {STEP_LABELS[act][0].lower()}{STEP_LABELS[act][1:]}"
            self.text.validators = [DataRequired(missing), *self.text.validators]


STEP_LABELS = {
    ConcernAct.DISCUSS: "Where and when it is discussed",
    ConcernAct.ACCEPT: "Words to management (optional)",
    ConcernAct.FAIL: "What is not agreed",
    ConcernAct.ESCALATE: "Why it is escalated",
    ConcernAct.CONCILIATE: "Who conciliates, and from when",
    ConcernAct.REOPEN: "Why it is opened again",
}


class NoteForm(OnceForm):
    """A note to one's own side."""

    text = TextAreaField("Note to your own side", validators=[DataRequired("Enter the note"), _LENGTH])


class TogetherForm(TrackerForm):
    """One act for several concerns, with the same words. ``v`` holds a reference and the version shown."""

    token = HiddenField(default=new_token)
    act = SelectField("What to do", validate_choice=False)
    text = TextAreaField("Words", validators=[_LENGTH])

    def offer(self, acts: Sequence[ConcernAct]) -> None:
        """What this side can do, and whether words are needed for it."""
        self.act.choices = {act.value: TOGETHER_LABELS[act] for act in acts}
        self.act.validators = [AnyOf([act.value for act in acts], message="Choose what to do")]
        if any(self.act.data == act.value and STEPS[act].needs_words for act in acts):
            self.text.validators = [DataRequired("Enter the words"), *self.text.validators]

    @staticmethod
    def act_words(act: ConcernAct) -> str:
        """What the act is called on the page."""
        return TOGETHER_LABELS[act]

    @staticmethod
    def versions() -> dict[str, int]:
        """The version of each concern that was on the page."""
        pairs = (each.partition(" ") for each in request.form.getlist("v"))
        return {reference: int(number) for reference, _, number in pairs if number.isdecimal()}


TOGETHER_LABELS = {
    ConcernAct.ACKNOWLEDGE: "Acknowledge",
    ConcernAct.DISCUSS: "Take into discussion",
    ConcernAct.ANSWER: "Answer",
    ConcernAct.ACCEPT: "Agree with the answer",
    ConcernAct.REPLY: "Reply that it is not settled",
    ConcernAct.FAIL: "Record a failure to agree",
    ConcernAct.ESCALATE: "Escalate to the next person",
}


class PauseForm(OnceForm):
    """Days on which the clock is to stand still, and why."""

    first_day = DateParts("First day", validators=[DataRequired("Enter the first day of the pause")])
    last_day = DateParts("Last day", validators=[DataRequired("Enter the last day of the pause")])
    reason = StringField(
        "Reason",
        validators=[
            DataRequired("Enter why the clock should stand still"),
            Length(max=500, message="The reason must be 500 characters or fewer"),
        ],
    )

    def validate_last_day(self, field: DateParts) -> None:
        """It ends after it begins, and not in years."""
        if not field.data or not self.first_day.data:
            return
        if field.data < self.first_day.data:
            raise ValidationError("The last day must be on or after the first day")
        if (field.data - self.first_day.data).days >= MOST_DAYS:
            raise ValidationError(f"A pause can be at most {MOST_DAYS} days long: agree a further one later")


def _days(name: str) -> IntegerField:
    label, hint = TARGET_LABELS[name]
    whole = f"Enter a whole number of working days from 1 to {MOST_DAYS}"
    return IntegerField(
        label,
        description=f"Working days, {hint}",
        validators=[InputRequired(whole), NumberRange(1, MOST_DAYS, whole)],
    )


class ProcedureForm(EditForm):
    """The targets of one employer, the next person and the status quo clause."""

    acknowledge = _days("acknowledge")
    answer = _days("answer")
    answer_again = _days("answer_again")
    decide = _days("decide")
    escalated = _days("escalated")
    conciliation = _days("conciliation")
    next_person = SelectField("Next person, to whom a late or disputed concern goes", validate_choice=False)
    status_quo = TextAreaField(
        "Status quo clause, shown while a failure to agree stands",
        validators=[DataRequired("Enter the status quo clause"), Length(max=2000)],
    )
    agreed_with = StringField(
        "Agreed with (optional)",
        description="The unions or the forum, and when",
        validators=[Length(max=300, message="Use 300 characters or fewer")],
    )

    def offer(self, people: Sequence[tuple[int, str, str]]) -> None:
        """Who can be named."""
        self.next_person.choices = {"": "Nobody is named", **{ref: name for _, ref, name in people}}
        self.next_person.validators = [
            AnyOf(["", *(ref for _, ref, _ in people)], message="Choose a person from the list")
        ]

    def targets(self) -> Targets:
        """What was typed, as plain values."""
        return Targets(*(int(self[name].data) for name in TARGET_LABELS))


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
    clock = SelectField("Clock", choices={"": "Any", "late": "Late"})
    severity = SelectField("How much it matters", choices={"": "Any", **SEVERITIES})
    category = SelectField("About", choices={"": "Anything", **CATEGORIES})
    kind = SelectField("Whose", choices={"": "Any", **KINDS})
    change = SelectField("Change")

    def offer(self, changes: Sequence[tuple[str, str]]) -> None:
        """The changes that have concerns."""
        self.change.choices = {"": "Any", **dict(changes)}
