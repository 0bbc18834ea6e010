"""Notice to the Secretary of State on form HR1, or to the Department (rules CR-17 and CR-18)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.policy.law.day_counts import Lead, lead
from tracker.policy.law.findings import Finding, Grade, MissingFactError, day, graded, need, worst
from tracker.policy.law.parameters import Regime, RuleBook

NOTICE_LABELS: Mapping[str, str] = {
    "employer": "Employer",
    "contact": "Who can be asked, with telephone and e-mail",
    "establishment": "Establishment and its address",
    "reasons": "Reasons for the redundancies",
    "numbers_and_descriptions": "Numbers by description of employee",
    "total_employed": "Employees at the establishment",
    "total_proposed": "Possible redundancies at the establishment",
    "first_dismissal": "Day the first dismissal takes effect",
    "last_dismissal": "Day the last dismissal takes effect",
    "selection_method": "How employees will be selected",
    "representatives": "Representatives, and for which descriptions",
    "consultation_began": "Day consultation began",
    "progress": "Progress of the consultations so far",
}


@dataclass(frozen=True)
class NoticeForm:
    """The notice that the law of a place asks for: its name, to whom, how it is filed, and what it tells."""

    name: str
    to: str
    how: str
    items: tuple[str, ...]


@graded("CR-17")
def notice_form(law: RuleBook, regime: Regime | None, filed_on: date | None) -> Finding[NoticeForm]:
    """Which form a notice filed on the day takes at an establishment under the regime."""
    on = need(filed_on, "the day of filing")
    place = need(regime, "the nation in which the establishment is")
    if (place, "notice_items") not in law.parameters:
        raise MissingFactError("what the notice must tell there: the rule book holds no list of its items")
    items, sources = law.at(place, "notice_items", on), []
    if place is Regime.GREAT_BRITAIN:
        digital = law.at(place, "hr1_digital_only", on)
        sources = [digital]
        how = "The digital form, filled in at one sitting" if digital.holds else "The form, by e-mail or post"
        form = NoticeForm(
            "Form HR1", "the Secretary of State (Redundancy Payments Service)", how, items.words
        )
    elif place is Regime.NORTHERN_IRELAND:
        form = NoticeForm(
            "Form HR1 (NI)", "the Department for the Economy, through NISRA", "The form", items.words
        )
    else:
        form = NoticeForm("Notification of proposed redundancies", "the Minister", "In writing", items.words)
    return Finding(
        "CR-17",
        Grade.INFO,
        f"{form.name}, to {form.to}. {form.how}",
        form,
        sources=(items, *sources),
        dates=(("filing", on),),
    )


@dataclass(frozen=True)
class Filing:
    """The days before the first dismissal, and the order against the first notice."""

    lead: Lead
    codes: tuple[str, ...]


@graded("CR-17")
def hr1_filing(
    law: RuleBook,
    regime: Regime,
    received: date | None,
    first_dismissal: date | None,
    first_notice: date | None,
    days: int | None,
) -> Finding[Filing]:
    """Whether the form is in early enough before the first dismissal, and before any notice of dismissal."""
    got = need(received, "the day the form was received")
    counted = lead(got, first_dismissal, days, ("receipt of the form", "the first dismissal"))
    gap = need(counted.value, "the day of the first dismissal")
    before = law.at(regime, "hr1_before_notice", got)
    grades, codes = [counted.grade], [counted.code] if counted.code else []
    messages, steps = [counted.message], list(counted.steps)
    if first_notice is None:
        steps.append("No notice of dismissal is recorded yet")
    elif before.holds:
        steps.append(f"Form received {day(got)}, first notice {day(first_notice)}")
        if first_notice < got:
            grades.append(Grade.BREACH)
            codes.insert(0, "notice_given_before_hr1")
            messages.insert(0, "Notice was given before the form was received")
        elif first_notice == got:
            grades.append(Grade.WARN)
            codes.insert(0, "same_day_order_must_be_evidenced")
            messages.insert(0, "Form and notice on one day: keep evidence that the form came first")
    return Finding(
        "CR-17",
        worst(grades),
        ". ".join(messages),
        Filing(gap, tuple(codes)),
        code=codes[0] if codes else "",
        steps=tuple(steps),
        sources=(before,),
        dates=(("form received", got), *counted.dates[1:]),
    )


@graded("CR-17")
def hr1_copies(representatives: Iterable[str], copied_to: Iterable[str]) -> Finding[tuple[str, ...]]:
    """Representatives who have no copy of the form."""
    needed = tuple(representatives)
    need(needed or None, "who represents the staff")
    have = set(copied_to)
    missing = tuple(name for name in needed if name not in have)
    return Finding(
        "CR-17",
        Grade.BREACH if missing else Grade.INFO,
        f"No copy to: {', '.join(missing)}" if missing else "Every representative has a copy",
        missing,
        code="copy_missing" if missing else "",
    )


@graded("CR-17")
def hr1_form_accepts(law: RuleBook, submitted: date | None, consultation_start: date | None) -> Finding[date]:
    """The earliest day on which the digital form takes the filing: it refuses a start in the future."""
    on = need(submitted, "the day of filing")
    start = need(consultation_start, "the start of consultation")
    digital = law.at(Regime.GREAT_BRITAIN, "hr1_digital_only", on)
    refused = digital.holds and start > on
    return Finding(
        "CR-17",
        Grade.WARN if refused else Grade.INFO,
        f"The form refuses a consultation start after the day of filing: file from {day(start)}"
        if refused
        else "The form takes this date",
        start if digital.holds else min(on, start),
        code="rejected_by_form" if refused else "",
        sources=(digital,),
        dates=(("filing", on), ("start of consultation", start)),
    )


@graded("CR-18")
def failure_to_notify(sent: bool | None) -> Finding[tuple[str, ...]]:
    """Who commits the offence where the form was not sent; nobody where it was."""
    if need(sent, "whether the form was sent"):
        return Finding("CR-18", Grade.INFO, "The form was sent", ())
    return Finding(
        "CR-18",
        Grade.BREACH,
        "Failing to notify is a summary offence (TULRCA 1992 s.194): tell the senior owner",
        ("employer", "consenting_or_neglectful_officers"),
        code="offence",
    )
