"""Statutory steps and clocks of changes, worked out from the register by the dated law."""
