"""Who a change touches, how, and what became of them."""
