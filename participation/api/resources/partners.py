"""Organisations that take part."""

from __future__ import annotations

from typing import Annotated

from participation.api.resources.values import Address, Shape, address, one_of
from participation.organisations.models import Organisation
from participation.organisations.rules import OrganisationKind


class Partner(Shape):
    """An organisation that takes part, in its own words; nothing of its members, nor of who only
    applied."""

    key: str
    name: str
    kind: Annotated[str, one_of(OrganisationKind)]
    text: str
    link: str
    page: Address


def item(organisation: Organisation) -> Partner:
    """Return an organisation in a list."""
    return Partner(
        key=organisation.key,
        name=organisation.name,
        kind=organisation.kind,
        text=organisation.text,
        link=organisation.link,
        page=address("partners.index"),
    )
