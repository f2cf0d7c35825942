"""The planners' files of money: handed in with a dry run, confirmed, downloaded."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires, signed_in
from participation.accounts.permissions import Permission
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, ParticipationError
from participation.projects.finance import files
from participation.projects.finance.gathering import gather
from participation.projects.finance.intake.plan import Plan
from participation.projects.finance.planning import uploads
from participation.projects.finance.planning.forms import SeenPlanForm, UploadForm
from participation.projects.finance.planning.service import By
from participation.projects.finance.planning.views import bp, stage_asked
from participation.projects.finance.wording import in_given, stage_name, year_name
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy
from participation.web.csvfile import FileRefused, sentences
from participation.web.filters import tr
from participation.web.transactions import commits
from participation.web.translation import _

MOST_SHOWN = 200
"""Changes that a dry run lists; the rest is counted."""


@bp.route("/upload", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def upload(slug: str) -> ResponseReturnValue:
    """Hand in a file; nothing of it is taken over before it was looked at and confirmed."""
    strategy = strategy_queries.get(slug)
    form = UploadForm()
    form.offer_stages()
    problems: list[str] = []
    if form.validate_on_submit():
        try:
            uploads.hand_in(
                slug,
                name=getattr(form.file.data, "filename", None) or "",
                content=form.file.data.read() if form.file.data else b"",
                stage=form.read_stage(),
                add_missing=bool(form.add_missing.data),
                account_id=_account_id(),
                clock=clock,
            )
        except FileRefused as refused:
            form.refuse(refused)
            problems = sentences(refused)[1:]
        except ParticipationError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".check", slug=slug))
    return render_template("finance/upload.html", form=form, strategy=strategy, problems=problems)


@bp.route("/upload/check", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def check(slug: str) -> ResponseReturnValue:
    """Show what the file would change, then take it over as it was shown."""
    strategy = strategy_queries.get(slug)
    form = SeenPlanForm()
    status = 200
    try:
        if form.validate_on_submit():
            by = By(actor(), clock)
            done = uploads.confirm(slug, _account_id(), seen=form.seen.data or "", by=by)
            flash(_taken_over(done), "success")
            return redirect(url_for(".overview", slug=slug))
    except Conflict as error:
        # What the file would change by now is shown below.
        db.session.rollback()
        form.refuse(error)
        status = 409
    except FileRefused:
        # Said again below, with its lines.
        db.session.rollback()
    try:
        file, plan = uploads.waiting(slug, _account_id())
    except FileRefused as refused:
        return _refused(strategy, refused)
    form.seen.data = plan.digest()
    rows = [
        (
            tr(change.project),
            tr(change.source),
            year_name(change.key.year),
            stage_name(change.key.stage),
            in_given(change.before.cents, change.before.unit) if change.before else "—",
            in_given(change.cents, change.unit),
        )
        for change in plan.changes[:MOST_SHOWN]
    ]
    page = render_template(
        "finance/check.html",
        form=form,
        strategy=strategy,
        file=file,
        plan=plan,
        rows=rows,
        more=len(plan.changes) - len(rows),
    )
    return page, status


@bp.post("/upload/discard")
@requires(Permission.PLAN_STRATEGY)
@commits
def discard(slug: str) -> ResponseReturnValue:
    """Forget a file that was handed in."""
    uploads.discard(slug, _account_id())
    flash(_("Die Datei ist verworfen. Es wurde nichts geändert."), "success")
    return redirect(url_for(".overview", slug=slug))


@bp.get(f"/<any({', '.join(map(repr, files.FILES))}):name>")
@requires(Permission.PLAN_STRATEGY)
def file(slug: str, name: str) -> Response:
    """Download the amounts, drafts too: every line, the table of one stage, or all of it as a
    workbook."""
    strategy = strategy_queries.get(slug)
    stage = stage_asked(gather(strategy.id, public_only=False))
    return files.served(strategy, name, stage, public_only=False)


def _taken_over(plan: Plan) -> str:
    return _(
        "Die Datei ist übernommen. Neue Beträge: %(added)s. Geänderte: %(changed)s.",
        added=len(plan.added),
        changed=len(plan.changed),
    )


def _refused(strategy: Strategy, refused: FileRefused) -> str:
    """Show what is wrong by now with a file that could be taken over when it was handed in."""
    form = UploadForm(formdata=None)
    form.offer_stages()
    form.refuse(refused)
    problems = sentences(refused)[1:]
    return render_template("finance/upload.html", form=form, strategy=strategy, problems=problems)


def _account_id() -> int:
    account = signed_in()
    assert account is not None
    return account.id
