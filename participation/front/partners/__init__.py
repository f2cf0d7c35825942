"""What everybody sees of the organisations that take part: who they are, and who ranks what."""
