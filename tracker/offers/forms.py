"""Forms of bargaining."""

from collections.abc import Sequence

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length

from tracker.concerns.lists import ChangeChoice
from tracker.web.once import OnceForm

_LENGTH = Length(max=10_000, message="Use 10,000 characters or fewer")


class ClauseForm(OnceForm):
    """What is bargained over, with whom, and the first offer."""

    change = SelectField("Change", validate_choice=False)
    union = SelectField("Union", validate_choice=False)
    title = StringField(
        "Clause",
        description="Such as “Redundancy policy, 4.2: notice”",
        validators=[
            DataRequired("Enter the clause"),
            Length(max=200, message="Use 200 characters or fewer"),
        ],
    )
    text = TextAreaField("Offer", validators=[DataRequired("Enter the offer"), _LENGTH])

    def offer(self, changes: Sequence[ChangeChoice], unions: Sequence[tuple[str, str]]) -> None:
        """What can be chosen. Where there is one union, it is not asked which."""
        self.change.choices = [
            SelectChoice("", "Choose a change"),
            *(SelectChoice(each.reference, each.title, optgroup=each.programme) for each in changes),
        ]
        self.change.validators = [
            AnyOf([each.reference for each in changes], message="Choose a change from the list")
        ]
        if len(unions) == 1:
            self.union.data = unions[0][0]
        self.union.choices = {"": "Choose a union", **dict(unions)}
        self.union.validators = [
            AnyOf([reference for reference, _ in unions], message="Choose a union from the list")
        ]


class MoveForm(OnceForm):
    """Words of a move. Which move, the button says."""

    text = TextAreaField("Words", validators=[_LENGTH])
