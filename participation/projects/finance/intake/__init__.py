"""Amounts from a file: read, matched with what is there, written whole or not at all."""
