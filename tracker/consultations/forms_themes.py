"""Forms of themes: naming one, merging it, answering it, and saying what an answer says."""

from collections.abc import Iterable

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from tracker.consultations.forms import at_most
from tracker.consultations.models_themes import Theme
from tracker.consultations.rules_themes import Verdict
from tracker.web.forms import EditForm


class ThemeForm(EditForm):
    """A theme as the codebook has it."""

    name = StringField(
        "Theme",
        description="What several answers say, in a few words.",
        validators=[DataRequired("Enter the theme"), at_most(120)],
    )
    description = TextAreaField(
        "What belongs to it, and what does not (optional)", validators=[at_most(2_000)]
    )
    parents = SelectMultipleField("Stands under", validate_choice=False)

    def offer(self, themes: Iterable[Theme]) -> None:
        """The themes that it can stand under."""
        self.parents.choices = {theme.reference: theme.name for theme in themes}


class MergeForm(EditForm):
    """Which theme takes the answers over."""

    into = SelectField("Merge it into", validate_choice=False)

    def offer(self, themes: Iterable[Theme]) -> None:
        """The themes to choose from."""
        self.into.choices = {"": "Choose a theme", **{theme.reference: theme.name for theme in themes}}


class ThemeAnswerForm(EditForm):
    """What management says to a theme."""

    verdict = RadioField(
        "Verdict",
        choices={verdict.value: verdict.value.capitalize() for verdict in Verdict},
        validators=[InputRequired("Choose a verdict")],
    )
    answer = TextAreaField(
        "Reason",
        description="Why, so that whoever said it can follow it. Everyone who was asked reads it.",
        validators=[DataRequired("Enter the reason"), at_most(10_000)],
    )
    change_made = TextAreaField(
        "What was changed because of it",
        description="Only where it is accepted, whole or in part.",
        validators=[at_most(10_000)],
    )


class MarksForm(EditForm):
    """Which themes an answer speaks of."""

    themes = SelectMultipleField("Themes", validate_choice=False)

    def offer(self, themes: Iterable[Theme]) -> None:
        """The themes to choose from."""
        self._numbers = {theme.reference: theme.id for theme in themes}
        self.themes.choices = {theme.reference: theme.name for theme in themes}

    def chosen(self) -> list[int]:
        """Numbers of those ticked, of those offered."""
        ticked = dict.fromkeys(self.themes.data or ())
        return [self._numbers[each] for each in ticked if each in self._numbers]
