"""What people of the story were told lately: proposals published in the last year, and texts that wait."""

from datetime import timedelta

from tracker.changes.models import Change, ChangeVersion
from tracker.changes.notices import CHANGE, PUBLISHED, WAITS
from tracker.changes.rules import VersionState
from tracker.database import new_reference
from tracker.demonstration.world import World, at
from tracker.notifications.models import Notice
from tracker.notifications.rules import Mailing
from tracker.policy.access.roles import Role

READERS = (
    ("hr", Role.HR_PARTNER),
    ("unison", Role.UNION_REPRESENTATIVE),
    ("unite", Role.UNION_REPRESENTATIVE),
)
DIRECTORS = (("director", Role.PROGRAMME_DIRECTOR),)
READ_WITHIN = timedelta(days=30)
"""What is older was read."""


def tell_notices(world: World) -> None:
    """No mail is made of them: they are the past."""
    reference_of = {row["id"]: row["reference"] for row in world.rows.of(Change)}
    since = at(world.today - timedelta(days=365))
    for version in world.rows.of(ChangeVersion):
        published = version["state"] is VersionState.PUBLISHED
        waits = version["state"] is VersionState.AWAITING_APPROVAL
        moment = version["published_at"] if published else version["written_at"]
        if not (published or waits) or moment < since:
            continue
        kind = PUBLISHED if published else WAITS
        reference = reference_of[version["change_id"]]
        for key, role in READERS if published else DIRECTORS:
            world.rows.add(
                Notice,
                reference=new_reference(),
                account_id=world.account_ids[key],
                role=role,
                kind=kind.name,
                matter=CHANGE.name,
                matter_reference=reference,
                key=f"{kind.name}:{reference}:{moment.isoformat()}",
                at=moment,
                due_on=None,
                read_at=moment if moment < at(world.today - READ_WITHIN) else None,
                mailing=Mailing.LEFT_OUT,
                mail_id=None,
            )
