"""Briefing cards: what a manager may say about a change today, what not yet, and until when."""
