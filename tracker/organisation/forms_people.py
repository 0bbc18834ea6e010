"""Forms that edit the register by hand: a posting, a contract, a post, who is away."""

from typing import Any

from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.organisation.queries_operations import choices_of
from tracker.organisation.register_check.values import UnreadableValueError, number
from tracker.organisation.rules import Contract, PostState, TreeUnit
from tracker.organisation.rules_absence import ContactArrangement, ProtectionSource
from tracker.web.forms import DateParts, DateRequired, EditForm

MOST_FTE = 500.0
TITLE = Length(max=300, message="Job must be 300 characters or fewer")
GRADE = Length(max=100, message="Grade must be 100 characters or fewer")


def _words(options: Any) -> list[SelectChoice]:
    return [SelectChoice(each.value, each.value[0].upper() + each.value[1:]) for each in options]


class FteField(StringField):  # type: ignore[misc]  # the library is untyped
    """Whole-time equivalents as typed; ``fte`` is the number once the form is sound."""

    fte = 0.0

    def pre_validate(self, form: Any) -> None:
        """A number above nought."""
        try:
            self.fte = number(self.data or "")
        except UnreadableValueError as error:
            raise ValidationError("FTE must be a number, such as 0.6") from error
        if not 0 < self.fte <= MOST_FTE:
            raise ValidationError("FTE must be more than 0, such as 0.6")


class UnitForm(EditForm):
    """A form with a unit of the tree, and sites where it has any."""

    def offer(self, tree: list[TreeUnit], sites: list[tuple[str, str]] | None = None) -> None:
        """Fill the selects."""
        if "unit" in self._fields:
            self["unit"].choices = [
                SelectChoice(*pair) for pair in (("", "Choose the unit"), *choices_of(tree))
            ]
        if "site" in self._fields:
            self["site"].choices = [SelectChoice(*pair) for pair in (("", "No site"), *(sites or ()))]


class PostingForm(UnitForm):
    """Where somebody works from a day on."""

    unit = SelectField("Unit", validate_choice=False, validators=[InputRequired("Choose the unit")])
    title = StringField("Job", validators=[TITLE])
    grade = StringField("Grade", validators=[GRADE])
    fte = FteField("FTE", validators=[InputRequired("Enter the FTE, such as 1 or 0.6")])
    post = StringField("Post number", description="Leave empty where the post is not on the register")
    site = SelectField("Site", validate_choice=False)
    on = DateParts("First day", validators=[DateRequired("Enter the first day")])


class EndPostingForm(EditForm):
    """The last day."""

    leaves = RadioField(
        "What happens then?",
        choices=[
            SelectChoice("yes", "They leave"),
            SelectChoice("no", "They stay in service, with no posting for now"),
        ],
        validators=[InputRequired("Choose what happens then")],
    )
    last = DateParts("Last day", validators=[DateRequired("Enter the last day")])


class ContractForm(EditForm):
    """The contract, and when a fixed term ends."""

    contract = RadioField(
        "Contract", choices=_words(Contract), validators=[InputRequired("Choose the contract")]
    )
    ends = DateParts(
        "Last day of the fixed term", description="Leave empty where there is none, or it is not known"
    )


class PostForm(UnitForm):
    """A post's particulars from a day on."""

    title = StringField("Job", validators=[InputRequired("Enter the job"), TITLE])
    grade = StringField("Grade", validators=[GRADE])
    fte = FteField("FTE", validators=[InputRequired("Enter the FTE, such as 1 or 0.6")])
    unit = SelectField("Unit", validate_choice=False, validators=[InputRequired("Choose the unit")])
    state = RadioField("State", choices=_words(PostState), validators=[InputRequired("Choose the state")])
    on = DateParts("First day it holds", validators=[DateRequired("Enter the first day it holds")])


class NewPostForm(PostForm):
    """A post that begins."""

    number = StringField(
        "Post number",
        validators=[
            InputRequired("Enter the post number"),
            Length(max=200, message="Post number must be 200 characters or fewer"),
        ],
    )


class ProtectionForm(EditForm):
    """Until when, and by which rule. Nothing else is asked."""

    until = DateParts("Protected until", validators=[DateRequired("Enter the last day of the protection")])
    source = RadioField(
        "By which rule", choices=_words(ProtectionSource), validators=[InputRequired("Choose the rule")]
    )


class AbsenceForm(EditForm):
    """From when to when, and how they are told of changes. Why is not asked."""

    valid_from = DateParts("First day away", validators=[DateRequired("Enter the first day away")])
    valid_to = DateParts("Last day away", description="Leave empty where it is not known")
    contact = RadioField(
        "How they are told of changes meanwhile",
        choices=_words(ContactArrangement),
        validators=[InputRequired("Choose how they are told of changes")],
    )


class SecondmentForm(UnitForm):
    """To a unit here, or to a host outside."""

    unit = SelectField("Unit here", validate_choice=False)
    host = StringField(
        "Or a host outside",
        description="Only where it is no unit of the organisation",
        validators=[Length(max=200, message="Host must be 200 characters or fewer")],
    )
    valid_from = DateParts("First day", validators=[DateRequired("Enter the first day")])
    valid_to = DateParts("Last day", description="Leave empty where it is not known")

    def one_host(self) -> bool:
        """Exactly one of the two."""
        if bool(self.unit.data) == bool(self.host.data):
            self.say("host", "Choose a unit or enter a host outside: one of the two")
        return not self.errors
