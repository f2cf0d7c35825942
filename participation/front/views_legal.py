"""The legal pages, as staff keep them."""

from __future__ import annotations

from flask import Response, make_response, render_template

from participation.accounts.access import public
from participation.city import queries
from participation.city.rules import LEGAL_TITLES, LegalPage
from participation.front.views import bp
from participation.kernel.errors import NotFound
from participation.web.cache import kept_when_signed_out


def legal_page(name: str) -> LegalPage:
    """Return the page of this name. Raises NotFound."""
    try:
        return LegalPage(name)
    except ValueError as error:
        raise NotFound() from error


@bp.route("/legal/<page>")
@public
@kept_when_signed_out
def legal(page: str) -> Response:
    """Show the newest version, or the skeleton with a notice that the city has not filled it in."""
    wanted = legal_page(page)
    version = queries.legal_version(wanted.value)
    text = version.text if version else queries.skeleton(wanted)
    return make_response(
        render_template("front/legal.html", title=LEGAL_TITLES[wanted], text=text, version=version)
    )
