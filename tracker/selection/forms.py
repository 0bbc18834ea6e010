"""The shape of what is typed about selection pools, and the words for what is wrong with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import (
    EmailField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.affected_staff.forms_telling import TellingForm
from tracker.affected_staff.rules import check_days
from tracker.selection.rules import MOST_POINTS, WEIGHTS_SUM, PanelPart
from tracker.selection.services import CriterionGiven, PoolGiven
from tracker.web.forms import DateParts, DateRequired, EditForm, strip

LONGEST = 5_000
SPARE_ROWS = 2
MOST_CRITERIA = 20
_LENGTH = Length(max=LONGEST, message=f"Use {LONGEST:,} characters or fewer")
WHO_READS_SCORES = (
    "Read by the other scorer and the moderator once both of you have handed in, by whoever hears an appeal, "
    "and by the person scored once they have been told the result. Write nothing about health, age or family"
)


class PoolForm(EditForm):
    """What the pool is, and how it is scored."""

    name = StringField(
        "Name of the pool",
        description="For example: Business support officers, Shared Services",
        validators=[InputRequired("Enter the name of the pool"), Length(max=200)],
    )
    posts = TextAreaField(
        "Posts that are lost and posts that are kept",
        description="Read by everyone who may read the pool. For example: 12 posts at Scale 3 become 9",
        validators=[InputRequired("Enter the posts that are lost and those that are kept"), _LENGTH],
    )
    posts_kept = IntegerField(
        "Posts kept for people in this pool",
        validators=[
            InputRequired("Enter how many posts are kept, 0 if none"),
            NumberRange(0, 10_000, "Enter a number from 0 to 10,000"),
        ],
    )
    to_select = IntegerField(
        "How many people are to be selected",
        description="The break point: those with the lowest totals, this many of them",
        validators=[
            InputRequired("Enter how many people are to be selected"),
            NumberRange(1, 10_000, "Enter a number from 1 to 10,000"),
        ],
    )
    anchors = TextAreaField(
        "What each point of the scale means",
        description="One line for each point, the lowest first: the first is 1. The same for every criterion",
        validators=[InputRequired("Enter what each point of the scale means"), _LENGTH],
    )
    threshold = IntegerField(
        "Points apart at which a moderator must look",
        default=2,
        validators=[
            InputRequired("Enter how many points apart two scores must be for a moderator to look"),
            NumberRange(1, MOST_POINTS, f"Enter a number from 1 to {MOST_POINTS}"),
        ],
    )
    tie_rule = TextAreaField(
        "What decides when people are level at the break point",
        description="Consulted on like the criteria. The service never breaks a tie by itself",
        validators=[InputRequired("Enter what decides when people are level"), _LENGTH],
    )

    def points(self) -> list[str]:
        """The words for each point."""
        return [line.strip() for line in (self.anchors.data or "").splitlines() if line.strip()]

    def validate(self, extra_validators: Any = None) -> bool:
        """The scale has from 2 to 10 points, and two scores can be so far apart."""
        super().validate(extra_validators)
        points = len(self.points())
        if not self.anchors.errors and not 2 <= points <= MOST_POINTS:
            self.say("anchors", f"Enter from 2 to {MOST_POINTS} lines: one for each point of the scale")
        elif not self.threshold.errors and not self.anchors.errors and self.threshold.data >= points:
            self.say("threshold", f"Two scores from 1 to {points} are at most {points - 1} apart")
        return not self.errors

    def given(self) -> PoolGiven:
        """What was typed."""
        return PoolGiven(
            name=self.name.data or "",
            posts=self.posts.data or "",
            posts_kept=self.posts_kept.data or 0,
            to_select=self.to_select.data or 0,
            anchors=self.points(),
            threshold=self.threshold.data or 0,
            tie_rule=self.tie_rule.data or "",
        )


class CriterionForm(Form):
    """One line of the criteria; an empty one counts for nothing."""

    name = StringField("Criterion", filters=[strip], validators=[Length(max=200)])
    definition = TextAreaField("What it means and what is looked at", filters=[strip], validators=[_LENGTH])
    weight = IntegerField(
        "Weight",
        validators=[Optional(), NumberRange(1, WEIGHTS_SUM, f"Enter a weight from 1 to {WEIGHTS_SUM}")],
    )

    @property
    def filled(self) -> bool:
        """Something was typed into it."""
        return bool(
            self.name.data or self.definition.data or any(self.weight.raw_data or ()) or self.weight.data
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """A line with something in it must be whole."""
        super().validate(extra_validators)
        if self.filled:
            for field, words in (
                (self.name, "Enter the name of the criterion"),
                (self.definition, "Enter what the criterion means and what is looked at"),
                (self.weight, "Enter the weight"),
            ):
                if not field.data and not field.errors:
                    field.errors = [words]
        return not self.errors


class CriteriaForm(EditForm):
    """All criteria on one page: their weights must add up, which only the whole can tell."""

    criteria = FieldList(FormField(CriterionForm), label="Criteria", max_entries=MOST_CRITERIA)

    def add_spare(self, more: int = SPARE_ROWS) -> None:
        """Room for more lines."""
        for _ in range(min(more, MOST_CRITERIA - len(self.criteria))):
            self.criteria.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """Each line is whole, and the weights add up to 100."""
        if not super().validate(extra_validators):
            return False
        total = sum(one.weight for one in self.given())
        if not self.given():
            self.form_errors.append("Enter at least one criterion")
        elif total != WEIGHTS_SUM:
            change = (
                f"add {WEIGHTS_SUM - total}" if total < WEIGHTS_SUM else f"take off {total - WEIGHTS_SUM}"
            )
            self.form_errors.append(
                f"The weights add up to {total}: they must add up to {WEIGHTS_SUM}, so {change}"
            )
        return not self.form_errors

    def given(self) -> list[CriterionGiven]:
        """The lines that were filled in."""
        lines = [line.form for line in self.criteria if line.form.filled]
        return [CriterionGiven(one.name.data, one.definition.data, one.weight.data or 0) for one in lines]


class MembersForm(EditForm):
    """Who goes into the pool; the people themselves are ticked on the page."""


class TakeOutForm(EditForm):
    """Why somebody is taken out."""

    reason = TextAreaField("Reason", description="Read by HR partners and the panel", validators=[_LENGTH])


class PanelForm(EditForm):
    """Puts somebody on the panel."""

    email = EmailField(
        "Email address they sign in with",
        validators=[InputRequired("Enter the email address they sign in with")],
    )
    part = RadioField(
        "What they do",
        choices=[
            SelectChoice(PanelPart.SCORER.value, "Scores people, without seeing the other scorer’s scores"),
            SelectChoice(PanelPart.MODERATOR.value, "Moderates where two scorers are far apart"),
            SelectChoice(PanelPart.APPEAL.value, "Hears appeals"),
        ],
        default=PanelPart.SCORER.value,
    )


class ConsultedForm(EditForm):
    """The pool was consulted on."""

    on = DateParts("Consulted on", validators=[DateRequired("Enter the day the consultation on it ended")])
    note = TextAreaField(
        "With whom, and what was changed because of it",
        description="Read by everyone who may read the pool",
        validators=[InputRequired("Enter with whom it was consulted on and what was changed"), _LENGTH],
    )


class BeginForm(TellingForm):
    """Opens scoring; those who are not in the pool by status yet may have been told."""


class ScoresForm(EditForm):
    """One person's scores; a field pair for each criterion is added by the page."""

    def typed(self, criteria: Sequence[int], sent: Mapping[str, str]) -> dict[int, tuple[int | None, str]]:
        """What was typed for each criterion; an odd value reads as none."""
        found: dict[int, tuple[int | None, str]] = {}
        for number in criteria:
            value = sent.get(f"score-{number}", "")
            words = sent.get(f"evidence-{number}", "").strip()[:LONGEST]
            found[number] = (int(value) if value.isascii() and value.isdigit() else None, words)
        return found


