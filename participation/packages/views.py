"""A strategy's package for everybody."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.accounts.access import public
from participation.kernel.errors import NotFound
from participation.packages import loading
from participation.strategy.queries import NO_STRATEGY
from participation.web.cache import kept_for_everyone

bp = Blueprint("packages", __name__)


@bp.get("/strategy/<slug>/package.yaml")
@public
@kept_for_everyone()
def show(slug: str) -> Response:
    """Hand out what everybody may see of a strategy as one file."""
    try:
        text = loading.dump(slug)
    except NotFound as error:
        # The same for a strategy that is only being written as for none.
        raise NotFound(NO_STRATEGY) from error
    return Response(text, content_type="application/yaml; charset=utf-8")
