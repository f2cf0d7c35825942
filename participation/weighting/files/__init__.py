"""Ballots from files, on pages."""
