"""Pages made of several domains: home for each role, one change with everything about it."""
