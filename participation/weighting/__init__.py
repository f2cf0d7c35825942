"""Ballots: how residents weight the action fields and goals."""
