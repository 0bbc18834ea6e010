"""How the golden cases write dates and grades."""

from datetime import date
from typing import Any

from tracker.policy.law.findings import Finding, Grade
from tracker.policy.law.parameters import rule_book

LAW = rule_book()


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def status(finding: Finding[Any]) -> str:
    """The cases say marginal where we warn of the bare count, and ok where nothing is flagged."""
    if finding.code == "marginal":
        return "marginal"
    return {Grade.INFO: "ok"}.get(finding.grade, finding.grade.value)
