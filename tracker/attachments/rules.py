"""What a file may be called and how big it may be, on plain values."""

import re
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256

LONGEST_NAME = 120
"""Characters of a name as kept, its ending included."""
LONGEST_ENDING = 12
_PARTS = re.compile(r"[/\\]")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*;%]')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file as it came: its cleaned name and its bytes."""

    name: str
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes: 64 hexadecimal digits."""
        return sha256(self.content).hexdigest()


def cleaned(name: str | None) -> str:
    """The name without folders, unseen characters and what a file system or a header could trip over.

    >>> cleaned("C:\\\\Users\\\\me\\\\minutes.pdf")
    'minutes.pdf'
    """
    last = _PARTS.split(name or "")[-1]
    seen = "".join(
        character if unicodedata.category(character)[0] != "C" else ""
        for character in unicodedata.normalize("NFC", last)
    )
    plain = " ".join(_NOT_IN_NAMES.sub("_", seen).split()).rstrip(". ").lstrip()
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        stem, dot, ending = plain, "", ""
    if stem.split(".")[0].strip().lower() in _DEVICES:
        stem = f"file {stem}"
    kept = stem[: LONGEST_NAME - len(dot) - len(ending)].strip(". ")
    return f"{kept or 'file'}{dot}{ending}"


def words_of_size(size: int) -> str:
    """A size as people say it.

    >>> words_of_size(2_621_440)
    '2.5 MB'
    """
    if size < 1024:
        return f"{size} byte" if size == 1 else f"{size} bytes"
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / MEGABYTE:.1f} MB".replace(".0 MB", " MB")


def wrong_with(name: str, size: int, most: int) -> str | None:
    """What to do about a file that cannot be kept, or None. ``most``: bytes that a file may have."""
    if size == 0:
        return f"{name} is empty: choose the file again, or another one"
    if size > most:
        return (
            f"{name} is {words_of_size(size)}: choose a file of {words_of_size(most)} or less. "
            "Everything else you typed is kept"
        )
    return None
