"""What answers to consultations say, theme by theme, as told in ``data/consultations``.

An answer says a theme where one of its sentences is among those that answers of that theme are made of.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tracker.consultations.models import Answer, Response
from tracker.consultations.models_anonymous import AnonymousAnswer
from tracker.consultations.models_themes import AnswerReading, Theme, ThemeAuthor, ThemeMark
from tracker.consultations.rules_themes import Answered, Verdict, themes_text
from tracker.database import new_reference
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission

EVERY = 4
"""Where not all was read yet, every fourth answer waits."""


def outcome_themes(told: dict[str, Any]) -> str:
    """The themes as they are part of what is published, in the order of their names."""
    answered = [
        Answered(theme["name"], Verdict(theme["verdict"]), theme["answer"], theme.get("did", ""))
        for theme in told.get("theme", ())
    ]
    return themes_text(sorted(answered, key=lambda theme: theme.name.casefold()))


def tell_themes(world: World, told: dict[str, Any], number: int, sentences: dict[str, list[str]]) -> None:
    """The themes of one consultation, their answers, and which answers say them."""
    if not told.get("theme"):
        return
    numbers = {theme["of"]: _theme(world, told, number, theme) for theme in told["theme"]}
    reader = world.account_ids[told["lead"]]
    for place, (column, answer, words) in enumerate(_answers(world, number)):
        if told.get("part_read") and place % EVERY == 0:
            continue
        other = "anonymous_id" if column == "response_id" else "response_id"
        reading = world.rows.add(
            AnswerReading,
            version=1,
            consultation_id=number,
            read_by_id=reader,
            **{column: answer, other: None},
        )
        for of, theme in numbers.items():
            if any(sentence in words for sentence in sentences[of]):
                world.rows.add(ThemeMark, reading_id=reading, theme_id=theme)


def _theme(world: World, told: dict[str, Any], number: int, theme: dict[str, Any]) -> int:
    approver, reference = theme.get("approved"), new_reference()
    approved_at = at(told["closes"] + timedelta(days=12), 11, 30) if approver else None
    made = world.rows.add(
        Theme,
        reference=reference,
        version=3 if approver else 2,
        consultation_id=number,
        name=theme["name"],
        description=theme.get("description", ""),
        merged_into_id=None,
        verdict=Verdict(theme["verdict"]),
        answer=theme["answer"],
        change_made=theme.get("did", ""),
        approved_by_id=world.account_ids[approver] if approver else None,
        approved_at=approved_at,
    )
    world.rows.add(ThemeAuthor, theme_id=made, account_id=world.account_ids[told["lead"]])
    facts = {"step": "answered", "verdict": theme["verdict"]}
    world.record(told["lead"], Permission.THEME_WRITE, "theme", reference, facts=facts)
    if approver:
        world.record(approver, Permission.THEME_APPROVE, "theme", reference, facts={"step": "approved"})
    return made


def _answers(world: World, number: int) -> Iterator[tuple[str, int, str]]:
    """Each answer: the column that points to it, its number, and all its words."""
    words: dict[int, str] = {}
    for answer in world.rows.of(Answer):
        response = answer["response_id"]
        words[response] = f"{words.get(response, '')} {answer['text']}"
    for row in world.rows.of(Response):
        if row["consultation_id"] == number:
            yield "response_id", row["id"], words.get(row["id"], "")
    for row in world.rows.of(AnonymousAnswer):
        if row["consultation_id"] == number:
            yield "anonymous_id", row["id"], row["words"]
