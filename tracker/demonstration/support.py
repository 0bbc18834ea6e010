"""Support offered to those whose post is in question, and the letters they had."""

from datetime import date, timedelta
from hashlib import sha256
from random import Random

import typst

from tracker.affected_staff.models_support import Letter, SupportOffer
from tracker.affected_staff.rules_support import LetterChannel, LetterKind, SupportAnswer, SupportKind
from tracker.database import new_reference
from tracker.demonstration.meetings import SHARE_OF_THE_PAST, Stake
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission

KINDS = (
    SupportKind.CAREER_HELP,
    SupportKind.TIME_OFF,
    SupportKind.WELLBEING,
    SupportKind.PENSION_TALK,
    SupportKind.TRAINING,
    SupportKind.FINANCIAL_ADVICE,
)
ANSWERS = ((SupportAnswer.TAKEN, 45), (SupportAnswer.DECLINED, 20), (SupportAnswer.NONE_YET, 35))
AT_RISK_LETTER = """
#set page(margin: 3cm)
= Your post is at risk

This is an invented letter of the demonstration.

We propose that your post is deleted. No decision has been taken. You will be invited to a meeting,
and you may bring a colleague or a union official.
"""


def tell_support_and_letters(world: World, stakes: list[Stake], random: Random) -> None:
    """An offer or two for most, and the letter that said that their post was at risk."""
    copy = typst.compile(AT_RISK_LETTER.encode())
    assert isinstance(copy, bytes)
    offers = letters = 0
    for stake in stakes:
        if not stake.is_open and random.random() > SHARE_OF_THE_PAST:
            continue
        offers += _support(world, stake, random)
        _letter(world, stake, copy if stake.is_open and random.random() < 0.1 else b"", random)
        letters += 1
    world.record("", Permission.SUPPORT_OFFER, "support offer", "-", facts={"offers": offers})
    world.record("", Permission.LETTER_RECORD, "letter", "-", facts={"letters": letters})


def _support(world: World, stake: Stake, random: Random) -> int:
    kinds = random.sample(KINDS, random.choice((0, 1, 1, 2)))
    for kind in kinds:
        day = min(stake.since + timedelta(days=random.randrange(8)), world.today)
        [answer] = random.choices([each for each, _ in ANSWERS], [share for _, share in ANSWERS])
        answered = answer is not SupportAnswer.NONE_YET
        world.rows.add(
            SupportOffer,
            reference=new_reference(),
            version=1,
            affected_person_id=stake.affected["id"],
            kind=kind,
            description="",
            offered_on=day,
            offered_by="their line manager",
            answer=answer,
            answered_on=min(day + timedelta(days=random.randrange(12)), world.today) if answered else None,
            recorded_at=at(day, 16),
            recorded_by_id=stake.owner_id,
        )
    return len(kinds)


def _letter(world: World, stake: Stake, copy: bytes, random: Random) -> None:
    channel = random.choices(list(LetterChannel), (60, 30, 10))[0]
    received: date | None = stake.since
    if channel is not LetterChannel.BY_HAND:
        received = min(stake.since + timedelta(days=2), world.today) if random.random() < 0.6 else None
    acknowledged = received if received is not None and random.random() < 0.5 else None
    world.rows.add(
        Letter,
        reference=new_reference(),
        version=1,
        affected_person_id=stake.affected["id"],
        kind=LetterKind.AT_RISK,
        description="",
        sent_on=stake.since,
        channel=channel,
        received_on=received,
        acknowledged_on=acknowledged,
        file_name="at-risk.pdf" if copy else "",
        file_size=len(copy),
        file_sha256=sha256(copy).hexdigest() if copy else "",
        content=copy or None,
        text="",
        recorded_at=at(stake.since, 14, 20),
        recorded_by_id=stake.owner_id,
    )
