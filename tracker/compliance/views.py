"""Pages of the counter, of a change's clocks, and of the law itself."""

from tracker.compliance import (
    beside,
    views_change,
    views_circumstances,
    views_elections,
    views_equality,
    views_law,
    views_notices,
    views_packs,
    views_proof,
    views_sites,
    views_steps,
    views_topics,
    views_transfers,
)
from tracker.compliance.blueprint import compliance

__all__ = [
    "beside",
    "compliance",
    "views_change",
    "views_circumstances",
    "views_elections",
    "views_equality",
    "views_law",
    "views_notices",
    "views_packs",
    "views_proof",
    "views_sites",
    "views_steps",
    "views_topics",
    "views_transfers",
]
