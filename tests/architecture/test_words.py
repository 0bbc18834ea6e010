"""The repository speaks of the product alone: no machine's paths, no package registries, no keys."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written in parts, so that this file does not contain what it looks for.
REGISTRIES = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "repo" + "1.maven.org",
)
LOCK_MAY_NAME = REGISTRIES[:2]
PATHS = re.compile(
    r"(?<![\w.])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me/[a-z]", "Us" + "ers")) + r")/"
)
KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIV" + r"ATE KEY-----|\b(?:gh[pousr]|sk|xox[bp])[-_][A-Za-z0-9]{20,}")
HOSTS = re.compile(r"https?://([\w.-]+)")
BINARY = {".png", ".ico", ".woff2", ".xlsx", ".gz", ".jpg", ".zip"}


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return [file for file in files if file.is_file() and file.suffix not in BINARY]


def faults(file: Path, text: str) -> list[str]:
    found = [f"key: {match.group()[:12]}" for match in KEYS.finditer(text)]
    found += [f"path of a machine: {match.group()}" for match in PATHS.finditer(text)]
    if file.name == "uv.lock":
        others = {host for host in HOSTS.findall(text) if not host.endswith(LOCK_MAY_NAME)}
        return found + [f"index in the lock file: {host}" for host in sorted(others)]
    return found + [f"registry: {name}" for name in REGISTRIES if name in text]


def test_no_file_names_a_machine_a_registry_or_a_key() -> None:
    files = tracked()
    assert ROOT / "pyproject.toml" in files

    found = {
        str(file.relative_to(ROOT)): wrong
        for file in files
        if (wrong := faults(file, file.read_text(errors="replace")))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.md", "see https://" + REGISTRIES[0] + "/project", id="registry"),
        pytest.param("a.py", 'open("/ro' + 'ot/notes")', id="machine path"),
        pytest.param("a.pem", "-----BEGIN PRIV" + "ATE KEY-----", id="key"),
        pytest.param("uv.lock", 'registry = "https://mirror.example/simple"', id="another index in the lock"),
    ],
)
def test_each_kind_is_recognised(name: str, text: str) -> None:
    assert len(faults(Path(name), text)) == 1
