"""Words and decisions of consultations, on plain values. Days are London's; the last day counts in full."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.policy.disclosure.standards import SENSITIVE


class ConsultationKind(StrEnum):
    """Who is consulted and under which duty."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"
    TRANSFER = "transfer (TUPE)"
    GENERAL = "general"


class AnswerMode(StrEnum):
    """How a member of staff answers; a union always answers in its own name. Fixed when it opens."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


FEWEST = SENSITIVE.threshold
"""As few anonymous answers are ever shown together; a smaller group cannot be asked anonymously."""


class ConsultationState(StrEnum):
    """What people have done with a consultation. Whether it takes answers on a day is its phase."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    OUTCOME_PUBLISHED = "outcome published"


class Phase(StrEnum):
    """Where a consultation stands on a day, by its state and its dates."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    ENDED = "ended"
    CLOSED = "closed"
    OUTCOME_PUBLISHED = "outcome published"


class Position(StrEnum):
    """Where a responder stands on the proposal as a whole."""

    SUPPORT = "support"
    SUPPORT_WITH_CHANGES = "support with changes"
    OPPOSE = "oppose"
    NO_VIEW = "no view"


class ConsultationError(Exception):
    """Something a consultation does not allow now; the message is in words for the page."""


class TooLateError(ConsultationError):
    """An answer after the last day, or before the first."""


MOVES: dict[ConsultationState, frozenset[ConsultationState]] = {
    ConsultationState.DRAFT: frozenset({ConsultationState.OPEN}),
    ConsultationState.OPEN: frozenset({ConsultationState.CLOSED}),
    ConsultationState.CLOSED: frozenset({ConsultationState.OUTCOME_PUBLISHED}),
    ConsultationState.OUTCOME_PUBLISHED: frozenset(),
}


WORDS: dict[ConsultationState, str] = {
    ConsultationState.DRAFT: "a draft",
    ConsultationState.OPEN: "opened",
    ConsultationState.CLOSED: "closed",
    ConsultationState.OUTCOME_PUBLISHED: "answered with a published outcome",
}
ALREADY: dict[ConsultationState, str] = {
    ConsultationState.DRAFT: "The consultation is a draft",
    ConsultationState.OPEN: "The consultation is open",
    ConsultationState.CLOSED: "The consultation is closed",
    ConsultationState.OUTCOME_PUBLISHED: "The outcome is published",
}


def check_move(current: ConsultationState, wanted: ConsultationState) -> None:
    """Raise when the wanted state may not follow."""
    if current is wanted:
        raise ConsultationError(f"{ALREADY[current]} already")
    if wanted not in MOVES[current]:
        raise ConsultationError(f"A consultation that is {WORDS[current]} cannot be {WORDS[wanted]}")


def phase(state: ConsultationState, opens: date, closes: date, today: date) -> Phase:
    """Closing it on its last day does not cut that day short: answers count until midnight."""
    if state in (ConsultationState.DRAFT, ConsultationState.OUTCOME_PUBLISHED):
        return Phase(state.value)
    if today < opens:
        return Phase.SCHEDULED
    if today <= closes:
        return Phase.OPEN
    return Phase.CLOSED if state is ConsultationState.CLOSED else Phase.ENDED


def takes_responses(state: ConsultationState, opens: date, closes: date, today: date) -> bool:
    """Whether an answer sent today counts."""
    return phase(state, opens, closes, today) is Phase.OPEN


def is_over(state: ConsultationState, opens: date, closes: date, today: date) -> bool:
    """Whether every answer is in: only then may anyone see how people answered."""
    return phase(state, opens, closes, today) in (Phase.ENDED, Phase.CLOSED, Phase.OUTCOME_PUBLISHED)


def words(day: date) -> str:
    """A day in full."""
    return f"{day.day} {day:%B %Y}"


def why_no_answers(opens: date, closes: date, today: date) -> str:
    """Why an answer sent today does not count."""
    if today < opens:
        return f"This consultation opens on {words(opens)}"
    return f"This consultation closed at the end of {words(closes)}"


def check_dates(opens: date, closes: date) -> dict[str, str]:
    """What is wrong with the dates: field name to message."""
    if closes < opens:
        return {"closes": f"The closing day must be on or after the opening day, {words(opens)}"}
    return {}


def missing_for_opening(
    *,
    document: str,
    opens: date,
    closes: date,
    people: int,
    unions: int,
    is_published: bool,
    mode: AnswerMode,
    today: date,
) -> list[str]:
    """What has to be put right before a consultation can be opened. Empty when it is ready."""
    found = []
    if not is_published:
        found.append("The change has not been published, so nobody who would be asked can read it")
    if not paragraphs(document):
        found.append("The document is empty: say what is proposed")
    if not people and not unions:
        found.append("Nobody would be asked: no member of staff is affected and no union is invited")
    if mode is AnswerMode.ANONYMOUS and 0 < people < FEWEST:
        found.append(
            f"Fewer than {FEWEST} members of staff would be asked, too few for anonymous answers to hide who "
            "wrote them: choose another way to answer, or let an invited union put their points in its name"
        )
    if opens < today:
        found.append(f"The opening day, {words(opens)}, has passed: change it to today or later")
    elif closes < opens:
        found.append("The closing day is before the opening day")
    return found


def check_close(state: ConsultationState, closes: date, today: date) -> None:
    """On the closing day or later, never earlier."""
    check_move(state, ConsultationState.CLOSED)
    if today < closes:
        raise ConsultationError(f"It cannot be closed before its closing day, {words(closes)}")


def check_extension(state: ConsultationState, closes: date, wanted: date, today: date) -> None:
    """An open consultation can be extended, never shortened."""
    if state is not ConsultationState.OPEN:
        raise ConsultationError(f"A consultation that is {state} cannot be extended")
    if wanted <= closes:
        raise ConsultationError(
            f"The new closing day must be after {words(closes)}: a consultation is never shortened"
        )
    if wanted < today:
        raise ConsultationError("The new closing day must be today or later")


def check_outcome_written(state: ConsultationState, over: bool) -> None:
    """The answer is written when every response is in, and never after it was published."""
    if state is ConsultationState.OUTCOME_PUBLISHED:
        raise ConsultationError("The outcome is published and cannot be edited")
    if not over:
        raise ConsultationError("The outcome can be written once the last day is over")


def check_outcome_published(
    state: ConsultationState,
    over: bool,
    answer: str,
    changed: str,
    authors: Collection[int],
    publisher: int,
    unanswered: Sequence[str] = (),
) -> None:
    """Closed, answered theme by theme, saying what was changed, published by somebody who wrote none of it.

    ``unanswered``: names of themes that have no approved answer.
    """
    check_move(state, ConsultationState.OUTCOME_PUBLISHED)
    if not over:
        raise ConsultationError("The outcome can be published once the last day is over")
    if not answer:
        raise ConsultationError("There is no management answer yet")
    if not changed:
        raise ConsultationError(
            "The outcome does not say yet what was changed, or that nothing was and why: HR has to write it"
        )
    if unanswered:
        raise ConsultationError(
            f"No approved answer yet to {len(unanswered)} of the themes: {', '.join(unanswered[:5])}"
        )
    if publisher in authors:
        raise ConsultationError("Somebody who did not write the answer has to publish it")


def paragraphs(document: str) -> list[str]:
    """The document's paragraphs, which blank lines part; their numbers are their places from 1."""
    return [part.strip() for part in re.split(r"\n[ \t]*\n", document.replace("\r\n", "\n")) if part.strip()]


