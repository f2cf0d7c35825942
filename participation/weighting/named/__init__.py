"""Ballots of organisations: named, one for each, and shown by name once weighting has closed."""
