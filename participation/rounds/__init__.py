"""Participation rounds: windows, phases, what is offered, freezing, deviations, the round file."""