class ModerateForm(EditForm):
    """Scores where the two were apart, and why."""

    reason = TextAreaField(
        "Reason", description=WHO_READS_SCORES, validators=[InputRequired("Enter the reason"), _LENGTH]
    )


class TieForm(EditForm):
    """Who is selected of those who are level."""

    reason = TextAreaField(
        "How the rule was applied",
        description="Read by the panel and HR partners",
        validators=[InputRequired("Enter how the rule was applied"), _LENGTH],
    )


class ConfirmForm(EditForm):
    """A press of a button."""


class OutcomeForm(TellingForm):
    """Moves people to what selection came to."""

    kept_status = RadioField("Those not selected become", validate_choice=False)
    on = DateParts("From which day", validators=[DateRequired("Enter the day the status begins")])
    next_step_on = DateParts("Next step on", description="When they will know more. Leave empty when settled")

    def check(self, today: date) -> bool:
        """The days besides the telling."""
        super().check(today)
        for name, message in check_days(self.on.data, None, self.next_step_on.data, today).items():
            self.say(name, message)
        return not self.errors


class AppealForm(EditForm):
    """Says that a selection was wrong."""

    grounds = TextAreaField(
        "Why the result is wrong",
        description="Read by HR partners and whoever hears the appeal, none of whom scored you",
        validators=[InputRequired("Enter why the result is wrong"), _LENGTH],
    )
    on = DateParts("Received on")


class DecideForm(EditForm):
    """What comes of an appeal."""

    decision = RadioField(
        "Decision",
        choices=[
            SelectChoice("allowed", "Allowed: the person is scored again by two scorers"),
            SelectChoice("refused", "Not allowed: the result stands"),
        ],
        validators=[InputRequired("Choose the decision")],
    )
    reason = TextAreaField(
        "Reason",
        description="Read by the person, HR partners and the panel",
        validators=[InputRequired("Enter the reason"), _LENGTH],
    )
