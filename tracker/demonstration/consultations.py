"""Consultations with their questions, answers and outcomes, as told in ``data/consultations``."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from tracker.affected_staff.models import AffectedPerson
from tracker.consultations.codes import receipt_code, receipt_hash
from tracker.consultations.mixing import NUMBERS
from tracker.consultations.models import (
    Answer,
    Consultation,
    ConsultationExtension,
    InvitedUnion,
    OutcomeAuthor,
    Question,
    Response,
    ResponseVersion,
)
from tracker.consultations.models_anonymous import AnonymousAnswer
from tracker.consultations.rules import (
    AnswerMode,
    Asked,
    ConsultationKind,
    ConsultationState,
    Position,
    opening_text,
    outcome_text,
    response_text,
)
from tracker.consultations.services_anonymous import root
from tracker.database import new_reference
from tracker.demonstration.accounts import account_of, speaker
from tracker.demonstration.changes import DIRECTORS
from tracker.demonstration.enquiries import tell_enquiries
from tracker.demonstration.reading import chapters, tables
from tracker.demonstration.themes import outcome_themes, tell_themes
from tracker.demonstration.world import World, at, committed
from tracker.policy.access.permissions import Permission

CHANGED_AFTERWARDS = 0.08
"""Of those who answer, how many change their answer once."""


def tell_consultations(world: World, changes: list[dict[str, Any]], password_hash: str) -> None:
    """Every consultation of the story; needs the affected people."""
    by_key = {told["key"]: told for told in changes}
    sentences: dict[str, list[str]] = tables("answers.toml")
    for told in chapters("consultations", "consultation"):
        change = by_key[told["change"]]
        told["opens"] = world.day(told.get("opens")) or change["consult_start"]
        told["closes"] = world.day(told.get("closes")) or change["consult_end"]
        told["published"] = world.day(told.get("published"))
        told["people"] = _people(world, told)
        number, asked = _consultation(world, told)
        _answers(world, told, number, asked, _drawn(world, sentences), password_hash)
        tell_themes(world, told, number, sentences)


def _people(world: World, told: dict[str, Any]) -> list[int]:
    """Ids of those affected by the change when it opened."""
    change = world.change_ids[told["change"]]
    return [row["person_id"] for row in world.rows.of(AffectedPerson) if row["change_id"] == change]


def _consultation(world: World, told: dict[str, Any]) -> tuple[int, list[tuple[int, Asked]]]:
    state = ConsultationState(told.get("state", "outcome published"))
    opens, closes, lead = told["opens"], told["closes"], told["lead"]
    document, kind = world.words(told["document"]), ConsultationKind(told["kind"])
    asked = [Asked(n, q["text"], q.get("required", False)) for n, q in enumerate(told["questions"], start=1)]
    opened = state is not ConsultationState.DRAFT
    proof = committed(
        "consultation", opening_text(told["title"], kind, _mode(told), opens, closes, document, asked)
    )
    closed_at = at(closes + timedelta(days=1), 9) if closes < world.today and opened else None
    told["reference"] = reference = new_reference()
    number = world.rows.add(
        Consultation,
        reference=reference,
        version=1,
        change_id=world.change_ids[told["change"]],
        title=told["title"],
        kind=kind,
        mode=_mode(told),
        state=state,
        opens=opens,
        closes=closes,
        document=document,
        lead_id=world.account_ids[lead],
        opened_at=at(opens, 8) if opened else None,
        people_asked=len(told["people"]) if opened else None,
        **(proof if opened else {"salt": "", "commitment": ""}),
        closed_at=closed_at,
        released_at=None,
        released_root="",
        **_outcome(world, told, state),
    )
    questions = [
        (
            world.rows.add(
                Question, consultation_id=number, number=q.number, text=q.text, required=q.required
            ),
            q,
        )
        for q in asked
    ]
    for union in told["unions"]:
        world.rows.add(InvitedUnion, consultation_id=number, union_id=world.union_ids[union])
    if told.get("answer"):
        world.rows.add(OutcomeAuthor, consultation_id=number, account_id=world.account_ids[lead])
    _extension(world, told, number)
    world.record(
        lead,
        Permission.CONSULTATION_DESIGN,
        "consultation",
        reference,
        facts={"step": state.value, "questions": len(asked), "people asked": len(told["people"])},
        commitments={"consultation": proof["commitment"]} if opened else None,
    )
    tell_enquiries(world, told, number)
    return number, questions


def _outcome(world: World, told: dict[str, Any], state: ConsultationState) -> dict[str, Any]:
    """What everyone asked reads in the end; published by somebody who did not write it."""
    said, answer, did = (world.words(told.get(part, "")) for part in ("said", "answer", "did"))
    columns: dict[str, Any] = {
        "said": said,
        "management_answer": answer,
        "changes_made": did,
        "answer_written_by_id": world.account_ids[told["lead"]] if answer else None,
        "outcome_published_at": None,
        "outcome_published_by_id": None,
        "outcome_salt": "",
        "outcome_commitment": "",
    }
    if state is ConsultationState.OUTCOME_PUBLISHED:
        proof = committed("outcome", outcome_text(said, answer, did, outcome_themes(told)))
        by = _publisher(told["lead"])
        columns |= {
            "outcome_published_at": at(told["published"], 9),
            "outcome_published_by_id": world.account_ids[by],
            "outcome_salt": proof["salt"],
            "outcome_commitment": proof["commitment"],
        }
        world.record(
            by,
            Permission.OUTCOME_PUBLISH,
            "consultation",
            told["reference"],
            facts={"step": "outcome published"},
            commitments={"outcome": proof["commitment"]},
        )
    return columns


def _publisher(lead: str) -> str:
    return DIRECTORS["paragon" if lead.endswith("-then") else "beacon"]


def _extension(world: World, told: dict[str, Any], number: int) -> None:
    if "extension" not in told:
        return
    before, reason = told["extension"]["before"], told["extension"]["reason"]
    world.rows.add(
        ConsultationExtension,
        consultation_id=number,
        closes_before=before,
        closes_after=told["closes"],
        reason=reason,
        recorded_at=at(before - timedelta(days=3)),
        recorded_by_id=world.account_ids[told["lead"]],
        **committed("extension", reason),
    )


def _drawn(world: World, sentences: dict[str, list[str]]) -> dict[str, Iterator[str]]:
    """The sentences of each theme in an order of their own, over and over, so that neighbours differ."""

    def turns(theme: str) -> Iterator[str]:
        for _ in count():
            yield from world.random.sample(sentences[theme], len(sentences[theme]))

    return {theme: turns(theme) for theme in sentences}


def _answers(
    world: World,
    told: dict[str, Any],
    number: int,
    asked: list[tuple[int, Asked]],
    drawn: dict[str, Iterator[str]],
    password_hash: str,
) -> None:
    """Answers of staff who were asked, and of unions as bodies."""
    by_id = {person.id: person for person in world.people}
    staff = next(key for key in world.account_ids if key.startswith("person "))
    last = min(told["closes"], world.today - timedelta(days=1))
    able = [
        by_id[person]
        for person in told["people"]
        if by_id[person].serves_on(last) and f"person {person}" != staff
    ]
    wanted = world.scaled(told["responses"]) if told["responses"] else 0
    for person in world.random.sample(able, min(len(able), wanted)):
        [position] = world.random.choices(list(told["positions"]), list(told["positions"].values()))
        texts = [
            _typed(world, question, themes["themes"], drawn)
            for (_, question), themes in zip(asked, told["questions"], strict=True)
        ]
        if _mode(told) is AnswerMode.ANONYMOUS:
            _anonymous(world, number, asked, Position(position), texts)
            continue
        account = account_of(world, person, password_hash)
        moment = _moment(world, told["opens"], last)
        who = {"person_id": person.id, "union_id": None}
        key = f"person {person.id}"
        _response(world, told, number, asked, who, account, key, Position(position), texts, moment)
    if told.get("released"):
        _release(world, told, number)
    for union in told.get("union", ()):
        key = speaker(union["key"], told["opens"])
        moment = at(last - timedelta(days=2), 16, 40)
        who = {"person_id": None, "union_id": world.union_ids[union["key"]]}
        texts = [*union["answers"], *[""] * len(asked)][: len(asked)]
        position = Position(union["position"])
        _response(world, told, number, asked, who, world.account_ids[key], key, position, texts, moment)


def _mode(told: dict[str, Any]) -> AnswerMode:
    return AnswerMode(told.get("mode", AnswerMode.NAMED))


def _anonymous(
    world: World, consultation: int, asked: list[tuple[int, Asked]], position: Position, texts: list[str]
) -> None:
    """An answer that leads to nobody, under a number drawn at random."""
    questions = [question for _, question in asked]
    proof = committed("response", response_text(position, zip(questions, texts, strict=True)))
    world.rows.add(
        AnonymousAnswer,
        consultation_id=consultation,
        position=position,
        answers={str(q.number): text for q, text in zip(questions, texts, strict=True) if text},
        words="\n\n".join(text for text in texts if text),
        receipt_hash=receipt_hash(receipt_code(proof["salt"])),
        **proof,
    )
    world.rows.of(AnonymousAnswer)[-1]["id"] = world.random.randrange(1, NUMBERS)


def _release(world: World, told: dict[str, Any], number: int) -> None:
    """All anonymous answers let out at once on the day after the last."""
    held = [row for row in world.rows.of(AnonymousAnswer) if row["consultation_id"] == number]
    [consultation] = [row for row in world.rows.of(Consultation) if row["id"] == number]
    consultation["released_at"] = at(told["closes"] + timedelta(days=1), 10)
    consultation["released_root"] = root(row["commitment"] for row in held)
    world.record(
        told["lead"],
        Permission.CONSULTATION_DESIGN,
        "consultation",
        told["reference"],
        facts={"step": "anonymous answers released", "answers": len(held)},
        commitments={"anonymous answers": consultation["released_root"]},
    )


def _typed(world: World, question: Asked, themes: list[str], drawn: dict[str, Iterator[str]]) -> str:
    if not question.required and world.random.random() < 0.35:
        return ""
    how_many = world.random.choice((1, 1, 2))
    return " ".join(next(drawn[world.random.choice(themes)]) for _ in range(how_many))


def _moment(world: World, first: date, last: date) -> datetime:
    day = first + timedelta(days=world.random.randrange(max((last - first).days, 0) + 1))
    return at(day, world.random.randrange(7, 22), world.random.randrange(60))


def _response(
    world: World,
    told: dict[str, Any],
    consultation: int,
    asked: list[tuple[int, Asked]],
    who: dict[str, int | None],
    account: int,
    key: str,
    position: Position,
    texts: list[str],
    moment: datetime,
) -> None:
    questions = [question for _, question in asked]
    kept = [response_text(position, zip(questions, texts, strict=True))]
    if who["person_id"] and world.random.random() < CHANGED_AFTERWARDS:
        kept.insert(0, response_text(Position.NO_VIEW, zip(questions, texts, strict=True)))
    reference = new_reference()
    response = world.rows.add(
        Response,
        reference=reference,
        version=len(kept),
        consultation_id=consultation,
        **who,
        position=position,
        sent_at=moment,
        sent_by_id=account,
    )
    for (question, _), text in zip(asked, texts, strict=True):
        if text:
            world.rows.add(Answer, response_id=response, question_id=question, text=text)
    for edition, text in enumerate(kept, start=1):
        proof = committed("response", text)
        world.rows.add(
            ResponseVersion,
            response_id=response,
            number=edition,
            text=text,
            sent_at=moment - timedelta(minutes=35 * (len(kept) - edition)),
            sent_by_id=account,
            receipt_hash=receipt_hash(receipt_code(proof["salt"])),
            **proof,
        )
        world.record(
            key,
            Permission.CONSULTATION_RESPOND,
            "response",
            reference,
            facts={"consultation": told["reference"], "edits": edition - 1},
            commitments={"response": proof["commitment"]},
        )
