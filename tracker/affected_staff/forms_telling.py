"""How people were told, for every form that moves them or tells them something."""

from datetime import date
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from tracker.affected_staff.rules import HowTold, Telling
from tracker.policy.access.viewer import Viewer
from tracker.web.forms import DateParts, EditForm
from tracker.web.templating import sentence


class TellingForm(EditForm):
    """When, how and by whom people were told; all empty while they have not been."""

    told_on = DateParts(
        "Told on",
        description="Leave empty while they have not been told: they are not shown the status before",
    )
    told_how = SelectField(
        "How they were told",
        choices=[
            SelectChoice("", "Not told yet"),
            *(
                SelectChoice(how.value, sentence(how.value))
                for how in HowTold
                if how is not HowTold.OWN_ANSWER
            ),
        ],
        default="",
    )
    told_by = StringField("Who told them", validators=[Length(max=200)])

    def check(self, today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        self.validate_on_submit()
        if self.told_on.data is not None and self.told_on.data > today:
            self.say(
                "told_on", "Enter today or an earlier day: record that they were told once they have been"
            )
        if self.told_on.data is None and self.told_how.data:
            self.say("told_on", "Enter the day they were told, or choose “Not told yet” below")
        if self.told_on.data is not None and not self.told_how.data:
            self.say("told_how", "Choose how they were told")
        if self.told_on.data is not None and not self.told_by.data:
            self.say("told_by", "Enter who told them")
        return not self.errors

    def telling(self, by: Viewer) -> Telling | None:
        """What was typed, after ``check``. Whoever types their own name is known by their account."""
        if self.told_on.data is None:
            return None
        name = self.told_by.data or ""
        own = by.account_id if name.casefold() == by.name.casefold() else None
        return Telling(self.told_on.data, HowTold(self.told_how.data), name, own)


class ToldForm(TellingForm):
    """That they were told, with no way to say that they have not been."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_on.description = ""
        self.told_how.choices = [SelectChoice("", "Choose one"), *list(self.told_how.choices or ())[1:]]

    def check(self, today: date) -> bool:
        """A day is needed besides."""
        super().check(today)
        if self.told_on.data is None and not self.told_on.errors:
            self.say("told_on", "Enter the day they were told")
        return not self.errors
