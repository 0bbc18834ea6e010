"""What every page shares: access checks, errors, forms, lists, headers."""
