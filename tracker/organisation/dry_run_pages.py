"""A dry run as its readers may see it: a page of findings, a file, some values of each column."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from tracker.organisation.queries_mending import Mend
from tracker.organisation.register_check.dry_run import Summary
from tracker.organisation.register_check.findings import Category, Finding, labels_of
from tracker.organisation.register_file.table import column_letters
from tracker.organisation.rules import ImportKind
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import london
from tracker.web.listing import Listing, Page

ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""
HIDDEN = "hidden"


def reads_values(viewer: Viewer) -> bool:
    """Whoever may read people reads the cells; an administrator sees counts and row numbers."""
    return viewer.may(Permission.PERSON_READ)


def shown(findings: list[Finding], viewer: Viewer) -> list[Finding]:
    """The findings, without cells for those who may not read them."""
    if reads_values(viewer):
        return findings
    return [Finding(each.category, each.row, HIDDEN, each.reason, "") for each in findings]


def findings_page(findings: list[Finding], listing: Listing, viewer: Viewer) -> Page[Finding]:
    """One page of a category, or of all, that hold what is searched for."""
    category, wanted = listing.value("category"), listing.q.casefold()
    rows = shown(findings, viewer)
    if category in set(Category):
        rows = [each for each in rows if each.category == category]
    if wanted:
        rows = [
            each
            for each in rows
            if wanted == str(each.row)
            or wanted in each.key.casefold()
            or wanted in each.detail.casefold()
            or wanted in each.reason.casefold()
        ]
    page: Page[Finding] = Page([], len(rows), listing)
    start = (page.number - 1) * listing.per_page
    return Page(rows[start : start + listing.per_page], len(rows), listing)


ALWAYS_SHOWN = (Category.NEW, Category.GONE, Category.MOVED, Category.WRONG)
"""Parts whose number is said even when it is none."""
Figure = tuple[str, int, str, str]


def figures_of(summary: Summary, kind: ImportKind) -> list[Figure]:
    """How much is in each part of a dry run: label, number, out of what, and the part to filter by."""
    beside = {
        Category.GONE: f"of {summary.before:,} on the register",
        Category.WRONG: f"of {summary.total:,} row{'' if summary.total == 1 else 's'}",
    }
    figures = [
        (label, summary.count(part), beside.get(part, ""), str(part))
        for part, label in labels_of(kind).items()
        if summary.count(part) or part in ALWAYS_SHOWN
    ]
    return [*figures, ("As before", summary.unchanged, "", "")]


def report_as_csv(findings: list[Finding], viewer: Viewer, mends: Sequence[Mend] = ()) -> str:
    """All findings, for a spreadsheet; nothing in it is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["What", "Row in the file", "Number", "Why", "Details"])
    for each in shown(findings, viewer):
        row = each.row or "not in the file"
        writer.writerow([each.category, row, plain(each.key), plain(each.reason), plain(each.detail)])
    for mend in mends if reads_values(viewer) else ():
        what = f"Column {column_letters(mend.position)} mended by {mend.by}, {london(mend.at):%d/%m/%Y %H:%M}"
        writer.writerow(["mended", mend.row, "", plain(what), plain(f"{mend.was} → {mend.text}")])
    return "\ufeff" + text.getvalue()


def plain(text: str) -> str:
    """A cell that stays text.

    >>> plain("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(ACTIVE) else text


def shown_samples(described: dict[str, Any], viewer: Viewer) -> list[list[str]]:
    """Some values of each column: the values, or only their shape for those who may not read them."""
    samples: list[list[str]] = described["samples"]
    if reads_values(viewer):
        return samples
    return [[shape(value) for value in values] for values in samples]


def shape(value: str) -> str:
    """Letters as x and digits as 9.

    >>> shape("CH106191, Ann")
    'xx999999, xxx'
    """
    return "".join("x" if c.isalpha() else "9" if c.isdigit() else c for c in value)
