"""The child process that reads a file somebody sent: little memory, little time, no settings, no secrets.

Started as ``python -m tracker.organisation.register_file.child NAME KNOWN...`` with the file on its input;
answers on its output with lines of JSON: the table's, or ``{"refused": "why"}``.
"""

import gc
import json
import resource
import sys
from collections.abc import Iterator

from tracker.organisation.register_file.reader import read
from tracker.organisation.register_file.table import FileRefusedError

MEMORY = 1536 * 1024 * 1024
SECONDS = 45


def limit() -> None:
    """Cap this process for good, before it looks at a byte of the file."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def main() -> None:
    """Read, answer, end."""
    limit()
    gc.disable()  # a short life under a cap on memory has nothing to collect
    file_name, *known = sys.argv[1:]
    try:
        lines = read(sys.stdin.buffer.read(), file_name, known).as_lines()
    except FileRefusedError as error:
        lines = refusal(str(error))
    except (MemoryError, RecursionError):
        lines = refusal("The file needs more memory than one import may use. Split it or leave out columns")
    for line in lines:
        sys.stdout.buffer.write(line)


def refusal(why: str) -> Iterator[bytes]:
    """The answer for a file that is not taken."""
    yield json.dumps({"refused": why}).encode() + b"\n"


if __name__ == "__main__":
    main()
