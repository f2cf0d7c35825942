"""Telling followers of what a round's dates bring: it opens, it closes soon, it has closed."""
