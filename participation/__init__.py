"""Participation rounds of a city: ideas, weights, results."""
