"""A table as a Word document: language, title and heading row set, every word a plain run of text."""

import io
from typing import Any

from tracker.reports.paper import Paper

LANGUAGE = "en-GB"


def as_word(paper: Paper) -> bytes:
    """The document's bytes."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = docx.Document()
    document.core_properties.title = paper.title
    document.core_properties.language = LANGUAGE
    document.core_properties.author = dict(paper.facts).get("Taken by", "")
    document.core_properties.created = paper.at.replace(tzinfo=None)
    _set_language(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    document.styles["Normal"].font.size = Pt(8)
    document.add_heading(paper.title, level=1)
    for label, value in paper.facts:
        line = document.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(value)
    document.add_paragraph(paper.note)
    _table(document, paper)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _table(document: Any, paper: Paper) -> None:
    """The table as XML of its own: the library's cells cost a search through the whole table each."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    grid = "<w:gridCol/>" * len(paper.columns)
    style = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
    table = parse_xml(f"<w:tbl {nsdecls('w')}>{style}<w:tblGrid>{grid}</w:tblGrid></w:tbl>")
    lines = [("<w:trPr><w:tblHeader/></w:trPr>", "<w:rPr><w:b/></w:rPr>", paper.columns)]
    lines += [("", "", row) for row in paper.rows]
    for line_style, letters, row in lines:
        cell = f"<w:tc><w:p><w:r>{letters}<w:t/></w:r></w:p></w:tc>"
        line = parse_xml(f"<w:tr {nsdecls('w')}>{line_style}{cell * len(row)}</w:tr>")
        for place, value in zip(line.iter(qn("w:t")), row, strict=True):
            place.text = value
            place.set(qn("xml:space"), "preserve")
        table.append(line)
    body = document.element.body
    body.insert(len(body) - 1, table)  # what comes last describes the section


def _set_language(document: Any) -> None:
    """The language of the text itself, which readers aloud go by."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    properties.append(language)
