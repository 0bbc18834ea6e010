"""Letters as one Word document, each on pages of its own: every word a plain run of text."""

import io
from collections.abc import Sequence

LANGUAGE = "en-GB"
NOT_PRINTED = dict.fromkeys(number for number in range(32) if number not in (9, 10))
"""Signs that stand for nothing on paper, and that the file cannot hold; they are left out."""


def as_word(letters: Sequence[str], title: str) -> bytes:
    """The document's bytes; a line of a letter is a paragraph."""
    import docx
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls, qn

    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.language = LANGUAGE
    document.core_properties.author = ""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    properties.append(language)
    body = document.element.body
    last = body[-1]  # what comes last describes the section
    for number, letter in enumerate(letters):
        for place, line in enumerate(letter.translate(NOT_PRINTED).split("\n")):
            begins = number > 0 and place == 0
            style = "<w:pPr><w:pageBreakBefore/></w:pPr>" if begins else ""
            paragraph = parse_xml(f"<w:p {nsdecls('w')}>{style}<w:r><w:t/></w:r></w:p>")
            words = next(paragraph.iter(qn("w:t")))
            words.text = line
            words.set(qn("xml:space"), "preserve")
            last.addprevious(paragraph)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()
