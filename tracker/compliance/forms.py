"""Forms of statutory dates, of the check page, and of the questions put to the counter."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from tracker.compliance.queries import Place
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.regimes import REGIME_OF
from tracker.web.forms import DateParts, EditForm, TrackerForm, WholeNumber

NATIONS = [SelectChoice(nation.value, nation.value, optgroup="Anywhere in") for nation in REGIME_OF]


class DatesForm(EditForm):
    """The days of a change that nobody else holds. Empty means not known yet."""

    proposed_on = DateParts(
        "Day of the proposal",
        description="A clear plan that would almost inevitably cost jobs, even if provisional",
    )
    information_given_on = DateParts(
        "Written information received", description="By the last representative. The clock starts on this day"
    )
    hr1_received_on = DateParts("Form HR1 received")
    consultation_completed_on = DateParts("Consultation completed")
    first_notice_on = DateParts("First notice of dismissal")
    first_dismissal_on = DateParts(
        "First dismissal takes effect", description="The leaving date, not the day of the notice"
    )
    last_dismissal_on = DateParts("Last dismissal takes effect")
    transfer_on = DateParts("Day of a transfer to another employer")
    liability_information_on = DateParts("Employee liability information given")
    equality_assessed_on = DateParts("Equality assessment dated")
    reengagement = BooleanField("Whoever refuses new terms is to be dismissed and re-engaged")

    def validate(self, extra_validators: Any = None) -> bool:
        """The last dismissal is not before the first."""
        sound = bool(super().validate(extra_validators))
        first, last = self.first_dismissal_on.data, self.last_dismissal_on.data
        if first and last and last < first:
            self.say("last_dismissal_on", "The last dismissal must be on or after the first")
            sound = False
        return sound

    def given(self) -> dict[str, Any]:
        """What was typed, by column."""
        return {name: field.data for name, field in self._fields.items() if name not in NOT_COLUMNS}


NOT_COLUMNS = {"csrf_token", "seen_version"}


class AskForm(TrackerForm):
    """A form that only asks: sent by GET, it changes nothing and carries no token."""

    class Meta(TrackerForm.Meta):
        """No token, as nothing is saved."""

        csrf = False


class PlaceForm(AskForm):
    """A question about the law of a place: an establishment of the register, or anywhere in a nation."""

    place = SelectField("Where", choices=NATIONS, default=Nation.ENGLAND.value)
    _sites: Mapping[str, Place] = {}

    def offer(self, sites: Iterable[Place]) -> Self:
        """Offer the establishments too, by employer, before what was sent is checked."""
        self._sites = {site.reference: site for site in sites}
        known = [
            SelectChoice(site.reference, site.name, optgroup=site.employer) for site in self._sites.values()
        ]
        self.place.choices = [*NATIONS, *known]
        return self

    def validate_place(self, field: Field) -> None:
        """A place whose law is not held has no answer here."""
        if self.site and self.site.nation not in REGIME_OF:
            raise ValidationError(
                "The law of that establishment's country is not held here: choose a country"
            )

    @property
    def site(self) -> Place | None:
        """The establishment that was chosen, if one was."""
        return self._sites.get(self.place.data or "")

    @property
    def nation(self) -> Nation:
        """The nation whose law applies: the establishment's own, or the one chosen."""
        return self.site.nation if self.site else Nation(self.place.data or Nation.ENGLAND)


class CheckForm(PlaceForm):
    """A plan on paper: nothing of it is saved."""

    number = WholeNumber(
        "People proposed for dismissal",
        description="At one establishment of one employer, inside 90 days",
        validators=[Optional(), NumberRange(0, 100_000, "Enter a number from 0 to 100,000")],
    )
    proposed_on = DateParts("Day of the proposal")
    information_given_on = DateParts("Written information received", description="Leave empty to plan back")
    hr1_received_on = DateParts("Form HR1 received")
    consultation_completed_on = DateParts("Consultation completed")
    first_notice_on = DateParts("First notice of dismissal")
    first_dismissal_on = DateParts("First leaving date that is wanted")
    transfer_on = DateParts("Day of a transfer that is wanted")


class LawForm(PlaceForm):
    """A day and a place."""

    on = DateParts("Day")


class MoreForm(AskForm):
    """More people at an establishment, to see what they would do to the count."""

    number = WholeNumber(
        "How many more people",
        validators=[Optional(), NumberRange(0, 100_000, "Enter a number from 0 to 100,000")],
    )
    leaves = DateParts("Leaving on", description="Leave empty when it is not known")


class ExposureForm(AskForm):
    """An assumption about pay, as the register holds none."""

    low = WholeNumber(
        "Lowest gross pay for a week, in pounds",
        validators=[Optional(), NumberRange(1, 20_000, "Enter whole pounds from 1 to 20,000")],
    )
    high = WholeNumber(
        "Highest gross pay for a week, in pounds",
        validators=[Optional(), NumberRange(1, 20_000, "Enter whole pounds from 1 to 20,000")],
    )
