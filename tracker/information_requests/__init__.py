"""What a union asks to be told, when it is due, what came of it, and how long each side took."""
