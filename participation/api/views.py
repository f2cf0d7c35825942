"""The blueprint of the JSON interface, how its addresses are declared, and its first answers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, request

from participation.accounts.access import public
from participation.api import asking, openapi
from participation.api.operations import OPERATIONS, Operation, Parameter
from participation.api.resources.values import Address, Listing, Shape, address
from participation.extensions import limiter
from participation.kernel.version import VERSION
from participation.web.cache import kept_for_programs

bp = Blueprint("api", __name__, url_prefix=openapi.BASE)
limiter.shared_limit("300 per minute", scope="api")(bp)

Read = Callable[..., msgspec.Struct | Response]


class Entry(Shape):
    """Where to begin."""

    name: str
    version: str
    openapi: Address
    rounds: Address
    strategies: Address
    projects: Address
    reports: Address
    papers: Address
    partners: Address


def resource(rule: str, answer: object, *parameters: Parameter) -> Callable[[Read], Read]:
    """Declare what an address below /api/v1 answers: open to everybody, kept, with an ETag."""

    def decorate(read: Read) -> Read:
        # An underscore at the end only keeps a name apart from that of a module.
        name, about = read.__name__.rstrip("_"), " ".join((read.__doc__ or "").split())
        OPERATIONS.append(Operation(rule, name, about, answer, parameters))

        @functools.wraps(read)
        def made(**values: str | int) -> Response:
            asking.check(parameters)
            found = read(**values)
            return found if isinstance(found, Response) else _answer(found)

        kept = kept_for_programs(made)

        @functools.wraps(read)
        def view(**values: str | int) -> Response:
            response = kept(**values)
            if response.status_code == 200:
                response.add_etag()
                response.make_conditional(request)
            return response

        bp.get(rule, endpoint=name)(public(view))
        return read

    return decorate


def _answer(found: msgspec.Struct) -> Response:
    response = Response(msgspec.json.encode(found), content_type="application/json")
    if isinstance(found, Listing):
        response.headers["Link"] = asking.links(found)
    return response


@resource("/", Entry)
def entry() -> Entry:
    """Name the lists with which to begin."""
    return Entry(
        name="Beteiligung",
        version=VERSION,
        openapi=address("api.openapi_json"),
        rounds=address("api.rounds"),
        strategies=address("api.strategies"),
        projects=address("api.projects"),
        reports=address("api.reports"),
        papers=address("api.papers"),
        partners=address("api.partners"),
    )


@resource("/openapi.json", dict[str, Any])
def openapi_json() -> Response:
    """Describe this interface (OpenAPI 3.1)."""
    described = openapi.document(OPERATIONS, current_app.config["BASE_URL"])
    return Response(msgspec.json.encode(described), content_type="application/json")
