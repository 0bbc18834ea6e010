"""The day a list is asked for: a filter that every list of the register shares."""

from dataclasses import dataclass
from datetime import date

from tracker.organisation.register_check.dates import day
from tracker.organisation.register_check.values import UnreadableValueError
from tracker.web.listing import Listing


@dataclass(frozen=True)
class AsAt:
    """The day, what was typed, and a message where it was no day; the list then shows today.

    ``today`` is the address of the same page as it stands today, empty where that is what is shown.
    """

    day: date
    typed: str
    error: str = ""
    today: str = ""

    @property
    def kept(self) -> dict[str, str]:
        """What a link to another page of the register carries so that it shows the same day."""
        return {"as-at": self.typed} if self.typed and not self.error else {}


def as_at(listing: Listing, today: date) -> AsAt:
    """The day in the address under ``as-at``, today when there is none."""
    typed = listing.value("as-at")
    if not typed:
        return AsAt(today, "")
    try:
        asked = day(typed)
    except UnreadableValueError as error:
        return AsAt(today, typed, f"“As at” {error}. The list shows today")
    return AsAt(asked, typed, today="" if asked == today else listing.url_with(**{"as-at": "", "page": ""}))
