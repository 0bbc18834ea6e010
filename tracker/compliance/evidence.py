"""The list of evidence of a change: each statutory step, who was given what, and the files that prove it."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from tracker.attachments.queries import FileLine
from tracker.changes.models import Change
from tracker.compliance import queries_proof, queries_steps
from tracker.compliance.models import StatutoryStep
from tracker.compliance.models_proof import StepRecipient
from tracker.compliance.steps import SLUG_OF, Step
from tracker.organisation.dry_run_pages import plain
from tracker.policy.law.parameters import rule_book

HEADINGS = ("Step", "State", "Day", "What", "Who or name", "How", "Received", "Receipt or fingerprint")


@dataclass(frozen=True)
class Evidence:
    """A step with its proof."""

    step: Step
    slug: str
    row: StatutoryStep | None
    recipients: list[StepRecipient]
    files: list[FileLine]

    @property
    def acknowledged(self) -> int:
        """Recipients with a receipt."""
        return sum(each.received_on is not None for each in self.recipients)

    @property
    def kept(self) -> int:
        """Files that can be had."""
        return sum(each.removed_at is None for each in self.files)


def evidence_of(change: Change, day: date) -> list[Evidence]:
    """Every step on the board of a change, with its proof, in a fixed number of reads."""
    board = queries_steps.board_of(rule_book(), change, day)
    rows, recipients = queries_steps.steps_of(change), queries_proof.recipients_of(change)
    files = queries_proof.files_of_steps(change, [step.kind for step in board])
    return [
        Evidence(step, SLUG_OF[step.kind], rows.get(step.kind), recipients[step.kind], files[step.kind])
        for step in board
    ]


def as_csv(lines: list[Evidence]) -> str:
    """One line for each step, recipient and file; nothing in it is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for line in lines:
        name, row = line.step.kind.value, line.row
        outcome = (row.channel, "", row.evidence or row.reason) if row else ("", "", "")
        day = line.step.done_on or line.step.due_on
        _write(writer, name, line.step.state.value, day, "step", row.authority if row else "", *outcome)
        for each in line.recipients:
            _write(
                writer, name, "", each.sent_on, "recipient", each.recipient, each.channel,
                each.received_on, each.receipt,
            )  # fmt: skip
        for file in line.files:
            state = "removed" if file.removed_at else ""
            _write(writer, name, state, file.added_at.date(), "file", file.name, file.size, "", file.sha256)
    return "\ufeff" + text.getvalue()


def _write(writer: object, *cells: object) -> None:
    writer.writerow(  # type: ignore[attr-defined]  # the type of a csv writer has no public name
        [
            cell.isoformat() if isinstance(cell, date) else plain(cell) if isinstance(cell, str) else ""
            for cell in cells
        ]
    )
