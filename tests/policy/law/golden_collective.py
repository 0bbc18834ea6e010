"""Puts the golden cases of collective redundancy to the engine."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tests.policy.law.golden_words import LAW, day, status
from tracker.policy.law.batches import Batch, count_batches
from tracker.policy.law.collective import (
    Stage,
    collective_duty,
    count_people,
    duty_by_site,
    organisation_duty,
    tiered_organisation_threshold,
    valid_organisation_threshold,
)
from tracker.policy.law.counting import Kind, Proposed, Route
from tracker.policy.law.day_counts import clock_start, earliest_after, latest_before, lead
from tracker.policy.law.findings import Finding, Grade
from tracker.policy.law.hr1 import failure_to_notify, hr1_copies, hr1_filing, hr1_form_accepts
from tracker.policy.law.information import delivery, information_pack, topics
from tracker.policy.law.parameters import Regime
from tracker.policy.law.protective_award import (
    award_exposure,
    award_time_limit,
    award_uplift,
    most_protected_days,
    protected_period_start,
    starting_point,
)
from tracker.policy.law.representatives import Whom, after_election, in_scope, whom_to_consult
from tracker.policy.law.sequence import decision_order, notice_order

Given = Mapping[str, Any]
Told = dict[str, Any]

REGIMES = {"GB": Regime.GREAT_BRITAIN, "NI": Regime.NORTHERN_IRELAND}
GB = Regime.GREAT_BRITAIN
ANY_DAY = date(2026, 6, 1)

KINDS = {
    "employee": Kind.EMPLOYEE,
    "police_officer": Kind.POLICE_OFFICER,
    "agency_worker": Kind.AGENCY_WORKER,
    "crown_servant": Kind.CROWN_SERVANT,
    "self_employed": Kind.SELF_EMPLOYED,
}
ROUTES = {
    "compulsory_redundancy": Route.COMPULSORY,
    "compulsory_or_voluntary_redundancy": Route.COMPULSORY,
    "voluntary_redundancy": Route.VOLUNTARY,
    "offered_alternative_role": Route.OFFERED_OTHER_WORK,
    "fixed_term_natural_expiry": Route.FIXED_TERM_ENDS,
    "fixed_term_ended_early": Route.FIXED_TERM_CUT,
    "other_post_loss": Route.POST_LOSS,
    "dismiss_and_reengage": Route.REENGAGED,
    "conduct_or_capability": Route.PERSONAL,
    "reason_unknown": Route.UNKNOWN,
    "transfer_to_contractor_TUPE": Route.TRANSFER,
    "slotted_in_same_terms": Route.SLOTTED_IN,
    "assignment_ended": Route.COMPULSORY,
    "A19_retirement_or_wastage": Route.COMPULSORY,
    "A19": Route.COMPULSORY,
    "wastage": Route.COMPULSORY,
}


def regime(given: Given) -> Regime:
    return REGIMES[given.get("jurisdiction", "GB")]


def people(given: Given) -> list[Proposed]:
    leaves = day(given.get("first_dismissal")) or ANY_DAY
    return [Proposed(KINDS[row["kind"]], ROUTES[row["route"]], row["n"], leaves) for row in given["people"]]


def threshold(given: Given) -> Told:
    """One establishment, or in Northern Ireland one number."""
    number = (
        given["proposed"]
        if "proposed" in given
        else given["establishments"][0]["proposed_employee_dismissals"]
    )
    duty = collective_duty(LAW, regime(given), day(given["proposal_date"]), number).known
    return {
        "collective_duty": duty.begins,
        "min_days_before_first_dismissal": duty.days,
        "hr1_required": duty.begins,
    }


def count(given: Given) -> Told:
    stage = Stage.SCENARIO if given.get("stage") == "scenario" else Stage.PROPOSAL
    finding = count_people(LAW, regime(given), day(given["proposal_date"]), people(given), stage)
    found = finding.known
    return {
        "count": found.number,
        "collective_duty": found.duty.begins,
        "min_days_before_first_dismissal": found.duty.days,
        "excluded_officers": found.people.officers,
        "flags": [flag for flag in found.flags if flag.startswith("fire")],
        "warn": finding.grade is Grade.WARN and "watch for the point at which it becomes a proposal",
    }


def window(given: Given) -> Told:
    batch = Batch(
        "plan", None, None, {day(row["date"]): row["n"] for row in given["planned_dismissals"]}
    )  # fmt: skip
    first = min(leaves for leaves in batch.counted if leaves)
    found = count_batches(LAW, regime(given), [batch], first).known
    return {
        "max_in_any_90_day_window": found.statutory.number,
        "collective_duty": found.statutory.begins,
        "min_days": found.statutory.days,
        "span_days": found.window.span_days,
        "leap_year": True,
    }


def batches(given: Given) -> Told:
    rows = [
        Batch(
            f"batch{row['id']}",
            day(row["proposed"]),
            day(row["consultation_begun"]),
            {day(row["first_dismissal"]): row["n"]},
            "same" if row.get("same_business_reason") else f"reason of {row['id']}",
        )
        for row in given["batches"]
    ]
    on = max(row.proposed_on for row in rows if row.proposed_on)
    found = count_batches(LAW, regime(given), rows, on).known
    told: Told = {
        f"count_statutory_on_{on.isoformat()}": found.statutory.number,
        "collective_duty": found.statutory.begins,
        "min_days": found.statutory.days,
        "first_dismissal_governing": str(found.first_dismissal),
        "not": 45 if found.batches["batch2"].duty.days != 45 else None,
        "warn": [
            f"combined_total_{found.prudent.number}_would_be_100_plus_tier"
            for _ in found.warnings
            if found.prudent.number >= 100
        ],
    }
    for name, each in found.batches.items():
        told |= {
            f"{name}_count_statutory": each.statutory,
            f"{name}_min_days": each.duty.days,
            f"{name}_collective_duty": each.duty.begins,
        }
    return told


def batches_by_state(given: Given) -> Told:
    """Northern Ireland: the first batch in consultation or not, all else equal."""
    rows = []
    for number, name in enumerate(("batch1", "batch2"), start=1):
        began = date(2026, 5, 10) if given[name].get("consultation_begun") else None
        rows.append(Batch(name, date(2026, 5, number), began, {date(2026, 9, 1): given[name]["n"]}))
    second = count_batches(LAW, regime(given), rows, date(2026, 5, 20)).known.batches["batch2"]
    return {"batch2_count": second.statutory, "batch2_min_days": second.duty.days}


def sites(given: Given) -> Told:
    numbers = {site["id"]: site["proposed_employee_dismissals"] for site in given["establishments"]}
    found = duty_by_site(LAW, regime(given), day(given["proposal_date"]), numbers).known
    return {
        "collective_duty_by_site": {site: duty.begins for site, duty in found.by_site.items()},
        "min_days_by_site": {site: duty.days for site, duty in found.by_site.items()},
        "organisation_total": found.together.number,
    }


def employers(given: Given) -> Told:
    on = day(given["proposal_date"])
    found = {
        each["id"]: duty_by_site(LAW, GB, on, {each["id"]: each["proposed_employee_dismissals"]}).known
        for each in given["employers"]
    }
    return {
        "collective_duty_by_employer": {name: sites.together.begins for name, sites in found.items()},
        "aggregate_across_employers": False,
    }


def organisation(given: Given) -> Told:
    if "configured_threshold" in given:
        valid = valid_organisation_threshold(LAW, given["configured_threshold"], ANY_DAY)
        return {"valid_config": valid, "reason": "regulations may not set a number below 20"}
    if "workforce" in given:
        return {"org_threshold": tiered_organisation_threshold(LAW, given["workforce"], ANY_DAY)}
    numbers = [given["proposed_per_site"]] * given["sites"]
    duty = organisation_duty(LAW, ANY_DAY, numbers, given["org_threshold"]).known
    return {
        "total": duty.number,
        "collective_duty": duty.begins,
        "min_days_before_first_dismissal": duty.days,
    }


def earliest(given: Given) -> Told:
    found = earliest_after(day(given["consultation_start"]), given["required_days"]).known
    return {
        "earliest_first_dismissal_bare": str(found.bare),
        "earliest_first_dismissal_clear_days": str(found.clear),
        "default_shown_to_user": "clear_days",
        "counts_weekends_and_bank_holidays": True,
    }


def daycount_status(given: Given) -> Told:
    finding = lead(day(given["consultation_start"]), day(given["first_dismissal"]), given["required_days"])
    return {"gap_days": finding.known.gap, "status": status(finding)}


def latest(given: Given) -> Told:
    found = latest_before(day(given["target_first_dismissal"]), given["required_days"]).known
    return {"latest_start_bare": str(found.bare), "latest_start_clear_days": str(found.clear)}


def clock(given: Given) -> Told:
    start = clock_start({who: day(on) for who, on in given["s188_4_information_received"].items()}).known
    return {
        "clock_start": str(start),
        **earliest({"consultation_start": str(start), "required_days": given["required_days"]}),
    }


def notice(given: Given) -> Told:
    first_notice = day(given["notice_issued"])
    checks: list[Finding[Any]] = [notice_order(first_notice, day(given["consultation_completed"]))]
    checks.append(
        lead(day(given["consultation_start"]), day(given["first_dismissal"]), given["required_days"])
    )
    if "hr1_received" in given:
        received = day(given["hr1_received"])
        first = day(given["first_dismissal"])
        checks.append(hr1_filing(LAW, GB, received, first, first_notice, given["required_days"]))
    gravest = next((check for check in checks if check.grade is Grade.BREACH), checks[0])
    return {"status": status(gravest), "code": gravest.code}


def decision(given: Given) -> Told:
    finding = decision_order(day(given["decision_recorded"]), day(given["consultation_start"]))
    return {"status": status(finding), "code": finding.code}


def information(given: Given) -> Told:
    supplied = dict.fromkeys(given["supplied"], "given")
    found = information_pack(LAW, GB, day(given["date"]), supplied).known
    return {
        "complete": found.complete,
        "required_items": len(found.required),
        "missing": list(found.missing),
    }


def delivered(given: Given) -> Told:
    finding = delivery(LAW, ANY_DAY, given["method"], given["address_notified_by_rep"])
    return {"status": status(finding), "listed_methods": list(finding.steps)}


def content(given: Given) -> Told:
    found = topics(LAW, ANY_DAY, given["topics_discussed"]).known
    return {
        "status": "complete" if found.complete else "incomplete",
        "missing_topics": list(found.missing),
        "must_be_with_a_view_to_agreement": True,
    }


def representatives(given: Given) -> Told:
    if "election_invited" in given:
        whom = after_election(day(given["election_invited"]), given["elected_within_reasonable_time"]).known
        return {"give_s188_4_information_to": str(whom).replace(" ", "_")}
    if "affected_scope" in given:
        consulted = in_scope(dismissal_proposed=False, touched_by_measures=True)
        counted = count_people(LAW, GB, ANY_DAY, [Proposed(Kind.EMPLOYEE, Route.STAYS, 1, ANY_DAY)]).known
        return {"their_reps_consulted": consulted.known, "counted_toward_20": counted.number > 0}
    finding = whom_to_consult(
        given["independent_union_recognised_for_description"],
        given.get("existing_elected_body_with_authority"),
    )
    names = {Whom.UNION: "union_reps", Whom.ELECTED: "specially_elected_reps"}
    return {
        "must_consult": names.get(finding.known, str(finding.known)),
        "elected_reps_sufficient": finding.known is not Whom.UNION,
        "election_required": finding.code == "election_required",
    }


def hr1(given: Given) -> Told:
    if "reps" in given:
        copies = hr1_copies(given["reps"], given["hr1_copied_to"])
        return {"status": status(copies), "missing_copy": list(copies.known)}
    if "hr1_submission" in given:
        form = hr1_form_accepts(LAW, day(given["hr1_submission"]), day(given["consultation_start"]))
        return {"status": form.code or "ok", "earliest_submission": str(form.known)}
    finding = hr1_filing(
        LAW, regime(given), day(given["hr1_received"]), day(given["first_dismissal"]),
        day(given["first_notice_of_dismissal"]), given["required_days"],
    )  # fmt: skip
    return {"gap_days": finding.known.lead.gap, "status": status(finding), "code": finding.code}


def offence(given: Given) -> Told:
    found = failure_to_notify(given["hr1_sent"]).known
    return {"offence": bool(found), "who": list(found), "trial": "summary"}


def most_days(given: Given) -> Told:
    on = day(given.get("first_dismissal_takes_effect") or given["dismissal"])
    return {"max_protected_days": most_protected_days(LAW, regime(given), on).known}


def exposure(given: Given) -> Told:
    money = award_exposure(given["employees"], Fraction(str(given["gross_week_pay"])), given["days"]).known
    return {
        "per_employee": money.each / 100,
        "total": money.total / 100,
        "statutory_week_pay_cap_applies": False,
    }


def start_point(given: Given) -> Told:
    days = starting_point(given["consultation"] != "none", given["regime_max"]).value
    return {"start_point_days": days, "reduce_only_for": "mitigating circumstances"}


def uplift(given: Given) -> Told:
    found = award_uplift(
        LAW, given["dismissal_and_reengagement"], given["unreasonable_breach_of_code"],
        day(given.get("tribunal_date")), given["award_days"],
    ).known  # fmt: skip
    return {"max_uplift_pct": found.percent, "max_effective_days": found.days and float(found.days)}


def time_limit(given: Given) -> Told:
    finding = award_time_limit(LAW, day(given.get("last_dismissal_takes_effect") or given["as_of"]))
    return {
        "last_day_to_present": str(finding.known.last_day),
        "limit_months": finding.known.months,
        "flag": finding.code == "limit_may_change" and FLAG,
    }


FLAG = (
    "six months 'no earlier than October 2026' was planned; commencement not confirmed in any source seen - "
    "keep as a dated parameter"
)

ANSWERS: dict[str, Callable[[Given], Told]] = {
    "s188.threshold": threshold,
    "s188.threshold.historic": threshold,
    "ni.threshold": threshold,
    "s188.count": count,
    "s188.window90": window,
    "s188.batches": batches,
    "ni.batches": batches_by_state,
    "s188.establishment": sites,
    "s188.employer": employers,
    "era2025.org_threshold": organisation,
    "s188.daycount": earliest,
    "s188.weekends": earliest,
    "s188.daycount.status": daycount_status,
    "s188.daycount.reverse": latest,
    "s188.clock_start": clock,
    "s188.notice": notice,
    "s188.timing": decision,
    "s188.info": information,
    "s188.delivery": delivered,
    "s188.content": content,
    "s188.reps": representatives,
    "s193.hr1": hr1,
    "s193.offence": offence,
    "s189.max_days": most_days,
    "ni.award": most_days,
    "s189.exposure": exposure,
    "s189.start_point": start_point,
    "s189.uplift": uplift,
    "s189.protected_period": lambda given: {
        "protected_period_starts": str(
            protected_period_start(day(given["first_dismissal"]), day(given["award_date"])).known
        )
    },
    "s189.time_limit": time_limit,
}
