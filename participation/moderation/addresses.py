"""What every address of the workbench repeats, so that whoever goes a step on an idea comes back to
the list as it was left."""

from __future__ import annotations

from typing import Any

from flask import request

from participation.moderation.choosing import read
from participation.web.paging import page_number


def kept() -> dict[str, Any]:
    """Return the filters and the page of the list, as the address has them."""
    args: dict[str, Any] = dict(read(request.args).args())
    page = page_number(request.args.get("page"))
    return args | ({"page": page} if page > 1 else {})
