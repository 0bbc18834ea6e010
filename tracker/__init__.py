"""Records organisational changes, the people they touch, and what was asked, answered and promised."""
