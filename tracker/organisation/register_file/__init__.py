"""Register files as they come: what they are, whether they may be read, and their cells as text."""
