"""Receipts: the exact text somebody wrote with its salt and commitment, and how to check them without us."""

import unicodedata
from collections.abc import Iterable

MARK = "=== text ==="


def as_evidence(text: str) -> str:
    """The text as it is kept and committed to: normal form NFC, lines ended by a line feed alone."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def python_check(file_name: str, salt: str) -> str:
    """A command that works the commitment out from a receipt file, on any machine with Python."""
    return (
        f"python3 -c \"import hmac; text = open('{file_name}', 'rb').read().split(b'{MARK}\\n', 1)[1]; "
        f"print(hmac.new(bytes.fromhex('{salt}'), text, 'sha256').hexdigest())\""
    )


def openssl_check(file_name: str, salt: str) -> str:
    """The same with the tools of a Linux machine."""
    return f"sed '1,/^{MARK}$/d' {file_name} | openssl dgst -sha256 -mac HMAC -macopt hexkey:{salt}"


def receipt_file(
    title: str,
    facts: Iterable[tuple[str, str]],
    *,
    field: str,
    text: str,
    salt: str,
    commitment: str,
    file_name: str,
) -> bytes:
    """A plain-text file that proves itself; ``field`` and ``text`` as given to ``rules.commitment``."""
    lines = [
        title,
        "",
        *(f"{label}: {value}" for label, value in facts),
        f"Salt: {salt}",
        f"Commitment (HMAC-SHA-256 of the text, keyed by the salt): {commitment}",
        "",
        f"How to check. Keep this file unchanged under the name {file_name} and run one of:",
        "",
        f"  {python_check(file_name, salt)}",
        f"  {openssl_check(file_name, salt)}",
        "",
        "The result must be the commitment above. The audit record of the service has held the same one,",
        "without the text, since the moment of sending: whoever keeps the record can confirm it.",
        "Everything after the next line is the exact text; its first line says what kind of text it is.",
        MARK,
        "",
    ]
    return ("\n".join(lines) + f"{field}\n{text}").encode()
