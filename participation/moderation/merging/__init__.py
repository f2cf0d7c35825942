"""Merging ideas that propose the same, and splitting one that proposes several things."""
