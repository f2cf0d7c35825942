"""Further steps of a strategy's way, as planners set them."""
