"""F18 and F19: how unevenly load is shared among people."""

from collections.abc import Sequence


def gini(loads: Sequence[float]) -> float | None:
    """0 when all carry the same (or nothing), near 1 when one person carries everything; None for nobody."""
    if not loads:
        return None
    ordered, total, count = sorted(loads), sum(loads), len(loads)
    if total == 0:
        return 0.0
    ranked = sum(rank * load for rank, load in enumerate(ordered, start=1))
    return 2 * ranked / (count * total) - (count + 1) / count


def top_share(loads: Sequence[float], fraction: float) -> float | None:
    """Share of all load borne by the most loaded fraction of people, the marginal person counted in part."""
    if not loads:
        return None
    total = sum(loads)
    if total == 0:
        return 0.0
    left, borne = fraction * len(loads), 0.0
    for load in sorted(loads, reverse=True):
        part = min(1.0, left)
        borne += part * load
        left -= part
        if left <= 0:
            break
    return borne / total
