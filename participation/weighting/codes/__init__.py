"""Invitation codes: issuing, printing, redeeming."""
