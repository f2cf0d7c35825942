"""Pages of weighting."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("weighting", __name__)
