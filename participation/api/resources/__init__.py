"""What the answers of the interface hold, and how they are made from what the features know."""
