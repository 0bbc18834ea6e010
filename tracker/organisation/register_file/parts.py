"""The parts of a workbook looked at as bytes: whether their sizes are true, and what cells cannot say."""

import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath

from tracker.organisation.register_file.table import FileRefusedError, column_number

CHUNK = 1 << 20
LONGEST_MATCH = 512
"""Bytes of a chunk looked at again with the next: no pattern is longer."""
FORMULA = re.compile(rb"<f[ >/]")
NOT_WORKED_OUT = re.compile(rb"(?:</f>|<f [^<>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
ERROR = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^<>]* t="e"')
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
PADDED_FORMAT = re.compile(r'<numFmt\b[^>]*numFmtId="(\d+)"[^>]*formatCode="(0{2,})"')
STYLES = re.compile(r"<cellXfs\b.*?</cellXfs>", re.DOTALL)
STYLE = re.compile(r'<xf\b[^>]*numFmtId="(\d+)"')
STYLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]* s="(\d+)"')
STYLES_PART = "xl/styles.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SHOWN = 5


@dataclass
class SheetFacts:
    """What is known of one sheet. ``errors`` are cells that hold one, as A1.

    ``padded`` gives, by row and column from 0, how many digits a cell shows with zeros before its number.
    """

    formulas: bool = False
    not_worked_out: int = 0
    errors: list[str] = field(default_factory=list)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass
class WorkbookFacts:
    """What is known of a workbook. ``sheets`` by their place in it, from 0."""

    sheets: dict[int, SheetFacts]
    external_links: bool

    def padded_in(self, place: int) -> Mapping[tuple[int, int], int]:
        """The cells of a sheet that show zeros before their number, and to how many digits."""
        return self.sheets.get(place, SheetFacts()).padded

    def notes(self, place: int) -> list[str]:
        """Sentences for whoever sent the file, of the sheet that was read."""
        sheet = self.sheets.get(place, SheetFacts())
        notes = []
        if sheet.formulas:
            notes.append(
                "Some cells hold formulas: the values kept with them are read, nothing is worked out"
            )
        if sheet.not_worked_out:
            notes.append(
                f"{_cells(sheet.not_worked_out)} a formula that was never worked out, read as empty: "
                "open the workbook in Excel, save it and send it again"
            )
        if sheet.errors:
            shown = ", ".join(sheet.errors[:SHOWN]) + (" and more" if len(sheet.errors) > SHOWN else "")
            notes.append(f"{_cells(len(sheet.errors))} an error such as #N/A, read as empty: {shown}")
        if self.external_links:
            notes.append("The workbook points to other files: none was opened, the values kept here are read")
        return notes


def _cells(count: int) -> str:
    return "1 cell holds" if count == 1 else f"{count:,} cells hold"


def look_at(content: bytes) -> WorkbookFacts:
    """Read every large part once. Raises ``FileRefusedError`` where a part is not what the list says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            styles = _padded_styles(parts.read(STYLES_PART)) if STYLES_PART in names else {}
            found = {name: _read_through(parts, name, styles) for name in names if _is_large(name)}
            order = _sheet_parts(parts) if RELATIONS in names else []
    except (
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise FileRefusedError(
            "The workbook is damaged: a part of it is not as large as the workbook says, or cannot be "
            "expanded. Open it in Excel and save it again"
        ) from error
    sheets = {place: found[name] for place, name in enumerate(order) if name in found}
    linked = any(name.startswith("xl/externalLinks/") for name in names)
    return WorkbookFacts(sheets, linked)


def _padded_styles(styles: bytes) -> dict[bytes, int]:
    """How many digits the styles show that put zeros before a number, by their place in the list."""
    text = styles.decode("utf-8", "replace")
    digits = {number: len(zeros) for number, zeros in PADDED_FORMAT.findall(text)}
    listed = STYLES.search(text)
    if not digits or listed is None:
        return {}
    used = STYLE.findall(listed[0])
    return {b"%d" % place: digits[number] for place, number in enumerate(used) if number in digits}


def _is_large(name: str) -> bool:
    return name == "xl/sharedStrings.xml" or (name.startswith("xl/worksheets/") and name.endswith(".xml"))


def _read_through(parts: zipfile.ZipFile, name: str, padded: Mapping[bytes, int]) -> SheetFacts:
    """The whole part, chunk by chunk; its length and checksum are checked on the way."""
    facts = SheetFacts()
    counted: dict[str, dict[bytes, None]] = defaultdict(dict)
    with parts.open(name) as part:
        rest, start, size = b"", 0, 0
        while chunk := part.read(CHUNK):
            text = rest + chunk
            if not facts.formulas and FORMULA.search(text):
                facts.formulas = True
            if facts.formulas:
                for match in NOT_WORKED_OUT.finditer(text):
                    counted["empty"][b"%d" % (start + match.end())] = None
            if b' t="e"' in text:
                for match in ERROR.finditer(text):
                    counted["errors"][match[1]] = None
            if padded:
                for letters, row, style in STYLED.findall(text):
                    if style in padded:
                        place = (int(row) - 1, column_number(letters.decode("ascii")))
                        facts.padded[place] = padded[style]
            rest = text[-LONGEST_MATCH:]
            start += len(text) - len(rest)
            size += len(chunk)
    if size != parts.getinfo(name).file_size:
        raise zipfile.BadZipFile(name)
    facts.not_worked_out = len(counted["empty"])
    facts.errors = [cell.decode("ascii") for cell in counted["errors"]]
    return facts


def _sheet_parts(parts: zipfile.ZipFile) -> list[str]:
    """The part of each sheet, in the workbook's order."""
    targets = {}
    for tag in RELATION.findall(parts.read(RELATIONS).decode("utf-8", "replace")):
        given = dict(ATTRIBUTE.findall(tag))
        target = given.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        targets[given.get("Id", "")] = path
    order = []
    for tag in SHEET.findall(parts.read("xl/workbook.xml").decode("utf-8", "replace")):
        given = {name.split(":")[-1]: value for name, value in ATTRIBUTE.findall(tag)}
        order.append(targets.get(given.get("id", ""), ""))
    return order
