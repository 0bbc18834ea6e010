"""Commitments: undertakings with giver, receiver and day, their proof, and what both sides say."""
