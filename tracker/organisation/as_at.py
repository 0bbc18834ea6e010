"""The day a list is asked for: a filter that every list of the register shares."""

from dataclasses import dataclass
from datetime import date

from tracker.organisation.register_check.dates import day
from tracker.organisation.register_check.values import UnreadableValueError
from tracker.web.listing import Listing


@dataclass(frozen=True)
class AsAt:
    """The day, what was typed, and a message where it was no day; the list then shows today."""

    day: date
    typed: str
    error: str = ""

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
        return AsAt(day(typed), typed)
    except UnreadableValueError as error:
        return AsAt(today, typed, f"“As at” {error}. The list shows today")
