"""Selection pools: who is in, by which criteria, scored by two who do not see each other's scores."""
