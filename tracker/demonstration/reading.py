"""Reads the story's own files. They are part of the source; a mistake in one is an error, not a message."""

import csv
import tomllib
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


def lines(name: str) -> list[dict[str, str]]:
    """The lines of a CSV file, each by its headings."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables(name: str) -> dict[str, Any]:
    """One TOML file; what is given back may be altered."""
    return deepcopy(_parsed(name))


@cache
def _parsed(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def chapters(folder: str, kind: str) -> list[dict[str, Any]]:
    """Every table of a kind from the files of a folder, in the order of the files' names."""
    found: list[dict[str, Any]] = []
    for path in sorted((DATA / folder).glob("*.toml")):
        found += tables(f"{folder}/{path.name}").get(kind, [])
    return found


def paragraphs(text: str) -> str:
    """Text as typed into a form: lines of a paragraph joined, an empty line between paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
