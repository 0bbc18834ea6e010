"""The upheaval measure: how much change each person and each place carries, day by day."""
