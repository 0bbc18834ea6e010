"""Reading a file apart from the web process: whatever the file does, only the child suffers it."""

import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from tracker.organisation.register_file.table import FileRefusedError, SourceTable

ROOT = Path(__file__).resolve().parents[3]
WAIT_SECONDS = 60
TOO_MUCH = (
    "The file could not be read within the memory and time that one import may use. "
    "Save the table alone as CSV, or split it"
)


def read_apart(
    content: bytes, file_name: str, known: Collection[str] = (), *, wait: float = WAIT_SECONDS
) -> SourceTable:
    """The table in the file, read by a capped child process. Raises ``FileRefusedError``."""
    try:
        child = subprocess.run(  # noqa: S603  a fixed program; the file name is only an argument to it
            [sys.executable, "-m", "tracker.organisation.register_file.child", _printable(file_name), *known],
            input=content,
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONUTF8": "1"},
            timeout=wait,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefusedError(TOO_MUCH) from error
    if child.returncode:
        raise FileRefusedError(TOO_MUCH)
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise FileRefusedError(answer["refused"])
    return SourceTable.from_dict(answer["table"])


def _printable(file_name: str) -> str:
    return "".join(letter for letter in file_name if letter.isprintable())[-255:] or "file"
