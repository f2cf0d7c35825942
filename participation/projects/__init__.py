"""Projects of a strategy: state, milestones, what they serve, and where they came from."""
