"""The law as dated data and pure functions that show their working; never legal advice."""
