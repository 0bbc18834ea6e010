"""Who signs in, and the access grants with role, scope and dates they act under."""
