"""Views of the upheaval measure by unit and month, safe to show."""
