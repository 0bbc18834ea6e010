"""A table as a PDF that readers aloud can follow: PDF/UA-1, with language, title and table headers.

The page is described by ``report.typ``, which gets everything typed as data and never as markup.
"""

import json
from pathlib import Path

from tracker.reports.paper import Paper

TEMPLATE = Path(__file__).with_name("report.typ")
LAST_LETTER = 0x24F
"""The end of Latin letters: what lies beyond is written as its number where no font at hand has it."""


def as_pdf(paper: Paper) -> bytes:
    """The file's bytes."""
    import typst

    try:
        return _compile(paper, json.dumps(data_of(paper)))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(paper, json.dumps(_displayable(data_of(paper))))


def data_of(paper: Paper) -> dict[str, object]:
    """Everything on the page, as the template reads it."""
    return {
        "title": paper.title,
        "facts": [list(fact) for fact in paper.facts],
        "columns": list(paper.columns),
        "widths": list(paper.widths),
        "rows": [list(row) for row in paper.rows],
        "note": paper.note,
    }


def _compile(paper: Paper, report: str) -> bytes:
    import typst

    found = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"report": report},
        pdf_standards="ua-1",
        timestamp=int(paper.at.timestamp()),
    )
    assert isinstance(found, bytes)
    return found


def _sign(sign: str) -> str:
    known = ord(sign) <= LAST_LETTER or sign in "‘’“”–—…"
    return sign if known else f"[U+{ord(sign):04X}]"


def _displayable(value: object) -> object:
    """The same with signs that the font lacks written as their number, such as [U+674E]."""
    if isinstance(value, dict):
        return {key: _displayable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_displayable(inner) for inner in value]
    if isinstance(value, str):
        return "".join(_sign(sign) for sign in value)
    return value
