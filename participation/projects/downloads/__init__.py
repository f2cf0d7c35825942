"""What everybody may download of the projects of a strategy, and of their money."""
