"""Organisations that take part."""

from __future__ import annotations

from participation.api import asking
from participation.api.operations import PAGED
from participation.api.resources import partners as partners_shown
from participation.api.resources.partners import Partner
from participation.api.resources.values import Listing
from participation.api.views import resource
from participation.organisations import queries


@resource("/partners", Listing[Partner], *PAGED)
def partners() -> Listing[Partner]:
    """List the organisations that take part, by name."""
    found = queries.approved()
    return asking.paging().cut([partners_shown.item(organisation) for organisation in found])
