"""Forms of questions to managers."""

from collections.abc import Sequence
from datetime import date

from wtforms import SelectField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from tracker.questions.queries import Askable
from tracker.web.forms import DateParts, EditForm
from tracker.web.once import OnceForm

_LENGTH = Length(max=4_000, message="Use 4,000 characters or fewer")


class AskForm(OnceForm):
    """Whom, what, and by when."""

    manager = SelectField("Manager", validate_choice=False)
    text = TextAreaField("Question", validators=[DataRequired("Enter the question"), _LENGTH])
    due_on = DateParts("Answer by", validators=[DataRequired("Enter the day by which you need the answer")])

    def offer(self, managers: Sequence[Askable]) -> None:
        """Who can be asked."""
        self.manager.choices = {
            "": "Choose a manager",
            **{each.reference: f"{each.unit}: {each.name}" for each in managers},
        }
        self.manager.validators = [
            AnyOf([each.reference for each in managers], message="Choose a manager from the list")
        ]

    def check(self, day: date) -> bool:
        """Whether the day can still be kept."""
        past = self.due_on.data is not None and self.due_on.data < day
        if past:
            self.say("due_on", "The day must be today or later")
        return not past


class AnswerForm(EditForm):
    """What the facts are."""

    text = TextAreaField("Answer", validators=[DataRequired("Enter the answer"), _LENGTH])
