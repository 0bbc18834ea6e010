"""The shape of what is typed about grade bands, and the words for what is wrong with it."""

from collections.abc import Collection
from datetime import date

from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from tracker.organisation.rules_bands import Band, read_lines
from tracker.web.forms import DateParts, DateRequired, EditForm

MOST_SAID = 8


class BandsForm(EditForm):
    """All bands of an employer from a day on."""

    bands = TextAreaField(
        "Bands",
        description="One on each line: its name, a colon, at least two grades with commas between",
        validators=[Length(max=20_000, message="Use 20,000 characters or fewer")],
    )
    on = DateParts("From which day", validators=[DateRequired("Enter the day from which they hold")])
    seal = HiddenField()
    found: list[Band]

    def check(self, known: Collection[str], today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        self.validate_on_submit()
        self.found, wrong = read_lines(self.bands.data or "", known)
        for message in wrong[:MOST_SAID]:
            self.say("bands", message)
        if self.on.data is not None and self.on.data < today:
            self.say("on", "Enter today or a later day: what unions have read stays as it was")
        return not self.errors
