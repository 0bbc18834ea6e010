"""Recording what is taken away."""

from tracker.audit import services as audit
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.reports.rules import Purpose


def record_export(kind: str, rows: int, purpose: Purpose, by: Viewer) -> None:
    """Record that a file naming people leaves; the entry is committed before the file is sent."""
    audit.record(
        by,
        Permission.REPORT_AFFECTED_STAFF,
        "export",
        "-",
        facts={"format": kind, "rows": rows, "purpose": purpose.value},
    )


def record_figures(kind: str, employer: str, rows: int, by: Viewer) -> None:
    """Record that figures without names leave."""
    audit.record(by, f"{kind}:export", "employer", employer, facts={"rows": rows})
