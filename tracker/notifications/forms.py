"""The form for how often mail comes."""

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from tracker.notifications.models import NoticeWishes
from tracker.notifications.queries import frequency_or_default
from tracker.notifications.rules import Frequency
from tracker.web.forms import EditForm

LABELS = {
    Frequency.AT_ONCE: "As things happen",
    Frequency.DAILY: "Once a day, at 7am",
    Frequency.WEEKLY: "Once a week, on Monday at 7am",
    Frequency.NEVER: "No mail: I look here",
}


class WishesForm(EditForm):
    """How often somebody gets mail."""

    frequency = RadioField(
        "How often do you want mail?",
        choices=[SelectChoice(each.value, label) for each, label in LABELS.items()],
    )

    def show(self, wishes: NoticeWishes | None) -> None:
        """What is chosen now."""
        self.frequency.data = frequency_or_default(wishes).value
        if wishes is not None:
            self.show_version(wishes)
