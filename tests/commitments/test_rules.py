"""What two verdicts make of a commitment, with the boundary on both sides."""

from datetime import date, timedelta

import pytest

from tracker.commitments.rules import Rate, Said, Standing, Verdict, rate_of, standing

DUE = date(2026, 11, 26)
DAY = timedelta(days=1)
KEPT, BROKEN, RELEASED = Verdict.KEPT, Verdict.BROKEN, Verdict.RELEASED


@pytest.mark.parametrize(
    ("employer", "union", "day", "found"),
    [
        (None, None, DUE, Standing.OPEN),
        (None, None, DUE + DAY, Standing.OVERDUE),
        (Said(KEPT, DUE), None, DUE + DAY, Standing.WAITING),
        (None, Said(BROKEN), DUE + DAY, Standing.WAITING),
        (Said(KEPT, DUE), Said(KEPT, DUE), DUE, Standing.KEPT),
        (Said(KEPT, DUE), Said(KEPT, DUE + DAY), DUE, Standing.KEPT_LATE),
        (Said(KEPT, DUE), Said(BROKEN), DUE, Standing.DISPUTED),
        (Said(BROKEN), Said(BROKEN), DUE, Standing.BROKEN),
        (Said(RELEASED), Said(RELEASED), DUE + DAY, Standing.RELEASED),
    ],
)
def test_both_sides_decide(employer: Said | None, union: Said | None, day: date, found: Standing) -> None:
    assert standing(DUE, employer, union, day) is found


def test_the_rate_is_of_what_both_sides_judged_and_leaves_released_out() -> None:
    some = [Standing.KEPT, Standing.KEPT, Standing.KEPT_LATE, Standing.BROKEN, Standing.RELEASED]

    rate = rate_of([*some, Standing.OPEN, Standing.WAITING, Standing.OVERDUE, Standing.DISPUTED])

    assert rate == Rate(kept=2, late=1, broken=1, disputed=1, open=2, overdue=1)
    assert (rate.judged, rate.per_cent) == (4, 50)
    assert rate_of([Standing.OPEN]).per_cent is None
