"""The baseline: a Flask view that returns one word, served exactly as the application is."""

from __future__ import annotations

from flask import Flask

app = Flask("bare")


@app.route("/")
def word() -> str:
    """Return one word."""
    return "word"
