"""Programmes and organisational changes: proposals, versions, milestones, states, savings targets."""
