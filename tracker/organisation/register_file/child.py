"""The child process that reads a file somebody sent: little memory, little time, no settings, no secrets.

Started as ``python -m tracker.organisation.register_file.child NAME KNOWN...`` with the file on its input;
answers on its output with JSON: either ``{"table": ...}`` or ``{"refused": "why"}``.
"""

import gc
import json
import resource
import sys

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
    answer: dict[str, object]
    try:
        answer = {"table": read(sys.stdin.buffer.read(), file_name, known).as_dict()}
    except FileRefusedError as error:
        answer = {"refused": str(error)}
    except (MemoryError, RecursionError):
        answer = {
            "refused": "The file needs more memory than one import may use. Split it or leave out columns"
        }
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main()
