"""Word and PDF: what the page shows, typed text as data, readable aloud."""

import io
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn

from tests.reports.conftest import World
from tests.reports.test_files import as_table, download
from tracker.audit import looks
from tracker.audit.models import AuditEntry
from tracker.database import db
from tracker.organisation.models import Person
from tracker.reports import paper, pdf, views, word
from tracker.reports.files import COLUMNS
from tracker.web.clock import today

NASTY = ['#evil[*x*] $1$ \\ " ]', "=HYPERLINK()", "<w:p/> & Zoë", "李 end", "‘quoted’ – £5"]


def sheet(rows: list[str]) -> paper.Paper:
    blank = ("",) * (len(COLUMNS) - 1)
    return paper.Paper(
        "Affected staff in #North",
        (("As at", "1 March 2012 at 12:00pm"), ("Taken by", "Ada")),
        COLUMNS,
        paper.WIDTHS,
        tuple((name, *blank) for name in rows),
        paper.KEEP,
        datetime(2012, 3, 1, 12, tzinfo=UTC),
    )


def test_word_holds_the_rows_of_the_page_with_its_moment_and_filters(world: World) -> None:
    content, headers = download(world.manager, "docx", "q=Annie")
    rows = as_table(download(world.manager, "csv", "q=Annie")[0])

    document = docx.Document(io.BytesIO(content))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[0] == rows[0]
    assert [cells[1][0], cells[1][8]] == ["Annie Easley", "at risk"]
    assert len(cells) == len(rows)
    text = "\n".join(line.text for line in document.paragraphs)
    assert "Affected staff in North" in text
    assert "As at: " in text
    assert "Narrowed to: Status: not settled; Search: Annie" in text
    assert "Figures withheld: 0" in text
    assert headers["content-disposition"].endswith('.docx"')


def test_word_says_its_language_title_and_heading_row() -> None:
    document = docx.Document(io.BytesIO(word.as_word(sheet(NASTY))))

    assert (document.core_properties.language, document.core_properties.title) == (
        "en-GB",
        "Affected staff in #North",
    )
    assert document.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "en-GB"
    [headed] = document.element.body.iter(qn("w:tblHeader"))
    assert headed.getparent().getparent() is document.tables[0].rows[0]._tr
    style = document.paragraphs[0].style
    assert style is not None
    assert style.name == "Heading 1"


def test_what_was_typed_is_text_in_word() -> None:
    document = docx.Document(io.BytesIO(word.as_word(sheet(NASTY))))

    assert [row.cells[0].text for row in document.tables[0].rows][1:] == NASTY


def test_signs_that_neither_file_can_hold_are_left_out() -> None:
    made = paper.as_paper(
        [], title="x\x07", by="y\x00", at=datetime(2012, 3, 1, tzinfo=UTC), filters=["\x1bz"], heads=(0, 0.0)
    )

    assert (made.title, made.facts[1], made.facts[4]) == ("x", ("Taken by", "y"), ("Narrowed to", "z"))


def test_the_pdf_follows_the_standard_for_reading_aloud() -> None:
    content = pdf.as_pdf(sheet(["Annie Easley"] * 60))

    assert content.startswith(b"%PDF-")
    for mark in (b"pdfuaid", b"/Lang", b"/StructTreeRoot", b"/TH", b"Affected staff in #North"):
        assert mark in content


@pytest.mark.parametrize("name", NASTY)
def test_what_was_typed_is_no_markup_in_the_pdf(name: str) -> None:
    plain = pdf.as_pdf(sheet([name]))

    assert plain.startswith(b"%PDF-")


def test_signs_that_the_font_lacks_are_written_as_their_number() -> None:
    assert pdf._displayable({"rows": [["Zoë 李"]]}) == {"rows": [["Zoë [U+674E]"]]}


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_it_is_recorded_with_its_purpose_before_it_leaves(world: World, kind: str) -> None:
    download(world.manager, kind)

    last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert last is not None
    assert (last.action, last.object_type) == ("report:affected staff", "export")
    assert f'"format":"{kind}"' in last.body
    assert '"purpose":"one-to-ones and support"' in last.body


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_nobody_outside_the_managers_units_is_in_it(
    world: World, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[paper.Paper] = []
    maker = "as_word" if kind == "docx" else "as_pdf"

    def keep(given: paper.Paper) -> bytes:
        made.append(given)
        return b""

    monkeypatch.setattr(views, maker, keep)

    download(world.manager, kind, "status=")

    assert sorted(row[0] for row in made[0].rows) == ["Annie Easley", "Grace Hopper"]
    assert db.session.query(Person).filter_by(name="Sally Ride").count() == 1
    assert looks.not_noted(world.viewer, [world.stranger.id], today()) == {world.stranger.id}


def test_too_many_rows_for_paper_are_refused_with_what_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_ON_PAPER", 1)
    world.manager.get("/reports/affected-staff")

    data = {"csrf_token": world.manager.token, "purpose": "one-to-ones and support"}
    page = world.manager.open("/reports/affected-staff.pdf", "POST", 400, data=data)

    assert page.errors == ["Narrow the report to 1 rows or fewer, then take it away"]
