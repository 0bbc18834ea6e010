"""What is asked behind a concern, for the pages that show it."""

from collections.abc import Mapping
from datetime import date, timedelta

from tests import factories
from tracker.accounts.models import Account
from tracker.changes.models import Change
from tracker.concerns.queries import get_concern
from tracker.concerns.queries_drafts import get_draft
from tracker.concerns.rules import ConcernSeverity
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.concerns.services_drafts import save_draft
from tracker.concerns.services_joint import propose
from tracker.database import db, new_reference, now, unit_of_work
from tracker.disputes.services import bring_in
from tracker.handover.queries import led_by
from tracker.handover.services import hand_over
from tracker.information_requests import services as requests
from tracker.information_requests.rules import RequestAct
from tracker.offers.services import open_clause
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.questions import services
from tracker.questions.queries import askable_managers
from tracker.web.clock import today


def a_question(concern: str, by: Viewer, manager: Viewer) -> str:
    """A question to the manager that waits for its answer."""
    found = get_concern(concern, by, today())
    (of,) = (each for each in askable_managers(found, today()) if each.account_id == manager.account_id)
    made = new_reference()
    with unit_of_work():
        services.ask(
            found,
            of,
            "Which shifts begin before six?",
            due_on=today() + timedelta(days=7),
            reference=made,
            by=by,
            moment=now(),
        )
    return made


def a_draft(union: RecognisedUnion, by: Viewer) -> str:
    """A concern that is not raised yet."""
    with unit_of_work():
        draft, _beside = save_draft(
            new_reference(),
            seen=None,
            by=by,
            moment=now(),
            union_id=union.id,
            change_id=None,
            summary="Fewer lockers",
            severity=ConcernSeverity.LOW,
            kind=ConcernKind.COLLECTIVE,
            category=ConcernCategory.PLACE,
        )
    return draft.reference


def a_joint_proposal(change: Change, union: RecognisedUnion, by: Viewer) -> str:
    """A draft that another union of the employer is asked to raise together."""
    other = factories.union(name="Union of the other staff", short_name="UOS")
    factories.bargaining_group(other)
    with unit_of_work():
        draft = get_draft(a_draft(union, by), by)
        draft.change_id = change.id
        db.session.flush()
        made = propose(draft, other, reference=new_reference(), by=by, moment=now())
    return made.reference


def a_file_of_disputes(by: Viewer) -> str:
    """A file that holds three past disputes of one union."""
    made = new_reference()
    record = {"union": "NUGMW", "case_number": "", "sector": "Transport", "place": "Leeds", "unit_size": None}
    days = [(row, date(1986, row, 1)) for row in (1, 2, 3)]
    with unit_of_work():
        bring_in(
            factories.the_employer(),
            [
                (row, {**record, "employer": "Works", "people_out": row, "began_on": day, "ended_on": None})
                for row, day in days
            ],
            name="before.csv",
            source="The county record office",
            reference=made,
            by=by,
            moment=now(),
        )
    return made


def two_requests(change: Change, union: RecognisedUnion, viewers: Mapping[Role, Viewer]) -> dict[str, str]:
    """One that is asked, and one that is supplied."""
    rep, partner = viewers[Role.UNION_REPRESENTATIVE], viewers[Role.HR_PARTNER]
    made = []
    for asked in ("The rota as it is", "What the move costs"):
        with unit_of_work():
            row = requests.ask(
                change,
                union,
                asked=asked,
                why="To answer the consultation",
                due_on=today() + timedelta(days=14),
                reference=new_reference(),
                by=rep,
                moment=now(),
            )
        made.append(row)
    with unit_of_work():
        requests.act_on(made[1], RequestAct.SUPPLY, text="It is in the paper", by=partner, moment=now())
    return {"request asked": made[0].reference, "request supplied": made[1].reference}


def a_handover(by: Viewer, union: RecognisedUnion) -> str:
    """A draft that went from a representative to a colleague."""
    draft = a_draft(union, by)
    taker = db.session.get_one(Account, factories.viewer(Role.UNION_REPRESENTATIVE, union=union).account_id)
    giver, made = db.session.get_one(Account, by.account_id), new_reference()
    items = [item for item in led_by(by.account_id, by, today()) if item.reference == draft]
    with unit_of_work():
        hand_over(items, giver, taker, "Ask Dee", reference=made, by=by, moment=now())
    return made


def a_clause(change: Change, union: RecognisedUnion, by: Viewer) -> str:
    """A clause with management's offer on the table."""
    with unit_of_work():
        clause = open_clause(
            change,
            union,
            title="Notice",
            text="Four weeks",
            reference=new_reference(),
            by=by,
            moment=now(),
        )
    return clause.reference
