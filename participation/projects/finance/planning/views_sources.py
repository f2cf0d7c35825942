"""The planners' pages of sources and their locks."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.council.models import Paper
from participation.kernel.clock import clock
from participation.kernel.crypto import new_token
from participation.kernel.errors import Conflict, ParticipationError
from participation.projects.finance import queries as finance_queries
from participation.projects.finance.models import Source
from participation.projects.finance.planning import queries, service_sources
from participation.projects.finance.planning.forms import LockForm, SourceForm
from participation.projects.finance.planning.service import By
from participation.projects.finance.planning.service_sources import InvalidSource
from participation.projects.finance.planning.views import begun, bp
from participation.projects.finance.rules import KIND_TITLES, SourceKind
from participation.projects.finance.wording import euros_typed, lock_kinds, year_name
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.filters import tr
from participation.web.transactions import commits
from participation.web.translation import _


@bp.get("/sources/")
@requires(Permission.PLAN_STRATEGY)
def sources(slug: str) -> str:
    """List the sources of a strategy."""
    strategy = strategy_queries.get(slug)
    rows = queries.source_rows(strategy.id)
    return render_template(
        "finance/sources.html",
        strategy=strategy,
        rows=[(row, tr(KIND_TITLES[SourceKind(row.kind)])) for row in rows],
    )


@bp.route("/new-source", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_source(slug: str) -> ResponseReturnValue:
    """Add a source."""
    return _source_page(strategy_queries.get(slug), None)


@bp.route("/sources/<key>", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def change_source(slug: str, key: str) -> ResponseReturnValue:
    """Change a source."""
    strategy = strategy_queries.get(slug)
    return _source_page(strategy, finance_queries.source(strategy.id, key))


def _source_page(strategy: Strategy, source: Source | None) -> ResponseReturnValue:
    slug, key = strategy.slug, source.key if source else None
    project = request.args.get("project") if source is None else None
    way_back = url_for(".new_line", slug=slug, key=project, **begun()) if project else None
    form = SourceForm.of(source)
    if form.validate_on_submit():
        try:
            service_sources.save_source(
                slug,
                key,
                new_key=form.key.data or "",
                title={"de": form.title_de.data or "", "en": form.title_en.data or ""},
                kind=form.kind.data or "",
                programme=form.programme.data or "",
                version=form.seen,
                by=By(actor(), clock),
            )
        except InvalidSource as error:
            for problem in error.problems:
                problem.field = (problem.field or "").replace(".", "_")
                form.refuse(problem)
        except Conflict as error:
            form.refuse(error)
            page = render_template(
                "finance/source.html", form=form, strategy=strategy, source=source, way_back=None
            )
            return page, 409
        else:
            flash(_("Die Quelle ist gespeichert."), "success")
            if project:
                kept = begun() | {"source": form.key.data or ""}
                return redirect(url_for(".new_line", slug=slug, key=project, **kept))
            return redirect(url_for(".sources", slug=slug))
    return render_template(
        "finance/source.html", form=form, strategy=strategy, source=source, way_back=way_back
    )


@bp.route("/locks", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def locks(slug: str) -> ResponseReturnValue:
    """Show what is locked and what happened to each lock; lock, release, correct."""
    strategy = strategy_queries.get(slug)
    form = LockForm(token=new_token())
    form.offer_sources(queries.source_rows(strategy.id))
    papers = queries.papers(strategy.id)
    form.offer_papers(papers)
    if form.validate_on_submit():
        try:
            service_sources.record_lock(
                slug,
                source=form.source.data or "",
                year=form.read_year(),
                kind=form.kind.data or "",
                amount=form.read_amount(),
                reason=form.reason.data or "",
                paper_id=form.read_paper(),
                token=form.read_token(),
                by=By(actor(), clock),
            )
        except ParticipationError as error:
            form.refuse(error)
        else:
            flash(_("Der Sperrvermerk ist eingetragen."), "success")
            return redirect(url_for(".locks", slug=slug))
    return _locks_page(strategy_queries.get(slug), form, papers)


def _locks_page(strategy: Strategy, form: LockForm, papers: list[Paper]) -> str:
    events = finance_queries.lock_events(strategy.id)
    present = finance_queries.locks_of(events)
    titles = {info.id: tr(info.title) for info in finance_queries.sources(strategy.id)}
    return render_template(
        "finance/locks.html",
        strategy=strategy,
        form=form,
        groups=[
            (titles[key[0]], year_name(key[1]), present[key], rows) for key, rows in events.items()
        ],
        kinds=lock_kinds(),
        papers={paper.id: paper.reference or paper.title for paper in papers},
        euros=euros_typed,
    )
