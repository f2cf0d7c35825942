"""Reading the city's template."""

from __future__ import annotations

from participation.extensions import db
from participation.results.council_paper.models import PaperTemplate


def template() -> PaperTemplate | None:
    """Return the city's own template, None where it has none."""
    return db.session.get(PaperTemplate, 1)
