"""Guidelines, action fields and goals of a strategy, and the frame a round takes of them."""
