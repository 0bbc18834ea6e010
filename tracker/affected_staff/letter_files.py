"""The file of a letter: which kinds are taken, and under which name and type each is given back."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

MOST_BYTES = 5 * 1024 * 1024
KINDS = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
"""Ending to the bytes that such a file begins with, and the type it is sent as."""


class FileRefusedError(Exception):
    """A file that is not taken; the message says what to do."""


@dataclass(frozen=True)
class LetterFile:
    """A file that was taken."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its fingerprint."""
        return hashlib.sha256(self.content).hexdigest()


def take(name: str, stream: BinaryIO) -> LetterFile:
    """Read the file. Raises ``FileRefusedError`` when it is empty, too large, or not what its name says."""
    content = stream.read(MOST_BYTES + 1)
    begins, _type = KINDS.get(ending(name), (None, ""))
    if begins is None:
        raise FileRefusedError("Choose a PDF or a Word document (.docx)")
    if not content:
        raise FileRefusedError("The file is empty: choose another")
    if len(content) > MOST_BYTES:
        raise FileRefusedError(f"Choose a file of {MOST_BYTES // 1024 // 1024} MB or less")
    if not content.startswith(begins):
        raise FileRefusedError(f"The file is not a {ending(name)[1:].upper()} file: save it again as one")
    return LetterFile(name[-255:], content)


def ending(name: str) -> str:
    """The last dot of a name and what follows, in small letters."""
    _, dot, after = name.rpartition(".")
    return f"{dot}{after}".lower()


def headers(reference: str, name: str) -> dict[str, str]:
    """How a file is given back: saved rather than shown, under a name of ours, as what we know it to be."""
    return {
        "Content-Type": KINDS[ending(name)][1],
        "Content-Disposition": f'attachment; filename="letter-{reference}{ending(name)}"',
    }
