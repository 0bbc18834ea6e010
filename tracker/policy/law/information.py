"""What representatives must be told, how, and what must be talked about (rules CR-12 to CR-14, TU-03)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.policy.law.findings import Finding, Grade, day, graded, need
from tracker.policy.law.parameters import Period, Regime, RuleBook

ITEM_LABELS: Mapping[str, str] = {
    "reasons": "Reasons for the proposals",
    "numbers_and_descriptions": "Numbers and descriptions of employees proposed to be dismissed",
    "total_employed_of_description_at_establishment": "All staff of that description at the establishment",
    "number_normally_employed": "Number and descriptions of employees normally employed",
    "period": "Period over which the redundancies will take effect",
    "selection_method": "How employees will be selected",
    "dismissal_method_and_period": "How and over what period dismissals will be made, and agreed procedures",
    "non_statutory_redundancy_pay_calculation": "How any payment above the statutory one is worked out",
    "agency_number": "Number of agency workers working under the employer's direction",
    "agency_parts_of_undertaking": "Where those agency workers work",
    "agency_type_of_work": "What work they do",
    "fact_date_reasons": "That the transfer will happen, when, and why",
    "legal_economic_social_implications": "Its legal, economic and social implications",
    "own_measures_or_none": "The measures this employer envisages, or that there are none",
    "transferee_measures_or_none": "The measures the incoming employer envisages, or that there are none",
    "agency_parts": "Where those agency workers work",
}


class Topic(StrEnum):
    """What consultation must cover with a view to agreement: tagged on meetings and on answers."""

    AVOIDING = "avoiding"
    REDUCING_NUMBERS = "reducing_numbers"
    MITIGATING = "mitigating"


TOPIC_LABELS: Mapping[str, str] = {
    Topic.AVOIDING: "Ways to avoid dismissals",
    Topic.REDUCING_NUMBERS: "Ways to reduce their number",
    Topic.MITIGATING: "Ways to soften their effects",
}


@dataclass(frozen=True)
class Checklist:
    """What is needed and what of it is missing."""

    required: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def answered(value: object) -> bool:
    """Nought is an answer; blank is not."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


@graded("CR-12")
def information_pack(
    law: RuleBook, regime: Regime, given_on: date | None, supplied: Mapping[str, object]
) -> Finding[Checklist]:
    """The items of the written information and which of them are still blank."""
    on = need(given_on, "the day the information is given")
    return _checked(law, regime, "information_items", "CR-12", on, supplied)


def items_asked(law: RuleBook, regimes: Sequence[Regime], on: date) -> list[Period]:
    """The list of items of each body of law that has one in the rule book and in force on the day."""
    parameters = [law.parameters.get((regime, "information_items")) for regime in regimes]
    periods = [parameter.at(on) for parameter in parameters if parameter is not None]
    return [period for period in periods if period is not None]


def all_items(asked: Sequence[Period]) -> tuple[str, ...]:
    """Every item that any of the lists has, in the order of the first."""
    return tuple(dict.fromkeys(item for period in asked for item in period.words))


@graded("TU-03")
def transfer_information(
    law: RuleBook, given_on: date | None, supplied: Mapping[str, object]
) -> Finding[Checklist]:
    """The items to be told of a transfer and which of them are still blank."""
    on = need(given_on, "the day the information is given")
    return _checked(law, Regime.GREAT_BRITAIN, "transfer_information_items", "TU-03", on, supplied)


def _checked(
    law: RuleBook, regime: Regime, name: str, rule: str, on: date, supplied: Mapping[str, object]
) -> Finding[Checklist]:
    items = law.at(regime, name, on)
    missing = tuple(item for item in items.words if not answered(supplied.get(item)))
    return Finding(
        rule,
        Grade.BREACH if missing else Grade.INFO,
        f"{len(items.words) - len(missing)} of {len(items.words)} items are given",
        Checklist(items.words, missing),
        code="items_missing" if missing else "",
        steps=tuple(f"Missing: {ITEM_LABELS[item]}" for item in missing),
        sources=(items,),
        dates=(("information given", on),),
    )


@graded("CR-12")
def delivery(
    law: RuleBook, given_on: date | None, method: str | None, address_given_by_rep: bool | None
) -> Finding[bool]:
    """Whether the written information went by a way that the Act lists, or to an address the rep gave."""
    on = need(given_on, "the day the information is given")
    way = need(method or None, "how the information was given")
    listed = law.at(Regime.GREAT_BRITAIN, "delivery_methods", on)
    good = way in listed.words or address_given_by_rep is True
    return Finding(
        "CR-12",
        Grade.INFO if good else Grade.WARN,
        "Given by a listed way" if good else "Not a listed way: hand it over or post it as well",
        good,
        code="" if good else "delivery_not_listed",
        steps=listed.words,
        sources=(listed,),
        dates=(("information given", on),),
    )


@graded("CR-13")
def topics(law: RuleBook, on: date | None, discussed: Collection[str]) -> Finding[Checklist]:
    """Which of the three topics have not been discussed yet, with a view to agreement."""
    when = need(on, "the day of the check")
    required = law.at(Regime.GREAT_BRITAIN, "consultation_topics", when)
    missing = tuple(topic for topic in required.words if topic not in discussed)
    return Finding(
        "CR-13",
        Grade.WARN if missing else Grade.INFO,
        f"Not discussed yet: {', '.join(TOPIC_LABELS[topic].lower() for topic in missing)}"
        if missing
        else f"All three topics are on record on {day(when)}",
        Checklist(required.words, missing),
        code="topics_missing" if missing else "",
        steps=("Consultation must be with a view to agreement",),
        sources=(required,),
    )
