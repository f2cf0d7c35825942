"""Ending a round before its time: stopping one that runs, withdrawing one that has not begun."""
