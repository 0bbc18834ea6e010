"""The register a change acts on: employers, establishments, units, posts, people, recognised unions."""
