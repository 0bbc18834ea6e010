"""What a register file says: its columns matched, its rows judged, and how it differs from the register."""
