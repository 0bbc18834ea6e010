"""Money from exact fractions of pounds, rounded once to whole pence."""

from fractions import Fraction


def pence(amount: Fraction) -> int:
    """Pounds to whole pence, halves away from nought."""
    return int(amount * 100 + Fraction(1, 2)) if amount >= 0 else -int(-amount * 100 + Fraction(1, 2))


def pounds(amount: int) -> str:
    """Pence as steps write them."""
    return f"£{amount / 100:,.2f}" if amount % 100 else f"£{amount // 100:,}"
