"""Text files with delimiters: which characters, which delimiter, which records."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from tracker.organisation.register_file.table import LONGEST_CELL, MOST_ROWS, FileRefusedError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
LOOKED_AT = 60
"""Records read to tell the delimiter."""
NEVER_TYPED = re.compile("[\x00-\x08\x0e-\x1f]")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of the encoding it was read in: UTF-8, UTF-16 or Windows-1252."""
    text, encoding = _decode(content)
    text = text.rstrip("\x1a")
    strange = NEVER_TYPED.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        raise FileRefusedError(
            f"The file is not text: line {line} holds a control character. Save it as CSV or .xlsx"
        )
    return text, encoding


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith(codecs.BOM_UTF8):
        return _or_refuse(content, "utf-8-sig", "UTF-8")
    if content.startswith(WIDE_MARKS):
        return _or_refuse(content, "utf-16", "UTF-16")
    start = content[:4096]
    if b"\0" in start:
        odd, even = start[1::2].count(0), start[::2].count(0)
        if max(odd, even) > len(start) // 5 and min(odd, even) < len(start) // 50 + 1:
            return _or_refuse(content, "utf-16-le" if odd > even else "utf-16-be", "UTF-16")
        raise FileRefusedError("The file is not text, whatever its name says. Save it as CSV or .xlsx")
    for codec, name in (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return content.decode(codec), name
        except UnicodeDecodeError as error:
            position = error.start
    line = content.count(b"\n", 0, position) + 1
    raise FileRefusedError(
        f"The letters cannot be read as UTF-8, UTF-16 or Windows-1252: line {line} holds the byte "
        f"{content[position]:02X}. In Excel, save it as “CSV UTF-8”"
    )


def _or_refuse(content: bytes, codec: str, name: str) -> tuple[str, str]:
    try:
        return content.decode(codec), name
    except UnicodeDecodeError as error:
        raise FileRefusedError(
            f"The file begins as {name} but cannot be read so after {error.start:,} bytes. Save it again"
        ) from error


def delimiter_of(text: str, preferred: str = "") -> str:
    """The delimiter that cuts most of the first records into the same number of cells."""
    best, found = (0, 0), ","
    for candidate in dict.fromkeys([*preferred, *DELIMITERS]):
        widths = Counter(len(record) for record in _first(text, candidate) if len(record) > 1)
        if widths:
            width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
            if (times, width) > best:
                best, found = (times, width), candidate
    return found


def _reader(text: str, delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    """Records. A quote may stand after blanks, as in ``1, "two"``."""
    return csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True, strict=strict)


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, one at a time."""
    return (found[0] for found in LINE.finditer(text))


def _first(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(islice(_reader(text, delimiter), LOOKED_AT))
    except csv.Error:
        return []


def records(text: str, delimiter: str) -> list[list[str]]:
    """Every record, blank ones included. A quote that is never closed is refused with its row."""
    csv.field_size_limit(LONGEST_CELL)
    found: list[list[str]] = []
    try:
        found.extend(_sharing(_reader(text, delimiter, strict=True)))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _unclosed(len(found) + 1) from error
        found = _leniently(text, delimiter)
    if len(found) > MOST_ROWS:
        raise FileRefusedError(f"The file has {len(found):,} rows; {MOST_ROWS:,} is the most that is read")
    return found


def _leniently(text: str, delimiter: str) -> list[list[str]]:
    """Files with stray quotes inside a cell: taken as spreadsheets take them."""
    found: list[list[str]] = []
    try:
        found.extend(_sharing(_reader(text, delimiter)))
    except csv.Error as error:
        raise _unclosed(len(found) + 1) from error
    return found


def _sharing(read: Iterator[list[str]]) -> Iterator[list[str]]:
    """The records, with equal cells as one object: a register says the same again and again."""
    known: dict[str, str] = {}
    one = known.setdefault
    return ([one(cell, cell) for cell in record] for record in read)


def _unclosed(row: int) -> FileRefusedError:
    return FileRefusedError(
        f"Row {row}: a cell opens a quote that is never closed, or is longer than {LONGEST_CELL:,} characters"
    )
