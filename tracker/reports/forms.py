"""The form that asks what a file is for."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from tracker.reports.rules import Purpose
from tracker.web.forms import TrackerForm, one_of


class ExportForm(TrackerForm):
    """Why a file that names people is taken away."""

    purpose = SelectField(
        "What the file is for",
        description="The record keeps this with the day and your account. It does not keep the file.",
        choices=[
            SelectChoice("", "Choose one"),
            *(SelectChoice(one.value, one.value[0].upper() + one.value[1:]) for one in Purpose),
        ],
        validate_choice=False,
        validators=[one_of(lambda: [one.value for one in Purpose], "Choose what the file is for")],
    )
