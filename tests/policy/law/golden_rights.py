"""Puts the golden cases of terms, individual rights and other regimes to the engine."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tests.policy.law.golden_words import LAW, day, status
from tracker.policy.calendar.spans import DAY, add_months
from tracker.policy.disclosure.figures import is_count_unsafe
from tracker.policy.disclosure.standards import ORDINARY
from tracker.policy.law.counting import Kind
from tracker.policy.law.data_protection import Subject, assessment_due, may_tell_rep
from tracker.policy.law.fair_process import (
    adequate_time,
    conscientious_consideration,
    equality_assessment,
    formative_stage,
    request_signatures,
    sufficient_reasons,
)
from tracker.policy.law.findings import Grade
from tracker.policy.law.notice import notice_end, notice_weeks, statutory_notice_weeks
from tracker.policy.law.other_regimes import (
    directive_collective,
    irish_collective,
    irish_notice,
    warn_covers,
    warn_event,
    warn_series,
)
from tracker.policy.law.parameters import Regime
from tracker.policy.law.police import a19_available, officers_body, police_employer
from tracker.policy.law.priority import ParentFacts, must_offer, priority
from tracker.policy.law.redundancy_pay import (
    modification_order_offer,
    most_redundancy_pay,
    reckonable_years,
    redundancy_pay,
    relevant_date,
    service_for_pay,
    week_pay_cap,
)
from tracker.policy.law.terms import Restriction, Variation, code_applies, replacement, restricted_variation
from tracker.policy.law.trial import (
    offer_in_time,
    payment_after_refusal,
    payment_after_trial,
    trial_extension,
    trial_period,
)

Given = Mapping[str, Any]
Told = dict[str, Any]
GB = Regime.GREAT_BRITAIN
ANY_DAY = date(2026, 6, 1)
VARIATIONS = {
    "basic pay cut": Variation.PAY,
    "contract hours 37 to 35": Variation.HOURS,
    "annual leave reduced": Variation.TIME_OFF,
    "place of work moved": Variation.PLACE,
    "new flexibility clause letting employer cut pay": Variation.OWN_POWER,
    "shift moved from day to night": Variation.SHIFT,
}


def alternative(given: Given) -> Told:
    if "offer_suitable" in given:
        due = payment_after_refusal(given["offer_suitable"], given["refusal_reasonable"]).known
        return {"redundancy_payment_due": due}
    finding = offer_in_time(LAW, day(given["old_job_ends"]), day(given["offer_made"]), day(given["starts"]))
    return {"valid_statutory_offer": finding.known}


def trial(given: Given) -> Told:
    starts = day(given["new_work_starts"])
    if "resigns" in given:
        kept = payment_after_trial(
            LAW, starts, day(given["resigns"]), given.get("job_suitable"), given.get("resignation_reasonable")
        )
        return {"redundancy_payment_kept": kept.known}
    span = trial_period(LAW, starts).known
    return {"ends": str(span.last), "calendar_days": span.calendar_days}


def extension(given: Given) -> Told:
    finding = trial_extension(
        given["for"] == "retraining", given.get("in_writing"), given.get("agreed_before_start"),
        given.get("states_end_date_and_later_terms"),
    )  # fmt: skip
    return {"valid": finding.known}


def weeks_of_notice(given: Given) -> Told:
    if "contract_weeks" in given:
        return {"notice_weeks": notice_weeks(LAW, given["statutory_weeks"], given["contract_weeks"]).known}
    weeks = statutory_notice_weeks(LAW, day(given["start"]), day(given["dismissal_on"])).known
    return {"statutory_notice_weeks": weeks}


def end_of_notice(given: Given) -> Told:
    finding = notice_end(day(given["notice_given"]), given["weeks"])
    return {"first_day_counted": str(dict(finding.dates)["first day counted"]), "ends_on": str(finding.known)}


def pay(given: Given) -> Told:
    found = redundancy_pay(
        LAW, given["age_at_relevant_date"], given["complete_years"], Fraction(str(given["gross_week_pay"])),
        day(given.get("relevant_date")), given["week_pay_cap"],
    ).known  # fmt: skip
    return {"weeks": float(found.weeks), "amount": found.amount / 100}


def cap(given: Given) -> Told:
    regime = Regime.NORTHERN_IRELAND if given["jurisdiction"] == "NI" else GB
    on = day(given["relevant_date"])
    return {
        "week_pay_cap": week_pay_cap(LAW, on, regime).known,
        "max_statutory_payment": most_redundancy_pay(LAW, on, regime).known,
    }


def eligibility(given: Given) -> Told:
    if "years_employed" in given:
        start = date(2020, 1, 1)
        end = add_months(start, int(given["years_employed"] * 12)) - DAY
        return {"complete_years": service_for_pay(LAW, start, end).known.years}
    if given.get("person") == "police officer":
        return {"eligible": service_for_pay(LAW, None, None, Kind.POLICE_OFFICER).known.eligible}
    found = service_for_pay(LAW, day(given["start"]), day(given["relevant_date"])).known
    return {"complete_years": found.years, "eligible": found.eligible}


def relevant(given: Given) -> Told:
    ended = day(given["dismissed_without_notice_on"])
    on = relevant_date(ended, given["statutory_notice_weeks"], None).known
    return {"relevant_date": str(on), "week_pay_cap": week_pay_cap(LAW, on).known}


def modification_order(given: Given) -> Told:
    if "service" in given:
        service = [(True, row["years"]) for row in given["service"]]
        return {"reckonable_years": reckonable_years(service, given["gap_weeks"]).known}
    due = modification_order_offer(
        LAW, given["new_employer_on_modification_order"], given["offer_made_before_end"],
        day(given["old_job_ends"]), day(given["new_job_starts"]),
    ).known  # fmt: skip
    return {"redundancy_payment_due": due, "continuity_preserved": not due}


def parents(given: Given) -> Told:
    if "suitable_vacancies" in given:
        offer = must_offer(given["priority"], given["suitable_vacancies"]).known
        return {"must_offer": offer, "may_be_made_redundant": not offer}
    facts = ParentFacts(
        pregnancy_told_on=day(given.get("notified") or given.get("pregnancy_notified")),
        pregnancy_ended=day(given.get("pregnancy_ended")),
        entitled_to_leave=given.get("entitled_to_maternity_leave"),
        on_leave=given.get("on_leave"),
        maternity_leave_ended=day(given.get("maternity_leave_ended")),
        child_born=day(given.get("child_born")),
        birth_told=given.get("birth_date_notified"),
        expected_week=day(given.get("ewc_first_day")),
        adoption_leave_ended=day(given.get("adoption_leave_ended")),
        placed=day(given.get("placed")),
        shared_leave_weeks=given.get("shared_parental_leave_consecutive_weeks"),
        shared_leave_began=day(given.get("first_day")),
        took_other_leave=given.get("also_took_maternity_or_adoption"),
    )
    found = priority(LAW, facts, day(given.get("check_date"))).known
    return {
        "priority": found.holds,
        "anchor": found.anchor,
        "anchor_plus_18_months": str(found.until),
        "protected_until": str(found.until),
    }


def fire_and_rehire(given: Given) -> Told:
    on = day(given["dismissal_date"])
    found = restricted_variation(LAW, VARIATIONS[given["variation"]], on)
    depends = found.known is Restriction.DEPENDS
    return {
        "restricted_variation_rule_in_force": bool(found.sources[0].holds),
        "code_of_practice_2024_applies": code_applies(LAW, on).known,
        "restricted_variation": "depends_on_regulations" if depends else found.known is Restriction.YES,
        "expected": depends,
        "ordinary_fairness_factors": list(found.steps),
    }


def replaced(given: Given) -> Told:
    found = replacement(LAW, True, given["work_need_diminished"], day(given["dismissal_date"]))
    return {
        "automatically_unfair": found.known is Restriction.YES,
        "section": "104K" if "104K" in found.message else "",
        "unless": "financial-distress defence",
        "if_work_moves_to_a_supplier": "check TUPE first",
    }


def gunning(given: Given) -> Told:
    told: Told = {}
    if "consultation_opened" in given:
        g1 = formative_stage(day(given["decision_recorded"]), day(given["consultation_opened"]))
        told["g1_formative"] = "fail" if g1.grade is Grade.BREACH else "pass"
    if "documents" in given:
        g2 = sufficient_reasons(len(given["documents"]), given["options_described"])
        told["g2_sufficient_reasons"] = "fail" if g2.grade is Grade.BREACH else "pass"
    if "opened" in given and "closes" in given:
        g3 = adequate_time(LAW, day(given["opened"]), day(given["closes"]))
        told["g3_days"] = g3.known
    if "responses" in given:
        g4 = conscientious_consideration(
            given["responses"], given["responses_with_recorded_consideration"], given["decision_recorded"]
        )
        told["g4_conscientious_consideration"] = "fail" if g4.grade is Grade.BREACH else "pass"
        told["unconsidered"] = g4.known
    return told


def equality(given: Given) -> Told:
    finding = equality_assessment(
        LAW, day(given["equality_assessment_dated"]), day(given["decision_dated"]),
        day(given.get("proposal_materially_changed")), day(given.get("assessment_refreshed")),
    )  # fmt: skip
    grade = "breach_risk" if finding.grade is Grade.BREACH else status(finding)
    return {"status": grade, "code": finding.code}


def irish(given: Given) -> Told:
    if "employer" in given:
        finding = irish_collective(LAW, None, given["dismissals_in_30_days"], ANY_DAY, True)
        return {"act_applies": finding.code != "act_does_not_apply"}
    if "notice_issued" in given:
        return {"status": status(irish_notice(given["consultation_complete"], given["notice_issued"]))}
    found = irish_collective(
        LAW, given["establishment_normally_employs"], given["dismissals_in_30_days"], ANY_DAY
    ).known
    return {
        "threshold": found.threshold,
        "collective_redundancy": found.collective,
        "consult_days": found.consult_days,
        "notify_minister_days": found.authority_days,
    }


def european(given: Given) -> Told:
    ninety = given["option"] == "90_days"
    size, number = given["establishment_normally_employs"], given["dismissals"]
    return {
        "collective_redundancy": directive_collective(LAW, ninety, size, number, ANY_DAY).known.collective
    }


def american(given: Given) -> Told:
    if "employer" in given:
        return {"covered_employer": warn_covers(LAW, None, ANY_DAY, True).known}
    if "full_time_employees" in given:
        return {"covered_employer": warn_covers(LAW, given["full_time_employees"], ANY_DAY).known}
    if "terminations" in given:
        by_day = {
            date.fromordinal(ANY_DAY.toordinal() + row["day"]): row["n"] for row in given["terminations"]
        }
        causes = given.get("separate_and_distinct_causes", False)
        found = warn_series(LAW, by_day, given["initial_headcount"], causes).known
        return {"trigger": found.name}
    site = given.get("site_headcount", given.get("site_full_time_headcount"))
    part_time = given.get("of_which_part_time", 0)
    closing = given["event"] == "plant_closing"
    found = warn_event(LAW, closing, given["losses_in_30_days"], site, ANY_DAY, part_time).known
    return {
        "trigger": found.name,
        "notice_days": found.notice_days,
        "pct": found.percent,
        "countable": found.losses,
    }


def told_to_rep(given: Given) -> Told:
    asked = next(subject for subject in Subject if given["asks"].startswith(subject.value))
    finding = may_tell_rep(asked)
    return {"allow": finding.known, "reason": finding.message, "basis": finding.message}


def small_cell(given: Given) -> Told:
    """The product's own rule, whose threshold is the case's."""
    assert ORDINARY.threshold == given["small_cell_threshold"]
    unsafe = is_count_unsafe(given["cell_count"])
    shown = f"<{ORDINARY.threshold}" if unsafe else str(given["cell_count"])
    return {"display": shown, "complementary_suppression": True}


def impact_assessment(given: Given) -> Told:
    finding = assessment_due(given["processes_union_membership"], given["profiles_disruption_of_named_staff"])
    return {
        "dpia_required": finding.known,
        "appropriate_policy_document": finding.code == "policy_document_required",
    }


def officer(given: Given) -> Told:
    finding = officers_body()
    return {
        "employee_for_tulrca": finding.code != "officer",
        "representative_body": finding.known,
        "redundancy_possible": finding.code != "officer",
    }


def a19(given: Given) -> Told:
    finding = a19_available(
        LAW, day(given["date"]), given["pensionable_years"], given["two_thirds_pension"], given["rank"]
    )
    return {"a19_available": finding.known}


ANSWERS: dict[str, Callable[[Given], Told]] = {
    "alternative.offer": alternative,
    "trial.period": trial,
    "trial.extension": extension,
    "notice.weeks": weeks_of_notice,
    "notice.end": end_of_notice,
    "srp.amount": pay,
    "srp.cap": cap,
    "srp.eligibility": eligibility,
    "srp.relevant_date": relevant,
    "srp.modification_order": modification_order,
    "maple.priority": parents,
    "era2025.fire_rehire": fire_and_rehire,
    "era2025.replacement": replaced,
    "fire_rehire_code": lambda given: {
        "code_of_practice_2024_applies": code_applies(
            LAW, day(given["prospect_of_dismissal_first_raised"])
        ).known,
        "numbers_threshold": None,
    },
    "gunning": gunning,
    "psed": equality,
    "ice.request": lambda given: {
        "regulations_apply": (
            found := request_signatures(LAW, given["employees"], day(given["request_date"]))
        ).value
        is not None,
        "signatures_needed": found.value,
    },
    "ie.threshold": irish,
    "ie.scope": irish,
    "ie.notice": irish,
    "eu.threshold": european,
    "warn": american,
    "dataprotection.access": told_to_rep,
    "dataprotection.aggregate": small_cell,
    "dataprotection.dpia": impact_assessment,
    "police.scope": officer,
    "police.a19": a19,
    "police.employer": lambda given: {
        "employer": police_employer(LAW, given["force"], day(given["date"])).known.name
    },
}
