"""A viewer's deadlines as a calendar file: what is due and under which reference, no names in titles."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import icalendar

from tracker.notifications.deadlines import Deadline
from tracker.notifications.kinds import matters

DAY = timedelta(days=1)


def as_calendar(
    deadlines: Iterable[Deadline], moment: datetime, links: Callable[[str, str], str], host: str
) -> bytes:
    """The file (iCalendar, RFC 5545): a whole day for each deadline, the same at each fetch."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Upheaval Tracker//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Upheaval Tracker deadlines")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for one in deadlines:
        if one.matter not in matters:
            continue
        event = icalendar.Event()
        event.add("uid", f"{one.key.replace(' ', '-')}@{host}")
        event.add("dtstamp", moment)
        event.add("dtstart", one.due_on)
        event.add("dtend", one.due_on + DAY)
        event.add("summary", f"{one.words}: {matters[one.matter].noun.lower()} {one.reference}")
        event.add("url", links(one.matter, one.reference))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
