"""Files that somebody attached to a record: kept as they came, given back only as downloads."""
