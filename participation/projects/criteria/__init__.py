"""Criteria by which planners look at projects: frozen first, then scored, never added up."""
