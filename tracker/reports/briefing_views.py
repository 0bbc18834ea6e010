"""A briefing card taken away as Word or PDF: the lines that are out at this moment, and no others."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from tracker.audit import services as audit
from tracker.briefings.queries import CardRow, cards_of, current
from tracker.briefings.rules import LineKind
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.database import now, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.reports.blueprint import reports
from tracker.reports.paper import Paper
from tracker.reports.pdf import as_pdf
from tracker.reports.word import as_word
from tracker.web.access import current_viewer, requires
from tracker.web.clock import london, today
from tracker.web.templating import datetime as moment_in_words
from tracker.web.templating import sentence

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
WARNING = "It may say more later: do not rely on this file on another day. Do not guess what it does not say."


@reports.post("/briefings/<string:reference>.<string:kind>")
@requires(Permission.BRIEFING_READ)
def briefing_file(reference: str, kind: str) -> ResponseReturnValue:
    """The published card as a file; recorded before it is sent."""
    viewer, moment = current_viewer(), now()
    if kind not in MEDIA:
        abort(404)
    change = get_change(reference, viewer, today())
    card = current(cards_of(change, viewer, today(), moment))
    if card is None:
        abort(404)
    with unit_of_work():
        facts: dict[str, int | str] = {"format": kind, "lines": len(card.lines)}
        audit.record(viewer, "briefing:export", "briefing card", card.reference, facts=facts)
    sheet = card_on_paper(change, card, viewer)
    content = as_word(sheet) if kind == "docx" else as_pdf(sheet)
    name = f"briefing-{reference}-{today().isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=MEDIA[kind], headers=headers)


def card_on_paper(change: Change, card: CardRow, viewer: Viewer) -> Paper:
    """The lines given, by what each is for; those who write cards see until when a line is under embargo."""
    moment = london(now())
    lines = [line for kind in LineKind for line in card.of_kind(kind)]
    return Paper(
        title=f"Briefing card: {change.title}",
        facts=(
            ("As at", moment_in_words(moment)),
            ("Taken by", f"{viewer.name}, {viewer.role}"),
            ("Version", str(card.number)),
            ("Questions to", card.questions_to),
        ),
        columns=("This", "Words", "Answer", "Embargo until"),
        widths=(18, 60, 60, 20),
        rows=tuple(
            (
                sentence(line.kind),
                line.text,
                line.answer,
                moment_in_words(line.embargo) if line.embargo else "",
            )
            for line in lines
        ),
        note=WARNING,
        at=moment,
    )
