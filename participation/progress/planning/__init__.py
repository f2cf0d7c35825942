"""The pages on which planners and units write reports."""
