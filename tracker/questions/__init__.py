"""What HR asks a manager about a concern, without a word of the concern."""
