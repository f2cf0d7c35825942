"""Figures about decisions, reports and complaints, never about people."""
