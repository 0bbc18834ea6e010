import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.disclosure.loads import two_largest

groups = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=5), min_size=1, max_size=4)


@given(values=groups)
def test_the_two_largest_of_each_group_count_ties_twice(values: list[list[int]]) -> None:
    flat = np.array([[float(value)] for group in values for value in group])
    first = np.cumsum([0] + [len(group) for group in values[:-1]])

    largest, second = two_largest(flat, np.zeros_like(flat), first)

    expected = [sorted([*group, 0], reverse=True)[:2] for group in values]
    assert np.column_stack([largest, second]).tolist() == expected


@given(values=groups)
def test_groups_of_groups_keep_the_two_largest(values: list[list[int]]) -> None:
    """Merging what was already reduced gives the same as looking at everybody at once."""
    pairs = [sorted([*group, 0, 0], reverse=True)[:2] for group in values]
    largest, second = (np.array([[float(pair[i])] for pair in pairs]) for i in (0, 1))

    merged = two_largest(largest, second, np.array([0]))

    everybody = sorted([value for group in values for value in group] + [0], reverse=True)
    assert [merged[0].item(), merged[1].item()] == everybody[:2]
