"""What a unit or a site is called is asked for a day: a rename planned for later never shows early."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OF_SITES = {
    "tracker/compliance/queries_standings.py",
    "tracker/compliance/queries_packs.py",
    "tracker/organisation/queries_sites.py",
}
"""Where a site's newest name may be read: where the name on a day is found, and where that is grouped."""
ON_A_DAY = ("valid_on(", "valid_from <", "ends_after(", "with_unit")
"""Words of a function that picks the period of a unit by a day."""


def reads(source: str, table: str) -> list[tuple[str, str]]:
    """Each outermost function that reads the name of the table, with its own source."""
    found = []
    tree = ast.parse(source)
    for node in tree.body:
        names = [
            each
            for each in ast.walk(node)
            if isinstance(each, ast.Attribute)
            and each.attr == "name"
            and isinstance(each.value, ast.Name)
            and each.value.id == table
        ]
        if names and isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append((node.name, ast.get_source_segment(source, node) or ""))
        elif names:
            found.append(("the module", "valid_on(" if table == "UnitPeriod" else ""))
    return found


def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text() for path in sorted((ROOT / "tracker").rglob("*.py"))
    }


def test_the_name_of_a_site_is_asked_for_a_day() -> None:
    found = {path for path, source in sources().items() if reads(source, "Establishment")}

    assert found == OF_SITES


def test_no_page_names_a_site_by_its_row() -> None:
    """A row holds the newest name; pages are given the name on the day beside it."""
    rows = ("place.site.name", "establishment.name")
    pages = sorted((ROOT / "templates").rglob("*.html"))

    assert [str(page.name) for page in pages if any(row in page.read_text() for row in rows)] == []


def test_the_name_of_a_unit_is_asked_for_a_day() -> None:
    faults = [
        f"{path}: {name}"
        for path, source in sources().items()
        for name, text in reads(source, "UnitPeriod")
        if not any(word in text for word in ON_A_DAY)
    ]

    assert faults == []


@pytest.mark.parametrize("table", ["Establishment", "UnitPeriod"])
def test_a_name_that_is_read_without_a_day_is_noticed(table: str) -> None:
    [(name, text)] = reads(f"def names():\n    return sa.select({table}.name)\n", table)

    assert (name, any(word in text for word in ON_A_DAY)) == ("names", False)
