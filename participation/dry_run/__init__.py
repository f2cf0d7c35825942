"""Trying a round out with pretended dates, in a copy that can never count."""
