"""Disputes that are over, brought in from files, for search and for what happens again and again."""
