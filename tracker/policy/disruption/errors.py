"""What is refused, and why."""


class DisruptionError(ValueError):
    """A world the measure refuses: the message names the record and what is wrong with it."""


class MethodError(DisruptionError):
    """A method document that is missing or does not define what the formulas need."""
