"""The list of a round's ideas and the page of one."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for

from participation.accounts.access import may_read, public, signed_in
from participation.accounts.permissions import Permission
from participation.ideas import listing, originals, queries, service
from participation.ideas.lineage import Lineage, lineage_of
from participation.ideas.progress import answer_count, progress_of
from participation.ideas.queries import Viewer
from participation.ideas.rules import SEARCH_LENGTH, Sort, day_start, fields_counted, sort_of, sorts
from participation.ideas.service_support import supportable
from participation.ideas.statements import blacked_out_of, statement_of
from participation.kernel.clock import clock
from participation.kernel.errors import N_, NotFound
from participation.kernel.text import clean_line, fold
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.rounds.rules import next_change, phase
from participation.web.cache import kept_for_everyone, stale_at
from participation.web.filters import tr
from participation.web.paging import page_number
from participation.web.translation import _

bp = Blueprint("ideas", __name__)


@bp.route("/rounds/<slug>/ideas/")
@public
@kept_for_everyone()
def index(slug: str) -> str:
    """Show a page of the published ideas."""
    round_ = round_queries.get(slug)
    number = page_number(request.args.get("page"))
    query = clean_line(request.args.get("q"))[:SEARCH_LENGTH]
    support_shown = queries.support_shown(round_, clock.now())
    choice = _choice(round_, query, by_support=support_shown)
    answers = answer_count(round_) if number == 1 and not query and not choice.field_key else None
    page = listing.page_of(choice, number, total=answers.total if answers else None)
    if number > page.pages:
        raise NotFound(
            N_("So viele Seiten hat die Liste nicht. Beginnen Sie wieder auf der ersten Seite.")
        )
    stale_at(next_change(round_.windows, clock.now()))
    chosen: dict[str, Any] = {"q": query or None, "field": choice.field_key}
    if choice.sort is not Sort.RANDOM:
        chosen["sort"] = choice.sort.value
    return render_template(
        "ideas/index.html",
        round=round_,
        frame=round_.frame,
        listing=page,
        query=query,
        chosen=chosen,
        fields=_field_links(round_, chosen),
        sorts=_sort_links(round_, choice.sort, chosen, by_support=support_shown),
        support_shown=support_shown,
        phase=phase(round_.ideas_window, clock.now()),
        answers=answers,
        total_shown=choice.field_key is None
        or fields_counted(phase(round_.weights_window, clock.now())),
    )


def _is_personal(slug: str, number: str) -> bool:  # noqa: ARG001 (both parts of the address)
    account = signed_in()
    return account is not None and queries.concerns(number, account.id)


@bp.route("/rounds/<slug>/ideas/<number>")
@public
@kept_for_everyone(_is_personal)
def show(slug: str, number: str) -> str:
    """Show an idea to those who may see it."""
    round_ = round_queries.get(slug)
    idea, supported, related = queries.visible_idea_and_support(
        round_.id, number, viewer(round_.id)
    )
    account = signed_in()
    now = clock.now()
    account_id = account.id if account else None
    own = account_id is not None and idea.author_id == account_id
    stale_at(next_change(round_.windows, now))
    return render_template(
        "ideas/show.html",
        round=round_,
        idea=idea,
        field=round_.frame.field(idea.field_key),
        own=own,
        statement=statement_of(idea) if own else None,
        black_outs=blacked_out_of(idea) if own else [],
        may_edit=service.editable(idea, round_, account_id, now),
        may_support=supportable(idea, round_, account_id, now, related=related)
        and not (account and account.is_staff),
        support_shown=queries.support_shown(round_, now),
        progress=progress_of(idea, round_),
        supported=supported,
        lineage=lineage_of(idea) if related else Lineage(),
        original=originals.kept_of(idea.id) if own else None,
    )


def viewer(round_id: int) -> Viewer:
    """Return who reads this request's page of a round."""
    account = signed_in()
    return Viewer(account.id if account else None, may_read(Permission.READ_ALL_IDEAS, round_id))


def _choice(round_: Round, query: str, *, by_support: bool) -> listing.Choice:
    field_key = request.args.get("field") or None
    if field_key is not None and round_.frame.field(field_key) is None:
        raise NotFound(N_("Dieses Handlungsfeld gibt es in der Runde nicht."))
    start = day_start(clock.now().astimezone(ZoneInfo(round_.timezone)).date(), round_.id)
    sort = sort_of(request.args.get("sort"), by_support=by_support)
    return listing.Choice(round_.id, sort, start, field_key, fold(query))


def _field_links(round_: Round, chosen: dict[str, Any]) -> list[tuple[str, str, bool, int | None]]:
    counted = fields_counted(phase(round_.weights_window, clock.now()))
    counts = listing.field_counts(round_.id) if counted else {}
    rest = chosen | {"field": None}
    everything = url_for("ideas.index", slug=round_.slug, **rest)
    links: list[tuple[str, str, bool, int | None]] = [
        (_("Alle"), everything, chosen["field"] is None, None)
    ]
    for field in round_.frame.fields:
        url = url_for("ideas.index", slug=round_.slug, **rest | {"field": field.key})
        links.append(
            (
                tr(field.title),
                url,
                chosen["field"] == field.key,
                counts.get(field.key, 0) if counted else None,
            )
        )
    return links


def _sort_links(
    round_: Round, sort: Sort, chosen: dict[str, Any], *, by_support: bool
) -> list[tuple[str, str, bool, None]]:
    names = {
        Sort.RANDOM: _("Zufällig"),
        Sort.NEWEST: _("Neueste"),
        Sort.SUPPORTED: _("Meist unterstützt"),
    }
    links = []
    for each in sorts(by_support=by_support):
        wanted = chosen | {"sort": None if each is Sort.RANDOM else each.value}
        links.append(
            (names[each], url_for("ideas.index", slug=round_.slug, **wanted), each is sort, None)
        )
    return links
