import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.audit.receipts import MARK, as_evidence, openssl_check, python_check, receipt_file
from tracker.audit.rules import commitment

TEXT = f"Déjà vu – twice\n\nA line.\n{MARK}\n  and the end"


def written(folder: Path) -> tuple[str, str, bytes]:
    salt, digest = commitment("concern", TEXT)
    content = receipt_file(
        "Receipt",
        [("Reference", "ABC")],
        field="concern",
        text=TEXT,
        salt=salt,
        commitment=digest,
        file_name="receipt-ABC.txt",
    )
    (folder / "receipt-ABC.txt").write_bytes(content)
    return salt, digest, content


def test_the_python_command_in_the_receipt_gives_the_commitment(tmp_path: Path) -> None:
    salt, digest, content = written(tmp_path)
    command = python_check("receipt-ABC.txt", salt)
    assert command in content.decode()

    done = subprocess.run(
        command.replace("python3", sys.executable, 1),
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().strip() == digest


def test_the_openssl_command_in_the_receipt_gives_the_commitment(tmp_path: Path) -> None:
    if not shutil.which("openssl") or not shutil.which("sed"):
        pytest.skip("this machine has no openssl or no sed")
    salt, digest, _content = written(tmp_path)

    done = subprocess.run(
        openssl_check("receipt-ABC.txt", salt), shell=True, cwd=tmp_path, capture_output=True, check=True
    )

    assert done.stdout.decode().split()[-1] == digest


def test_an_altered_receipt_gives_another_result(tmp_path: Path) -> None:
    salt, digest, content = written(tmp_path)
    (tmp_path / "receipt-ABC.txt").write_bytes(content.replace(b"twice", b"thrice"))

    done = subprocess.run(
        python_check("receipt-ABC.txt", salt).replace("python3", sys.executable, 1),
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().strip() != digest


def test_text_from_a_browser_is_kept_with_plain_line_ends() -> None:
    assert as_evidence("one\r\ntwo\rthree e\u0301") == "one\ntwo\nthree \u00e9"
