"""The append-only record: every write, in order, each entry naming the fingerprint of the one before."""
