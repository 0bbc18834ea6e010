"""Roles, permissions, the matrix of who has which, and the viewer who asks."""
