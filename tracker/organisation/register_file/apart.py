"""Reading a file apart from the web process: whatever the file does, only the child suffers it."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

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
    command = [
        sys.executable,
        "-m",
        "tracker.organisation.register_file.child",
        _printable(file_name),
        *known,
    ]
    with (
        subprocess.Popen(  # noqa: S603  a fixed program; the file name is only an argument to it
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PYTHONUTF8": "1"},
        ) as child,
        _ended_after(child, wait),
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        giving = threading.Thread(target=_give, args=(child.stdin, content))
        giving.start()
        first = child.stdout.readline()
        whole = first.endswith(b"\n")
        refused = json.loads(first).get("refused", "") if whole else TOO_MUCH
        table = None if refused else SourceTable.from_lines(first, child.stdout)
        giving.join()
    if refused or table is None:
        raise FileRefusedError(refused)
    if child.returncode or len(table.columns) != len(table.headings):
        raise FileRefusedError(TOO_MUCH)
    return table


def _give(pipe: IO[bytes], content: bytes) -> None:
    """Feed the child; one that ended early needs no more."""
    with contextlib.suppress(BrokenPipeError), pipe:
        pipe.write(content)


@contextlib.contextmanager
def _ended_after(child: "subprocess.Popen[bytes]", wait: float) -> Iterator[None]:
    """Whatever happens, the child does not outlive its time."""
    timer = threading.Timer(wait, child.kill)
    timer.start()
    try:
        yield
    except ValueError as error:  # a line that breaks off where the child was ended
        raise FileRefusedError(TOO_MUCH) from error
    finally:
        timer.cancel()
        timer.join()
        if child.poll() is None and sys.exc_info()[0] is not None:
            child.kill()


def _printable(file_name: str) -> str:
    return "".join(letter for letter in file_name if letter.isprintable())[-255:] or "file"
