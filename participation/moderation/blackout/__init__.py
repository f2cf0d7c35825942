"""Blacking passages out of ideas, and what becomes of the originals."""
