"""How long people wait between hearing that a change may touch them and knowing where they stand."""
