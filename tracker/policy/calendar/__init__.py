"""Days: working days, bank holidays, months, paused clocks and deadlines by the London clock."""