@dataclass(frozen=True)
class Asked:
    """A question with its number and whether it must be answered."""

    number: int
    text: str
    required: bool


def opening_text(
    title: str,
    kind: ConsultationKind,
    mode: AnswerMode,
    opens: date,
    closes: date,
    document: str,
    questions: Iterable[Asked],
) -> str:
    """All that was put to people, as the one text that is committed to when the consultation opens."""
    lines = [title, f"Kind: {kind}", f"Opens: {opens}", f"Closes: {closes}", f"Staff: {STAFF_READERS[mode]}"]
    lines += [f"Unions: {UNION_READERS}", ""]
    lines += [f"{number}. {text}" for number, text in enumerate(paragraphs(document), 1)]
    lines += ["", *(f"Q{q.number}{' (required)' if q.required else ''}. {q.text}" for q in questions)]
    return "\n".join(lines)


def response_text(position: Position, answers: Iterable[tuple[Asked, str]]) -> str:
    """A response as the one text that is committed to and that its receipt shows."""
    parts = [f"Position: {position}"]
    parts += [
        f"{question.number}. {question.text}\n{answer or '(no answer)'}" for question, answer in answers
    ]
    return "\n\n".join(parts)


def outcome_text(said: str, management_answer: str, changes_made: str, themes: str = "") -> str:
    """The outcome as the one text that is committed to when it is published. ``themes``: their answers."""
    return f"You said\n{said}\n\nOur answer\n{management_answer}\n\nWe did\n{changes_made}{themes}"


STAFF_READERS: dict[AnswerMode, str] = {
    AnswerMode.NAMED: (
        "Your answer carries your name. It is read by HR partners of this programme, and by nobody else: not "
        "by your manager, not by a union, not by the programme director, who get counts that name nobody."
    ),
    AnswerMode.CONFIDENTIAL: (
        "Your name is held apart from your words. HR partners of this programme read the words once the last "
        "day is over, without your name, your job or the time; nobody else reads them. Your name stays on "
        "record so that you can change your answer. What you write may still show who you are."
    ),
    AnswerMode.ANONYMOUS: (
        "Nothing kept with your answer says whose it is: no name, time, address or device. Once the last day "
        f"is over, and only if {FEWEST} or more people answer, HR partners of this programme and "
        "representatives of the invited unions read the answers in mixed order. Yours cannot be changed or "
        "taken back. What you write may still show who you are."
    ),
}
UNION_READERS = (
    "Your union's answer carries the union's name. It is read by HR partners of this programme and by "
    "representatives of your union, and by nobody else."
)
"""Who reads an answer. Part of what is committed to at the opening, so it cannot change afterwards."""
