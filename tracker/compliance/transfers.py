"""What each of two employers has to do about a transfer, and where it stands. Plain values in and out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.policy.law.findings import Finding, Grade
from tracker.policy.law.parameters import RuleBook
from tracker.policy.law.transfer import (
    consult_on_measures,
    information_in_time,
    liability_information_age,
    liability_information_due,
)


class Side(StrEnum):
    """Which of the two employers. The value is its name on the page."""

    TRANSFEROR = "outgoing employer"
    TRANSFEREE = "incoming employer"


SIDES: Mapping[str, Side] = {"outgoing": Side.TRANSFEROR, "incoming": Side.TRANSFEREE}


class Measures(StrEnum):
    """What an employer says of measures. An empty list must be affirmed."""

    NOT_SAID = "not said"
    NONE = "none"
    ENVISAGED = "envisaged"


@dataclass(frozen=True)
class Party:
    """What is recorded of one employer."""

    measures: Measures = Measures.NOT_SAID
    measures_text: str = ""
    measures_told_on: date | None = None
    informed_on: date | None = None
    consulted_from: date | None = None
    consulted_to: date | None = None
    replies: str = ""
    liability_as_at: date | None = None


@dataclass(frozen=True)
class Duty:
    """One thing an employer has to do: a status word, a note, and the findings behind it."""

    name: str
    state: str
    note: str
    on: date | None = None
    findings: tuple[Finding[Any], ...] = ()


@dataclass(frozen=True)
class Line:
    """One duty of both employers."""

    name: str
    outgoing: Duty
    incoming: Duty


def lines_of(
    law: RuleBook,
    transfer_on: date | None,
    liability_on: date | None,
    parties: Mapping[Side, Party],
    today: date,
) -> list[Line]:
    """Every duty of both employers, where it stands today."""
    out = parties.get(Side.TRANSFEROR, Party())
    into = parties.get(Side.TRANSFEREE, Party())
    open_word = "late" if transfer_on is not None and transfer_on <= today else "due"
    told = into.measures_told_on
    sent = Duty("Measures letter", "sent" if told else open_word, "To the outgoing employer", told)
    got = Duty("Measures letter", "received" if told else open_word, "From the incoming employer", told)
    due = _liability(law, transfer_on, liability_on, out, today)
    have = Duty(
        due.name,
        "received" if liability_on else due.state,
        "From the outgoing employer",
        liability_on or due.on,
    )
    return [
        Line("Measures envisaged", _measures(out, open_word), _measures(into, open_word)),
        Line("Measures letter", got, sent),
        Line(
            "Information to representatives",
            _information(out, transfer_on, open_word),
            _information(into, transfer_on, open_word),
        ),
        Line("Consultation on measures", _consultation(out, open_word), _consultation(into, open_word)),
        Line("Employee liability information", due, have),
    ]


def _measures(party: Party, open_word: str) -> Duty:
    name = "Measures envisaged"
    if party.measures is Measures.NOT_SAID:
        return Duty(name, open_word, "Say which, or that there are none: an empty list must be affirmed")
    if party.measures is Measures.NONE:
        return Duty(name, "none", "There are none")
    return Duty(name, "stated", party.measures_text)


def _information(party: Party, transfer_on: date | None, open_word: str) -> Duty:
    name, on = "Information to representatives", party.informed_on
    if on is None:
        return Duty(name, open_word, "Long enough before the transfer to allow consultation")
    if transfer_on is None:
        return Duty(
            name, "done", "How long before the transfer is not known", on, (information_in_time(None),)
        )
    days = (transfer_on - on).days
    if days <= 0:
        late: Finding[int] = Finding("TU-03", Grade.BREACH, "Given on or after the day of the transfer", days)
        return Duty(name, "late", late.message, on, (late,))
    finding = information_in_time(days)
    return Duty(name, "done", finding.message, on, (finding,))


def _consultation(party: Party, open_word: str) -> Duty:
    name = "Consultation on measures"
    if party.measures is Measures.NOT_SAID:
        finding = consult_on_measures(None)
        return Duty(name, "unknown", finding.message, findings=(finding,))
    texts = [party.measures_text] if party.measures is Measures.ENVISAGED else []
    finding = consult_on_measures(texts)
    if not texts:
        return Duty(name, "not needed", finding.message, findings=(finding,))
    if party.consulted_to is not None:
        rest = "" if party.replies else "; the answers to what was said are not recorded"
        return Duty(name, "done", f"{finding.message}{rest}", party.consulted_to, (finding,))
    state = "started" if party.consulted_from else open_word
    return Duty(name, state, finding.message, party.consulted_from, (finding,))


def _liability(
    law: RuleBook, transfer_on: date | None, given_on: date | None, party: Party, today: date
) -> Duty:
    name, due = "Employee liability information", liability_information_due(law, transfer_on)
    findings: tuple[Finding[Any], ...] = (due,)
    if given_on is not None:
        age = liability_information_age(law, party.liability_as_at, given_on)
        late = due.value is not None and given_on > due.value.latest.bare
        return Duty(
            name,
            "late" if late else "done",
            f"{age.message}{'. Later than the last day by either count' if late else ''}",
            given_on,
            (*findings, age),
        )
    if due.value is None:
        return Duty(name, "unknown", due.message, findings=findings)
    latest = due.value.latest
    return Duty(name, "late" if latest.bare < today else "due", due.message, latest.clear, findings)
