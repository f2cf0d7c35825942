"""The moderators' pages for merging an idea into another one, for splitting one, and for undoing
either."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts.access import person, requires
from participation.accounts.permissions import Permission
from participation.ideas import queries as idea_queries
from participation.ideas.lineage import members_of
from participation.ideas.models import Idea
from participation.ideas.rules import Content
from participation.ideas.service import InvalidContent
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict
from participation.kernel.text import clean_line
from participation.moderation.addresses import kept
from participation.moderation.forms import DecisionForm
from participation.moderation.merging import rules, service, splitting
from participation.moderation.merging.forms import (
    MergeForm,
    PartForm,
    SplitForm,
    contents,
    part_forms,
)
from participation.moderation.merging.service import Versions
from participation.moderation.views import bp
from participation.web.transactions import commits
from participation.web.translation import _


@bp.route("/moderation/<number>/merge", methods=["GET", "POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def merge(number: str) -> ResponseReturnValue:
    """Choose the idea that this one goes into, see both side by side, and merge them."""
    idea = idea_queries.by_number(number)
    form = MergeForm(data={"version": idea.version, "into": _asked_for()})
    if not form.is_submitted() or not form.into_version.data:
        return _merge_page(idea, form)
    into = form.into.data or ""
    if not form.validate_on_submit():
        return _conflict(number, Conflict(service.CHANGED))
    versions = Versions(form.version.data or 0, form.into_version.data or 0)
    try:
        service.merge(idea.id, into, by=person(), versions=versions, clock=clock)
    except BadInput as error:
        form.refuse(error)
        return _merge_page(idea_queries.by_number(number), form)
    except Conflict as error:
        return _conflict(number, error)
    flash(_("Idee %(number)s ist mit Idee %(into)s zusammengeführt.", number=number, into=into))
    return redirect(url_for("moderation.show", number=number, **kept()))


@bp.route("/moderation/<number>/merge/undo", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def undo_merge(number: str) -> ResponseReturnValue:
    """Let an idea stand for itself again."""
    idea, form = idea_queries.by_number(number), DecisionForm()
    form.validate_on_submit()
    try:
        service.undo_merge(idea.id, by=person(), version=form.version.data or 0, clock=clock)
    except Conflict as error:
        return _conflict(number, error)
    flash(_("Idee %(number)s steht wieder für sich.", number=number), "success")
    return redirect(url_for("moderation.show", number=number, **kept()))


@bp.route("/moderation/<number>/split", methods=["GET", "POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def split(number: str) -> ResponseReturnValue:
    """Write what each part of an idea says, and split it."""
    idea = idea_queries.by_number(number)
    form, parts = SplitForm(data={"version": idea.version}), part_forms(idea)
    if not form.is_submitted() or request.form.get("more"):
        return _split_page(idea, form, parts)
    fine = [part.validate() for part in parts]
    if not form.validate_on_submit():
        return _conflict(number, Conflict(splitting.CHANGED), contents(parts))
    if not all(fine):
        return _split_page(idea, form, parts)
    said, version = contents(parts), form.version.data or 0
    try:
        made = splitting.split(idea.id, said, by=person(), version=version, clock=clock)
    except Conflict as error:
        return _conflict(number, error, said)
    except (BadInput, InvalidContent) as error:
        form.refuse(BadInput(error.message, **error.values))
        return _split_page(idea_queries.by_number(number), form, parts)
    numbers = ", ".join(part.number for part in made)
    flash(_("Idee %(number)s ist geteilt. Neu sind: %(parts)s.", number=number, parts=numbers))
    return redirect(url_for("moderation.show", number=number, **kept()))


@bp.route("/moderation/<number>/split/undo", methods=["POST"])
@requires(Permission.MODERATE_IDEAS, of_round=idea_queries.round_id_of)
@commits
def undo_split(number: str) -> ResponseReturnValue:
    """Make one idea of the parts again, as it was."""
    idea, form = idea_queries.by_number(number), DecisionForm()
    form.validate_on_submit()
    version = form.version.data or 0
    try:
        splitting.undo_split(idea.id, by=person(), version=version, clock=clock)
    except Conflict as error:
        return _conflict(number, error)
    flash(_("Das Teilen der Idee %(number)s ist zurückgenommen.", number=number), "success")
    return redirect(url_for("moderation.show", number=number, **kept()))


def _asked_for() -> str:
    return clean_line(request.args.get("into"))


def _merge_page(idea: Idea, form: MergeForm) -> str:
    """Ask for the other idea, or show both as they would stand together."""
    other, authors = None, list[str | None]()
    if form.into.data and not form.into.errors:
        try:
            other = _other(idea, form.into.data)
        except BadInput as error:
            form.refuse(error)
    if other is not None:
        form.version.data, form.into_version.data = idea.version, other.version
        members = members_of([idea.id, other.id])
        authors = list(dict.fromkeys(each.author for own in members.values() for each in own))
    return render_template(
        "moderation/merging/merge.html",
        idea=idea,
        round=idea.round,
        other=other,
        form=form,
        further_authors=authors,
        kept=kept(),
    )


def _other(idea: Idea, number: str) -> Idea:
    service.id_of(number)
    other = idea_queries.by_number(number)
    standings = [rules.Standing(each.id, each.round_id, each.state) for each in (idea, other)]
    rules.check_merge(*standings)
    return other


def _split_page(idea: Idea, form: SplitForm, parts: list[PartForm]) -> str:
    rules.check_split(idea.state, len(parts))
    # What was sent would be shown before what is set here.
    form.count.data, form.count.raw_data = len(parts), None
    return render_template(
        "moderation/merging/split.html",
        idea=idea,
        round=idea.round,
        form=form,
        parts=parts,
        errors=any(part.errors for part in parts),
        more=len(parts) < rules.MOST_PARTS,
        kept=kept(),
    )


def _conflict(number: str, error: Conflict, written: Sequence[Content] = ()) -> tuple[str, int]:
    idea = idea_queries.by_number(number)
    page = render_template(
        "moderation/merging/conflict.html",
        idea=idea,
        error=error,
        written=written,
        kept=kept(),
    )
    return page, 409
