"""Ballots from paper and from files."""
