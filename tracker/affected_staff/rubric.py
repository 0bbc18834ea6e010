"""What low, medium and high mean for each impact: the anchors that everyone who records must choose by."""

from tracker.affected_staff.rules import ImpactKind, Severity

RUBRIC: dict[ImpactKind, tuple[str, str, str]] = {
    ImpactKind.JOB_LOSS: (
        "Within a review, but no post in their own group is proposed for deletion",
        "Their own selection pool loses less than a quarter of its posts",
        "The pool loses a quarter or more, their own post is named, or notice is served",
    ),
    ImpactKind.EMPLOYER_TRANSFER: (
        "Same site, same terms, same team under the new employer",
        "One of site, terms or team changes",
        "Two or more change, or pension or continuity of service is touched",
    ),
    ImpactKind.ROLE_CHANGE: (
        "Up to a quarter of their duties",
        "A quarter to a half of their duties, or more than five days of retraining",
        "A new job, a competitive selection, or another grade",
    ),
    ImpactKind.PAY_TERMS: (
        "Nothing is lost",
        "Up to 2 per cent of pay, or terms other than pay",
        "More than 2 per cent of pay, an allowance removed, or dismissal and re-engagement",
    ),
    ImpactKind.RELOCATION: (
        "Less than 30 minutes more travel a day",
        "30 to 60 minutes more a day",
        "More than 60 minutes more a day, or moving home",
    ),
    ImpactKind.SHIFT_PATTERN: (
        "Starts or finishes within an hour of before",
        "Other days, or another rota",
        "New nights, weekends or on-call, or more than a quarter of the hours moved",
    ),
    ImpactKind.TEAM_CHANGE: (
        "Only the team's name or reporting line",
        "Up to half of the people they work closely with",
        "More than half, or the team is dissolved or merged",
    ),
    ImpactKind.LINE_MANAGER: (
        "Another second-line manager",
        "Another line manager, once",
        "Twice within twelve months, or no handover",
    ),
    ImpactKind.TECHNOLOGY: (
        "Up to half a day to learn",
        "Half a day to three days",
        "More than three days, or the main tool of the job replaced",
    ),
    ImpactKind.PROCESS: ("Small steps", "A quarter of their tasks or more", "More than half of their tasks"),
    ImpactKind.WORKLOAD: (
        "Cover for somebody for less than three months",
        "Part of a vacated post for good",
        "Half a post or more, or a quarter of the team vacant",
    ),
}

LEVELS = (Severity.LOW, Severity.MEDIUM, Severity.HIGH)
EASY_NAMES: dict[Severity, str] = {
    Severity.LOW: "Low",
    Severity.MEDIUM: "Medium",
    Severity.HIGH: "High",
    Severity.NONE: "None: looked at, nothing changes for them",
    Severity.UNKNOWN: "Not known yet: counts as medium, and shown as unknown",
}
