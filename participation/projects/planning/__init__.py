"""Planners write projects, publish them and take them from state to state."""
