"""The voluntary questions of a round, put together by buttons and saved as a whole."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import Conflict, Frozen
from participation.rounds import editing
from participation.rounds import queries as round_queries
from participation.rounds.configuration.checking import InvalidSettings
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.steps import Step
from participation.rounds.editor.questions import (
    QuestionsForm,
    Rows,
    rearranged,
    shown,
    typed,
    without_empty,
)
from participation.rounds.models import Round
from participation.rounds.views import bp, conflict, may_change, version_of
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/admin/rounds/<slug>/questions", methods=["GET", "POST"])
@requires(Permission.ADMINISTER, of_round=round_queries.id_of)
@commits
def questions(slug: str) -> ResponseReturnValue:
    """Edit the voluntary questions; what a button adds or moves is saved with everything else."""
    round_ = round_queries.get_any(slug)
    if not may_change(round_) or round_.is_named:
        return redirect(url_for(".overview", slug=slug))
    form = QuestionsForm(version=str(round_.version))
    if not form.validate_on_submit():
        rows = shown(round_.settings.questions)
        return _page(QuestionsForm.showing(rows, version=str(round_.version)), slug)
    version = form.version.data or ""
    rows = form.questions.data
    if action := request.form.get("do", ""):
        return _page(QuestionsForm.showing(rearranged(rows, action), version=version), slug)
    return _save(round_, without_empty(rows), version)


def _save(round_: Round, rows: Rows, version: str) -> ResponseReturnValue:
    slug, before = round_.slug, round_.settings
    asked, wrong = typed(rows, before.questions)
    settings = replace(before, questions=asked)
    try:
        if wrong:
            raise InvalidSettings(wrong)
        editing.change(
            round_.id,
            settings,
            version=version_of(version),
            actor=actor(),
            clock=clock,
            step=Step.QUESTIONS,
        )
    except InvalidSettings as error:
        form = QuestionsForm.showing(rows, version=version)
        return _page(form, slug, form.tell(error.problems))
    except (Conflict, Frozen) as error:
        return conflict(slug, _differing, settings, error)
    flash(_("Gespeichert."), "success")
    return redirect(url_for(".step", slug=slug, step=Step.COUNTING.value))


def _differing(typed_: Settings, current: Settings) -> list[str]:
    return [_("Freiwillige Fragen")] if typed_.questions != current.questions else []


def _page(
    form: QuestionsForm, slug: str, errors: list[tuple[str | None, str]] | None = None
) -> str:
    round_ = round_queries.get_any(slug)
    return render_template("rounds/questions.html", form=form, round=round_, errors=errors or [])
