"""Voluntary questions, asked after the ballot."""
