"""Disclosure control: which figures about people may be shown, and to whom."""
