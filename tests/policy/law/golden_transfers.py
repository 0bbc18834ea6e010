"""Puts the golden cases of transfers and of whole stories to the engine."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tests.policy.law.golden_collective import ROUTES, people
from tests.policy.law.golden_words import LAW, day, status
from tracker.policy.calendar.spans import add_months
from tracker.policy.law.collective import count_people
from tracker.policy.law.day_counts import lead
from tracker.policy.law.hr1 import hr1_form_accepts
from tracker.policy.law.information import information_pack, transfer_information
from tracker.policy.law.parameters import Regime
from tracker.policy.law.protective_award import most_protected_days
from tracker.policy.law.sequence import pre_transfer_counts
from tracker.policy.law.transfer import (
    Move,
    TransferFacts,
    consult_on_measures,
    direct_consultation,
    information_in_time,
    liability_information_age,
    liability_information_award,
    liability_information_due,
    objection,
    relevant_transfer,
    transfer_award,
    transfer_time_limit,
)

Given = Mapping[str, Any]
Told = dict[str, Any]
GB = Regime.GREAT_BRITAIN
ANY_DAY = date(2026, 6, 1)
CHANGES = {
    "back-office function moved between two police bodies as an administrative reorganisation": TransferFacts(
        Move.ADMINISTRATIVE
    ),
    "contract wholly for supply of uniforms": TransferFacts(Move.OUTSOURCED, True, False, True),
    "single short-term event staffed by contractor": TransferFacts(Move.OUTSOURCED, True, True, False),
    "contract ends and work returns in-house": TransferFacts(Move.INSOURCED, True, False, False),
}


def transfer_applies(given: Given) -> Told:
    finding = relevant_transfer(CHANGES[given["change"]])
    return {
        "relevant_transfer": bool(finding.known),
        "limb": finding.known,
        "flag": "check statutory transfer scheme or policy instead"
        if finding.code == "administrative_reorganisation"
        else "",
        "exclusion": "reg 3(5)" if "3(5)" in finding.message else "",
    }


def liability(given: Given) -> Told:
    if "employees_without_eli" in given:
        number = given["employees_without_eli"]
        total = liability_information_award(LAW, number, ANY_DAY).known
        return {"minimum_award": total, "per_employee": total // number}
    if "information_as_at" in given:
        age = liability_information_age(LAW, day(given["information_as_at"]), day(given["notified"]))
        return {"age_days": age.known, "status": status(age)}
    found = liability_information_due(LAW, day(given["transfer_date"])).known
    return {
        "required_days": found.days,
        "latest_bare": str(found.latest.bare),
        "latest_clear_days": str(found.latest.clear),
    }


def directly(given: Given) -> Told:
    finding = direct_consultation(
        LAW, day(given["transfer_date"]), given["employer_headcount"], given["transferring"],
        given["existing_appropriate_reps"], given["election_invited"],
    )  # fmt: skip
    return {"may_consult_employees_directly": finding.known}


def measures(given: Given) -> Told:
    consult = consult_on_measures(given["measures_envisaged"]).known
    return {
        "inform": True,
        "consult_with_view_to_agreement": consult,
        "must_state_no_measures": not consult,
        "rejections_need_reasons": consult,
    }


def award(given: Given) -> Told:
    week = Fraction(str(given["gross_week_pay"]))
    found = transfer_award(LAW, given["employees"], week, ANY_DAY, given["weeks"]).known
    return {
        "per_employee": found.each / 100,
        "total": found.total / 100,
        "max_weeks": LAW.at(GB, "transfer_award_most_weeks", ANY_DAY).number,
        "statutory_week_pay_cap_applies": False,
        "joint_and_several": ["transferor", "transferee"],
    }


def timing(given: Given) -> Told:
    finding = information_in_time(given["information_given_days_before_transfer"])
    return {
        "fixed_minimum": None,
        "test": "long enough before to allow consultation",
        "status": finding.code,
    }


def pre_transfer(given: Given) -> Told:
    counts = pre_transfer_counts(
        LAW, day(given["transfer_date"]), given["transferee_elects_in_writing"], given["transferor_agrees"]
    )
    return {"counts_toward_s188": counts.known}


def paragon(given: Given) -> Told:
    proposed, first = day(given["proposal_date"]), day(given["first_dismissal"])
    found = count_people(LAW, GB, proposed, people(given)).known
    counted = lead(day(given["consultation_start"]), first, found.duty.days)
    form = hr1_form_accepts(LAW, day(given["consultation_start"]), day(given["consultation_start"]))
    return {
        "count": found.number,
        "excluded_officers": found.people.officers,
        "min_days_before_first_dismissal": found.duty.days,
        "gap_days": counted.known.gap,
        "status": status(counted),
        "hr1_days": found.duty.days,
        "s188_items_required": len(information_pack(LAW, GB, proposed, {}).known.required),
        "max_protected_days": most_protected_days(LAW, GB, first).known,
        "consult_with": given.get("recognised_unions"),
        "officer_track": "staff associations, not s.188" if found.people.officers else "",
        "equality_assessment_expected": LAW.at(GB, "equality_duty", first or ANY_DAY).holds,
        "hr1_channel": "digital only" if form.sources[0].holds else "paper or digital",
    }


def outsourcing(given: Given) -> Told:
    on = day(given["transfer_date"]) or ANY_DAY
    due = liability_information_due(LAW, on).known
    early = pre_transfer_counts(LAW, on, True, True).known
    items = transfer_information(LAW, on, {}).known.required
    return {
        "relevant_transfer": bool(
            relevant_transfer(TransferFacts(Move.OUTSOURCED, True, False, False)).known
        ),
        "eli_latest_bare": str(due.latest.bare),
        "eli_latest_clear_days": str(due.latest.clear),
        "inform": True,
        "consult_with_view_to_agreement": consult_on_measures(given["measures_envisaged"]).known,
        "agency_items_required": "agency_number" in items,
        "max_award_weeks": LAW.at(GB, "transfer_award_most_weeks", on).number,
        "pre_transfer_s188_by_transferee_counts": "if elected in writing and transferor agrees"
        if early
        else False,
    }


def mixed(given: Given) -> Told:
    found = count_people(LAW, GB, day(given["proposal_date"]), people(given)).known
    return {
        "s188_count": found.number,
        "collective_duty": found.duty.begins,
        "tupe_inform": any(ROUTES[row["route"]].name == "TRANSFER" for row in given["people"]),
        "affected_total": sum(row["n"] for row in given["people"]),
        "warn": ["two_below_threshold"] if found.duty.distance == 2 else [],
    }


def procurement(given: Given) -> Told:
    year, month = map(int, given["procurement_opened_month"].split("-"))
    ends = [add_months(date(year, month, 1), months) for months in given["duration_months"]]
    return {"decision_window": [f"{end:%Y-%m}" for end in ends]}


ANSWERS: dict[str, Callable[[Given], Told]] = {
    "tupe.applies": transfer_applies,
    "tupe.eli": liability,
    "tupe.direct_consult": directly,
    "tupe.consult": measures,
    "tupe.info": lambda given: {
        "required_items": list(transfer_information(LAW, day(given["information_date"]), {}).known.required)
    },
    "tupe.award": award,
    "tupe.time_limit": lambda given: {
        "last_day_to_present": str(transfer_time_limit(LAW, day(given["transfer_completed"])).known.last_day)
    },
    "tupe.timing": timing,
    "tupe.pretransfer": pre_transfer,
    "tupe.objection": lambda given: {
        "transfers": objection(given["employee_objects_to_transfer"]).known,
        "treated_as_dismissed": False,
    },
    "scenario.paragon_2011": paragon,
    "scenario.paragon_2026": paragon,
    "scenario.outsourcing": outsourcing,
    "scenario.mixed_change": mixed,
    "scenario.timeline": procurement,
}
