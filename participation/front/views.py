"""Home, round overview, „Mein Bereich", legal pages, health."""

from __future__ import annotations

from flask import Blueprint

from participation.accounts.access import public

bp = Blueprint("front", __name__)


@bp.route("/")
@public
def home() -> str:
    """Show the rounds."""
    return "…"
