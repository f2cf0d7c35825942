"""The milestones of a project."""
