"""The form that says where a concern is felt and by whom."""

from collections.abc import Sequence

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import Length

from tracker.concerns.forms import CATEGORIES, KIND_HINTS, KINDS, SEVERITIES
from tracker.concerns.queries_where import Choice
from tracker.concerns.rules_kinds import ConcernKind
from tracker.web.forms import EditForm


class WhereForm(EditForm):
    """How a concern is sorted. ``offer`` says which units and groups can be ticked."""

    category = SelectField("What it is about", choices=CATEGORIES)
    severity = RadioField("How much it matters", choices=SEVERITIES)
    units = SelectMultipleField("Units in which it is felt", validate_choice=False)
    groups = SelectMultipleField("Groups of staff", validate_choice=False)
    kind = RadioField("Whose concern it is", choices=KINDS)
    member = StringField(
        "Member, for an individual concern (optional)",
        description="Your union alone reads the name, unless the box below is ticked.",
        validators=[Length(max=200, message="Use 200 characters or fewer")],
    )
    agreed = BooleanField("The member agrees that HR partners of the programme read the name")

    def offer(self, units: Sequence[Choice], groups: Sequence[Choice]) -> None:
        """What can be ticked."""
        self._units = {each.reference: each for each in units}
        self._groups = {each.reference: each for each in groups}
        self.kind.option_hints = KIND_HINTS
        self.units.choices = {each.reference: each.name for each in units}
        self.units.option_hints = {each.reference: f"in {each.inside}" for each in units if each.inside}
        self.groups.choices = {each.reference: each.name for each in groups}

    def unit_ids(self) -> list[int]:
        """Those ticked, of those offered."""
        return [self._units[each].id for each in dict.fromkeys(self.units.data or ()) if each in self._units]

    def group_ids(self) -> list[int]:
        """Those ticked, of those offered."""
        ticked = dict.fromkeys(self.groups.data or ())
        return [self._groups[each].id for each in ticked if each in self._groups]

    def validate_member(self, field: StringField) -> None:
        """Only an individual concern has one."""
        if field.data and self.kind.data != ConcernKind.INDIVIDUAL.value:
            raise ValidationError(
                "Only an individual concern names a member: choose individual, or leave it empty"
            )

    def validate_agreed(self, field: BooleanField) -> None:
        """Somebody has to have agreed."""
        if field.data and not self.member.data:
            raise ValidationError("Enter the member who agrees")
