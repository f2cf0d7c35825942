"""What the city answers to ideas: staged by planners and units, then published, never changed."""
