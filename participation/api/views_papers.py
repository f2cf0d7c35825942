"""Papers of the council."""

from __future__ import annotations

from participation.api import asking
from participation.api.operations import PAGED
from participation.api.resources import papers as papers_shown
from participation.api.resources.papers import PaperDetail, PaperItem
from participation.api.resources.values import Listing
from participation.api.views import resource
from participation.council import queries
from participation.council.background import background_of
from participation.council.presenter import paper_page


@resource("/papers", Listing[PaperItem], *PAGED)
def papers() -> Listing[PaperItem]:
    """List the papers that everybody may see, the newest date first."""
    paging = asking.paging()
    page = queries.papers_page(paging.number, public=True, per_page=paging.per_page)
    return paging.of([papers_shown.item(paper) for paper in page.items], page.total)


@resource("/papers/<key>", PaperDetail)
def paper(key: str) -> PaperDetail:
    """Tell of a paper: what each body did with it, and what led to it."""
    found = queries.get_public(key)
    rows = queries.public_rows(found.id)
    view = paper_page(found, rows, public=True)
    return papers_shown.detail(found, view, background_of(found, rows))
