import pytest

from tracker.policy.disclosure.tree import UnitTreeError, arrange_units, parents_and_depths


def test_units_are_put_in_preorder_whatever_the_order_given() -> None:
    tree = arrange_units([2, 0, None, 2, None])  # 2 -> (0 -> 1, 3), and 4 by itself

    assert tree.row_of.tolist() == [1, 2, 0, 3, 4]
    assert tree.parent.tolist() == [-1, 0, 1, 0, -1]
    assert tree.depth.tolist() == [0, 1, 2, 1, 0]
    assert tree.sub_end.tolist() == [4, 3, 3, 4, 5]


def test_the_ends_of_subtrees_give_back_the_tree() -> None:
    tree = arrange_units([None, 0, 1, 1, 0, None, 5])

    parent, depth = parents_and_depths(tree.sub_end)

    assert parent.tolist() == tree.parent.tolist()
    assert depth.tolist() == tree.depth.tolist()


@pytest.mark.parametrize(
    ("parents", "message"),
    [
        pytest.param([None, 2, 1], "circle: \\[1, 2\\]", id="circle"),
        pytest.param([None, 7], "Unit 1 has parent 7", id="unknown-parent"),
    ],
)
def test_what_is_not_a_tree_is_refused_by_name(parents: list[int | None], message: str) -> None:
    with pytest.raises(UnitTreeError, match=message):
        arrange_units(parents)
