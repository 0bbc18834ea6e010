"""A small organisation in which every page has something to show, each thing in the state its page needs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tests import factories, factories_changes
from tests.affected_staff import arrange
from tests.journeys.meetings_world import meetings
from tests.journeys.pools_world import selection_pools
from tests.journeys.redeployment_world import redeployment
from tests.journeys.rooms_world import (
    a_clause,
    a_draft,
    a_file_of_disputes,
    a_handover,
    a_joint_proposal,
    a_question,
    two_requests,
)
from tests.journeys.statutory_world import an_information_pack, statutory_steps
from tests.journeys.themes_world import themes
from tests.journeys.worlds import bump_measure, crowd, month_of, people_of
from tests.organisation import registers
from tracker.accounts import services as accounts
from tracker.accounts.models import AccessGrant
from tracker.affected_staff import queries_moves, services_moves
from tracker.affected_staff.models import AffectedPerson, StatusMove
from tracker.affected_staff.rules import AffectedStatus, HowTold, ImpactState, Telling
from tracker.affected_staff.rules_support import Companion, MeetingState
from tracker.affected_staff.services_statuses import StepGiven, move_statuses
from tracker.audit import services as audit
from tracker.briefings.rules import CardState
from tracker.changes.models import Change, ChangeVersion
from tracker.changes.rules import VersionState
from tracker.concerns.rules import ConcernState
from tracker.consultations import answering
from tracker.consultations.queries import get_consultation
from tracker.consultations.responders import responders_of
from tracker.consultations.rules import AnswerMode, ConsultationState, Position
from tracker.consultations.services_enquiries import ask
from tracker.database import db, now, unit_of_work
from tracker.organisation import services_jobs, services_saved
from tracker.organisation import services_operations as operations
from tracker.organisation.models import Employer, Person, RecognisedUnion, RegisterImport, Unit
from tracker.organisation.operation_plans import effects_of
from tracker.organisation.queries_structure import structure_of
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.rules import ImportKind
from tracker.organisation.rules_jobs import JobKind, JobState
from tracker.organisation.rules_operations import OperationKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

Named = dict[str, str]


def fill() -> tuple[Named, dict[Role, Viewer]]:
    """References of the things by a plain name, and somebody in each role who sees them."""
    union = factories.union(name="Alpha", short_name="ALPHA")
    site = factories.establishment(name="County office")
    department = factories.unit("Finance", establishment_id=site.id)
    team = factories.unit("Payroll", parent=department, establishment_id=site.id)
    crowd(department, 6)
    crowd(team, 8, group=factories.bargaining_group(union))
    people = people_of(team)
    scopes: dict[Role, dict[str, Any]] = {
        Role.UNION_REPRESENTATIVE: {"union": union},
        Role.MANAGER: {"unit": department},
        Role.STAFF: {"person": people[0]},
    }
    viewers = {role: factories.viewer(role, **scopes.get(role, {})) for role in Role}
    change = a_change(team, people)
    draft = factories.affected(
        change, state=ImpactState.DRAFT, derived_on=None, rule={"units": [team.reference]}
    )
    waiting = factories.concern(change, union, summary="Nights double")
    answered = factories.concern(
        change, union, summary="No bus", state=ConcernState.ANSWERED, answered_at=now()
    )
    not_agreed = factories.concern(
        change, union, summary="No lift", state=ConcernState.NOT_AGREED, answered_at=now()
    )
    bump_measure(team.employer_id)
    found = db.session.scalars(sa.select(AffectedPerson).order_by(AffectedPerson.id)).all()
    move(found[1], viewers[Role.HR_PARTNER])
    moves = a_move_made_and_one_begun(change, found[3:], viewers[Role.HR_PARTNER])
    named = {
        **moves,
        **arrange.rounds(change, found[:2], viewers[Role.HR_PARTNER]),
        **meeting_support_and_letter(found[0], viewers[Role.HR_PARTNER]),
        "programme": change.programme.reference,
        "change": change.reference,
        "text waiting": a_text_waiting(team).reference,
        "draft impact": draft.reference,
        "impact": factories.affected(change, *people, description="Another group").reference,
        "affected": found[0].reference,
        "affected moved": found[1].reference,
        "concern waiting": waiting.reference,
        "concern answered": answered.reference,
        "concern not agreed": not_agreed.reference,
        "refuse": "refuse",
        "dispute": "dispute",
        **two_requests(change, union, viewers),
        "clause": a_clause(change, union, viewers[Role.HR_PARTNER]),
        "handover": a_handover(viewers[Role.UNION_REPRESENTATIVE], union),
        "dispute file": a_file_of_disputes(viewers[Role.HR_PARTNER]),
        "joint proposal": a_joint_proposal(change, union, viewers[Role.UNION_REPRESENTATIVE]),
        "concern draft": a_draft(union, viewers[Role.UNION_REPRESENTATIVE]),
        "question": a_question(waiting.reference, viewers[Role.HR_PARTNER], viewers[Role.MANAGER]),
        "fail": "fail",
        "pause": factories_changes.agreed_pause(change, union).reference,
        "unit": team.reference,
        "person": people[0].reference,
        **statutory_steps(change),
        "equality step": "equality",
        "site": site.reference,
        "post": factories.post(team).reference,
        "plan": a_plan(team, viewers[Role.HR_PARTNER]),
        "operation that was done": done_to_the_structure(team, viewers[Role.HR_PARTNER]),
        "open": "open",
        "merge": "merge",
        "employer": "employer",
        "employer reference": db.session.get_one(Employer, team.employer_id).reference,
        "month": month_of(today()),
        "1": "1",
        "2": "2",
        **briefing_cards(change),
        **consultations(change, viewers[Role.STAFF], union),
        **an_import(people[0]),
        **somebody_with_an_account(),
        **selection_pools(change, people[0], viewers),
        **redeployment(people[0], viewers[Role.HR_PARTNER]),
        **meetings(change, union, viewers[Role.HR_PARTNER]),
    }
    return named, viewers


def a_plan(team: Unit, by: Viewer) -> str:
    """A unit that is to be split in a month."""
    with unit_of_work():
        plan = {"unit": team.reference, "stays": "", "parts": ["Payroll north", "Payroll south"]}
        on = today() + timedelta(days=30)
        row = operations.draft_operation(
            team.employer_id, OperationKind.SPLIT, on, "Split a unit: Payroll", plan, by=by, at=now()
        )
    return row.reference


def done_to_the_structure(team: Unit, by: Viewer) -> str:
    """A unit that was opened below the team today: files of today can still come after it."""
    on = today()
    with unit_of_work():
        row = operations.draft_operation(
            team.employer_id,
            OperationKind.OPEN,
            on,
            "Open a unit: Reward",
            {"name": "Reward", "parent": team.reference},
            by=by,
            at=now(),
        )
        digest = effects_of(row.kind, row.plan, structure_of(row.employer_id, on)).digest()
        operations.do_operation(row, digest, (), seen=row.version, by=by, at=now())
    return row.reference


def a_change(team: Unit, people: list[Person]) -> Change:
    """Published, under way now, with everybody of the team at risk."""
    day = today().replace(day=1)
    change = factories.change(
        title="Share payroll with the county",
        units=(team,),
        announced=day - timedelta(days=60),
        transition_start=day,
        transition_end=day + timedelta(days=60),
        programme_id=factories.programme(name="Leaner support", ends=day + timedelta(days=700)).id,
    )
    factories.affected(change, *people, rule={"units": [team.reference]})
    return db.session.scalars(sa.select(Change).options(sa.orm.joinedload(Change.programme))).one()


def move(row: AffectedPerson, by: Viewer) -> None:
    """A further step, which can be corrected."""
    given = StepGiven(
        status=AffectedStatus.RING_FENCED,
        on=today(),
        reason="Their post is one of four",
        told=Telling(today(), HowTold.PHONE, by.name, by.account_id),
    )
    with unit_of_work():
        employer_id = factories.the_employer().id
        move_statuses([row], given, employer_id=employer_id, by=by, moment=now())


def meeting_support_and_letter(row: AffectedPerson, by: Viewer) -> Named:
    """What the page of one person shows, a meeting overdue among it."""
    arrange.meeting(row, number=1, state=MeetingState.HELD, companion=Companion.COLLEAGUE, note="We spoke.")
    return {
        "meeting": arrange.meeting(row, number=2, on=today() - timedelta(days=2)).reference,
        "support": arrange.support(row).reference,
        "letter": arrange.letter(row).reference,
    }


def a_move_made_and_one_begun(change: Change, people: Sequence[AffectedPerson], by: Viewer) -> Named:
    """One who was told together with another, and a move with one who can take it, one who cannot."""
    made, begun = (moving(change, people[at : at + 3], by) for at in (0, 2))
    day, employer_id = today(), factories.the_employer().id
    seal = queries_moves.judge(made, queries_moves.chosen_for(made, by, day)).seal
    with unit_of_work():
        services_moves.make(made, seal=seal, employer_id=employer_id, by=by, day=day, moment=now())
    return {"move made": made.reference, "move begun": begun.reference}


def moving(change: Change, people: Sequence[AffectedPerson], by: Viewer) -> StatusMove:
    """A move of these people that has been described and not made."""
    day = today()
    told = Telling(day, HowTold.GROUP_MEETING, by.name, by.account_id)
    given = StepGiven(status=AffectedStatus.IN_POOL, on=day, reason="Five posts for eight", told=told)
    with unit_of_work():
        chosen = [row.reference for row in people]
        move = services_moves.choose(change, chosen, by=by, day=day, moment=now())
        services_moves.describe(move, given, seen=None, by=by)
    return queries_moves.get_move(move.reference, by, day)


def briefing_cards(change: Change) -> Named:
    """One published, and the next one waiting for a programme director; both with a line under embargo."""
    factories_changes.briefing_card(change)
    waiting = factories_changes.briefing_card(change, number=2, state=CardState.AWAITING_APPROVAL)
    return {"card waiting": waiting.reference}


def a_text_waiting(team: Unit) -> Change:
    """A published change whose second text waits for a programme director."""
    change = factories.change(title="Move to one site", units=(team,))
    factories.save(
        ChangeVersion(
            change_id=change.id,
            number=2,
            state=VersionState.AWAITING_APPROVAL,
            title=change.title,
            reason="Fewer layers cost less.",
            proposal="Two teams become one in May.",
            written_by_id=factories.account().id,
            written_at=factories.MOMENT,
        )
    )
    an_information_pack(change, issued=False)
    return change


def consultations(change: Change, member: Viewer, union: RecognisedUnion) -> Named:
    """One in each state; the member has answered one of the two that run."""
    day = today()
    running = {"opens": day, "closes": day + timedelta(days=30), "state": ConsultationState.OPEN}
    over = {"opens": day - timedelta(days=40), "closes": day - timedelta(days=1)}
    text = {"management_answer": "We heard you.", "changes_made": "Lifts home.", "said": "No bus."}

    def make(name: str, **given: Any) -> str:
        return factories.consultation(change, union, title=name.capitalize(), **given).reference

    named = {
        "draft consultation": make("a draft", opens=day),
        "open consultation": make("one that runs", **running),
        "answered consultation": make("one that was answered", **running),
        "ended consultation": make("one that is over", **over, state=ConsultationState.OPEN),
        "closed consultation": make("one without an outcome", **over, **text, state=ConsultationState.CLOSED),
        "anonymous consultation": make("one without names", **running, mode=AnswerMode.ANONYMOUS),
        "anonymous consultation over": make(
            "one to release",
            **over,
            state=ConsultationState.CLOSED,
            mode=AnswerMode.ANONYMOUS,
            closed_at=factories.MOMENT,
        ),
        "released consultation": make(
            "one that was released",
            **over,
            state=ConsultationState.CLOSED,
            mode=AnswerMode.ANONYMOUS,
            released_at=factories.MOMENT,
        ),
        "told consultation": make(
            "one with an outcome",
            **over,
            **text,
            state=ConsultationState.OUTCOME_PUBLISHED,
            outcome_published_at=factories.MOMENT,
        ),
    }
    named["enquiry"] = enquiry(named["open consultation"], member)
    named["response"] = answer(named["answered consultation"], member)
    return {**named, **themes(named, member)}


def enquiry(reference: str, viewer: Viewer) -> str:
    """The reference of a question that the viewer asks."""
    consultation = get_consultation(reference, viewer, today())
    with unit_of_work():
        return ask(consultation, "Is there a bus?", by=viewer, moment=now(), day=today()).reference


def answer(reference: str, viewer: Viewer) -> str:
    """The reference of an answer that the viewer sends."""
    consultation = get_consultation(reference, viewer, today())
    with unit_of_work():
        return answering.respond(
            consultation,
            responders_of(consultation, viewer, today())[0],
            position=Position.OPPOSE,
            answers={1: "Lifts home, please."},
            by=viewer,
            moment=now(),
            day=today(),
        ).reference


def an_import(known: Person) -> Named:
    """A staff list that was checked, with a row that is wrong; and posts that came in."""
    posts = registers.posts_csv(("1", "N/D", "Force", "Payroll", "Head of payroll", "E", "1", "XX"))
    registers.bring_in(posts, ImportKind.POSTS, as_of=today())
    applied = db.session.scalars(sa.select(RegisterImport)).one()
    rows = [
        (known.staff_number, known.name, "Payroll", "Clerk", "D", "1"),
        ("", "Nobody", "Payroll", "", "", "1"),
    ]
    checked, waits, failed = (
        registers.receive(registers.people_csv(*rows), as_of=today())[0] for _ in range(3)
    )
    renumbered = registers.posts_csv(("P-1", "N/D", "Force", "Payroll", "Head of payroll", "E", "1", "XX"))
    pairs, _, _ = registers.receive(renumbered, ImportKind.POSTS, as_of=today())
    by = factories.viewer(Role.HR_PARTNER)
    with unit_of_work():
        saved = services_saved.save_columns(
            checked, Matching.from_dict(checked.mapping), "Payroll extract", by=by, at=now()
        )
        services_jobs.ask(waits, JobKind.CHECK, by=by, at=now())
        job = services_jobs.ask(failed, JobKind.CHECK, by=by, at=now())
        job.state, job.message = JobState.FAILED, "The worker stopped several times"
    return {
        "import": checked.reference,
        "import that was applied": applied.reference,
        "saved columns": saved.reference,
        "import with pairs": pairs.reference,
        "import that waits": waits.reference,
        "import that failed": failed.reference,
    }


def somebody_with_an_account() -> Named:
    """An account with access that can be ended, and a link to set its password."""
    holder = factories.account(name="Nadia Pryce")
    factories.give_role(holder, Role.HR_PARTNER)
    admin = factories.viewer(Role.ADMINISTRATOR)
    with unit_of_work():
        secret = accounts.make_link(holder, by=admin, moment=now())
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    grant = db.session.scalars(sa.select(AccessGrant).where(AccessGrant.account_id == holder.id)).one()
    return {"account": holder.reference, "grant": grant.reference, "link": secret}
