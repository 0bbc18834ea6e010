from tracker.policy.disruption.hot_spots import UnitMean, hot_spots


def test_a_tie_at_the_cut_is_not_broken() -> None:
    rows = [UnitMean("C", 9, 0.4), UnitMean("A", 9, 0.9), UnitMean("B", 9, 0.4), UnitMean("D", 9, 0.1)]

    assert hot_spots(rows, top=2, smallest=5) == [(1, "A"), (2, "B"), (2, "C")]
    assert hot_spots(rows, top=4, smallest=5) == [(1, "A"), (2, "B"), (2, "C"), (4, "D")]


def test_small_units_and_units_without_load_are_left_out() -> None:
    rows = [UnitMean("A", 4, 0.9), UnitMean("B", 5, 0.4), UnitMean("C", 30, 0.0)]

    assert hot_spots(rows, top=5, smallest=5) == [(1, "B")]
