"""The forms in which staff edit a round."""
