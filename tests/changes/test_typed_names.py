"""Units and names are found in what a person typed."""

from tracker.changes.typed_names import find_names, find_units, top_units, unit_label, unit_paths
from tracker.organisation.rules import TreeUnit, in_tree_order

NAMES = [
    ("HQ", "Headquarters", None),
    ("FIN", "Finance", "HQ"),
    ("PAY", "Payroll, pensions", "FIN"),
    ("CID", "Crime", "HQ"),
    ("B1", "Response team", "CID"),
    ("B2", "Response team", "HQ"),
]


def tree() -> list[TreeUnit]:
    ids = {code: number for number, (code, _, _) in enumerate(NAMES, 1)}
    return in_tree_order(
        [(ids[code], f"R-{code}", code, name, ids[above] if above else None) for code, name, above in NAMES]
    )


def codes(units: tuple[TreeUnit, ...]) -> list[str]:
    return sorted(unit.code for unit in units)


def test_exact_names_and_codes_are_chosen_whatever_their_case() -> None:
    found = find_units("finance\nb1, CID; hq\npayroll, PENSIONS", (), tree())

    assert codes(found.chosen) == ["B1", "CID", "FIN", "HQ", "PAY"]
    assert (found.left, found.notes) == ((), ())


def test_a_name_of_two_units_offers_both() -> None:
    found = find_units("response team", (), tree())

    assert (codes(found.chosen), codes(found.offered)) == ([], ["B1", "B2"])
    assert found.notes == ("2 units are called “response team”: tick the one you mean",)

    settled = find_units("response team", ("R-B2",), tree())
    assert (codes(settled.chosen), settled.left, settled.notes) == (["B2"], (), ())


def test_a_part_of_one_name_is_ticked_and_shown_again() -> None:
    found = find_units("payr", (), tree())

    assert codes(found.chosen) == ["PAY"]
    assert found.left == ("payr",)
    assert found.notes == ("Check the unit ticked for “payr”",)

    assert find_units("payr", ("R-PAY",), tree()).notes == ()


def test_an_unknown_name_offers_the_nearest() -> None:
    found = find_units("Finanse\nZebra", (), tree())

    assert codes(found.offered) == ["FIN"]
    assert found.notes == (
        "No unit matches “Finanse”: tick the one you mean, or correct the name",
        "No unit matches “Zebra”: check the name or the code",
    )


def test_many_matches_ask_for_more_of_the_name() -> None:
    units = in_tree_order([(n, f"R{n}", f"C{n}", f"Team {n}", None) for n in range(1, 14)])

    found = find_units("team", (), units)

    assert len(found.offered) == 10
    assert found.notes == ("13 units match “team”: tick one of the first 10, or type more of the name",)


def test_the_short_list_is_the_top_of_the_tree() -> None:
    assert [unit.code for unit in top_units(tree())] == ["HQ", "CID", "FIN", "B2"]
    many = [(n, f"R{n}", f"C{n}", f"Team {n}", 1 if n > 1 else None) for n in range(1, 20)]
    assert [unit.code for unit in top_units(in_tree_order(many))] == ["C1"]


def test_a_unit_is_labelled_with_its_code_and_its_place() -> None:
    units = {unit.code: unit for unit in tree()}

    assert unit_label(units["PAY"]) == "Payroll, pensions (PAY)"
    assert unit_paths(tree())["R-PAY"] == "Finance"
    two_tops = [*tree(), TreeUnit(9, "R-X", "X", "Board", None, 0, 6, 7)]
    assert unit_paths(two_tops)["R-PAY"] == "Headquarters › Finance"


def test_other_names_are_found_or_the_nearest_suggested() -> None:
    known = {"Lloyd House": "1", "Tally Ho, Edgbaston": "2"}

    assert find_names("lloyd house\nTally Ho, Edgbaston\nLloyd House", known, "site") == (["1", "2"], [])
    assert find_names("Loyd House", known, "site") == (
        [],
        ["No site on the register is called “Loyd House”: did you mean Lloyd House?"],
    )
    assert find_names("Zzz", known, "site")[1] == [
        "No site on the register is called “Zzz”. Check the spelling"
    ]
