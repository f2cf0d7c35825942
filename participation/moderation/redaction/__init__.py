"""What of a text may name or hurt somebody, and what moderators black out of it."""
