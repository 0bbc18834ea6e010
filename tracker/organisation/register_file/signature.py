"""What a file is, by its first bytes and its list of parts, whatever its name says."""

import io
import zipfile
import zlib
from enum import StrEnum

from tracker.organisation.register_file.table import FileRefusedError

MOST_EXPANDED = 256 * 1024 * 1024
"""Bytes that a workbook may say it holds once expanded."""
MOST_PARTS = 2_000
SAVE_AS = "Save it as CSV or as an Excel workbook (.xlsx) and choose that file"

OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"{\\rtf", "a word-processor document (RTF)"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
OLD_CONTAINER = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The part of an old container that holds a workbook under a password."""
MACROS = b"macroEnabled"
PAGE_STARTS = (b"<!doctype", b"<html", b"<?xml", b"<table")


class FileKind(StrEnum):
    """The kinds of file that are read."""

    TEXT = "text with delimiters"
    WORKBOOK = "Excel workbook"


ENDINGS: dict[str, FileKind] = {
    "csv": FileKind.TEXT,
    "tsv": FileKind.TEXT,
    "tab": FileKind.TEXT,
    "psv": FileKind.TEXT,
    "txt": FileKind.TEXT,
    "xlsx": FileKind.WORKBOOK,
}


def ending(file_name: str) -> str:
    """The ending of a file name in small letters, without its dot; empty when there is none."""
    _, dot, last = file_name.rpartition(".")
    return last.strip().lower() if dot else ""


def recognise(content: bytes, file_name: str) -> FileKind:
    """The kind of file. Raises ``FileRefusedError`` for what is not read, or not what its name says."""
    if not content:
        raise FileRefusedError("The file is empty")
    kind = _kind_of(content)
    promised = ENDINGS.get(ending(file_name))
    if promised is None:
        wanted = ".csv" if kind is FileKind.TEXT else ".xlsx"
        raise FileRefusedError(
            f"The file must be named .csv, .tsv, .txt or .xlsx. It seems to hold {_article(kind)}: "
            f"if so, rename it to end in {wanted}"
        )
    if promised is not kind:
        raise FileRefusedError(
            f"The file is named .{ending(file_name)} but holds {_article(kind)}. "
            f"{SAVE_AS}, or give it the right name"
        )
    return kind


def _article(kind: FileKind) -> str:
    return "an Excel workbook" if kind is FileKind.WORKBOOK else "plain text"


def _kind_of(content: bytes) -> FileKind:
    for start, words in OTHER_KINDS:
        if content.startswith(start):
            raise FileRefusedError(f"The file is {words}, not a table. {SAVE_AS}")
    if content.startswith(OLD_CONTAINER):
        if ENCRYPTED in content:
            raise FileRefusedError(
                "The workbook is protected by a password. Open it in Excel, remove the password "
                "(File, Info, Protect workbook) and save it"
            )
        raise FileRefusedError(
            "The file is an old Excel workbook (.xls), which is not read. "
            "Open it in Excel and save it as .xlsx or .csv"
        )
    if content.startswith(b"PK"):
        return _kind_of_parts(content)
    if content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGE_STARTS):
        raise FileRefusedError(f"The file is a web page or XML, not a table. {SAVE_AS}")
    return FileKind.TEXT


def _kind_of_parts(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = parts.infolist()
            types = _start_of(parts, "[Content_Types].xml")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise FileRefusedError("The workbook is damaged: its list of parts cannot be read") from error
    if any(part.flag_bits & 1 for part in found):
        raise FileRefusedError("The file is protected by a password. Remove the password and save it")
    names = {part.filename for part in found}
    if "mimetype" in names or "content.xml" in names:
        raise FileRefusedError(f"The file is an OpenDocument file (.ods), which is not read. {SAVE_AS}")
    if "xl/vbaProject.bin" in names or MACROS in types:
        raise FileRefusedError(f"The workbook holds macros (.xlsm), which are not taken. {SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise FileRefusedError(f"The file is a binary workbook (.xlsb), which is not read. {SAVE_AS}")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise FileRefusedError(f"The file is a compressed file, not an Excel workbook. {SAVE_AS}")
    expanded = sum(part.file_size for part in found)
    if len(found) > MOST_PARTS or expanded > MOST_EXPANDED:
        raise FileRefusedError(
            f"The workbook says it holds {expanded // 1024 // 1024:,} MB once expanded; "
            f"{MOST_EXPANDED // 1024 // 1024} MB is the most that is read. Save the table alone as CSV"
        )
    return FileKind.WORKBOOK


def _start_of(parts: zipfile.ZipFile, name: str) -> bytes:
    if name not in parts.namelist() or parts.getinfo(name).flag_bits & 1:
        return b""
    with parts.open(name) as part:
        return part.read(100_000)
