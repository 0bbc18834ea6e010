"""What may be told, and when a data protection assessment is due (rules DP-01 to DP-07)."""

from enum import StrEnum

from tracker.policy.law.findings import Finding, Grade, graded, need


class Subject(StrEnum):
    """What somebody asks for."""

    UNION_MEMBERSHIP = "which colleagues are union members"
    NUMBERS_AT_RISK = "numbers and descriptions at risk"
    NAMES_AT_RISK = "names at risk"
    SCORES = "selection scores"
    HEALTH = "health or pregnancy"
    EXPOSURE = "what a defective consultation may cost"


_TO_A_REP = {
    Subject.UNION_MEMBERSHIP: (False, "special category data; rep holds own membership list"),
    Subject.NUMBERS_AT_RISK: (True, "s.188(4) statutory disclosure"),
    Subject.NAMES_AT_RISK: (False, "only with the person's agreement, or where law requires it"),
    Subject.SCORES: (False, "about a named individual"),
    Subject.HEALTH: (False, "special category data"),
    Subject.EXPOSURE: (False, "the employer's own assessment"),
}


@graded("DP-03")
def may_tell_rep(subject: Subject | None) -> Finding[bool]:
    """Whether a union representative may be told, and on what ground."""
    allowed, reason = _TO_A_REP[need(subject, "what is asked")]
    return Finding("DP-03", Grade.INFO, reason, allowed, code=reason)


@graded("DP-07")
def assessment_due(special_category: bool | None, profiles_named_staff: bool | None) -> Finding[bool]:
    """Whether a data protection impact assessment comes before go-live."""
    known = [fact for fact in (special_category, profiles_named_staff) if fact is not None]
    if not any(known):
        need(special_category, "whether special category data is processed")
        need(profiles_named_staff, "whether named staff are profiled")
    due = any(known)
    return Finding(
        "DP-07",
        Grade.WARN if due else Grade.INFO,
        "Make the assessment before go-live" if due else "No assessment is due on these facts",
        due,
        code="policy_document_required" if special_category else "",
    )
