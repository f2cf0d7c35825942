"""The strategy editor: guidelines, action fields and goals in their order."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from participation.accounts.access import actor, requires
from participation.accounts.permissions import Permission
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, Conflict, NotFound
from participation.strategy import edits, queries, service
from participation.strategy.forms import (
    ItemForm,
    NewStrategyForm,
    SeenForm,
    TitleForm,
    form_field,
    frame_with_title,
)
from participation.strategy.keys import key_from
from participation.strategy.rules import KINDS, Frame, Item, item_from, kind_of
from participation.strategy.usage import usage_of
from participation.web.filters import tr
from participation.web.forms import BaseForm
from participation.web.transactions import commits
from participation.web.translation import _

bp = Blueprint("strategy", __name__)


@bp.route("/admin/new-strategy", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new() -> ResponseReturnValue:
    """Begin a strategy."""
    form = NewStrategyForm()
    if form.validate_on_submit():
        title = form.title_de.data or ""
        slug = form.slug.data or key_from(title, queries.slugs(), otherwise="strategie")
        try:
            service.create(slug=slug, frame=Frame(form.texts(), (), ()), actor=actor(), clock=clock)
        except BadInput as error:
            _refuse(form, error)
        else:
            return redirect(url_for(".show", slug=slug))
    return render_template("strategy/new.html", form=form)


@bp.route("/admin/strategies/<slug>")
@requires(Permission.PLAN_STRATEGY)
def show(slug: str) -> str:
    """Show a strategy with everything in its order."""
    strategy = queries.get(slug)
    frame = queries.frame_of(strategy)
    rounds = usage_of(strategy.id).rounds
    seen = service.fingerprint(frame)
    closed = service.why_closed(strategy)
    return render_template(
        "strategy/show.html",
        strategy=strategy,
        frame=frame,
        seen=seen,
        closed=closed,
        rounds=rounds,
        deleted=[
            (row, item_from(row.kind, row.document)) for row in queries.deleted_items(strategy.id)
        ],
    )


@bp.route("/admin/strategies/<slug>/title", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def edit_title(slug: str) -> ResponseReturnValue:
    """Change a strategy's title."""
    frame = _frame_of_draft(slug)
    seen = service.fingerprint(frame)
    form = TitleForm(
        seen=seen, title_de=frame.title.get("de", ""), title_en=frame.title.get("en", "")
    )
    if form.validate_on_submit():
        try:
            _save(slug, frame_with_title(frame, form.texts()), form.seen.data)
        except BadInput as error:
            _refuse(form, error)
        except Conflict:
            return _conflict(form, slug, "strategy/edit_title.html")
        else:
            return redirect(url_for(".show", slug=slug))
    return render_template("strategy/edit_title.html", form=form, slug=slug)


@bp.route("/admin/strategies/<slug>/new/<kind>", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def new_item(slug: str, kind: str) -> ResponseReturnValue:
    """Add a guideline, an action field, or a goal to the field named in the address."""
    frame = _frame_of_draft(slug)
    field_key = request.args.get("field")
    if kind not in KINDS or (kind == "goal" and frame.field(field_key) is None):
        raise NotFound()
    form = ItemForm.of(None, service.fingerprint(frame))
    if form.validate_on_submit():
        try:
            item = form.item(kind, None, _taken(slug, frame))
            service.require_unused_key(slug, item.key)
            _save(slug, edits.added(frame, item, field_key), form.seen.data)
        except BadInput as error:
            _refuse(form, error)
        except Conflict:
            return _conflict(form, slug, "strategy/item.html", kind=kind, item=None)
        else:
            return redirect(url_for(".show", slug=slug))
    return render_template("strategy/item.html", form=form, slug=slug, kind=kind, item=None)


@bp.route("/admin/strategies/<slug>/items/<key>", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def edit_item(slug: str, key: str) -> ResponseReturnValue:
    """Change a guideline, an action field or a goal."""
    frame = _frame_of_draft(slug)
    item_and_level = edits.find(frame, key)
    if item_and_level is None:
        raise NotFound()
    item = item_and_level[0]
    kind = kind_of(item)
    form = ItemForm.of(item, service.fingerprint(frame))
    if form.validate_on_submit():
        try:
            new = form.item(kind, item, _taken(slug, frame))
            service.require_unused_key(slug, new.key)
            _save(slug, edits.changed(frame, key, new), form.seen.data, renamed=key)
        except BadInput as error:
            _refuse(form, error)
        except Conflict:
            return _conflict(form, slug, "strategy/item.html", kind=kind, item=item)
        else:
            return redirect(url_for(".show", slug=slug))
    return render_template("strategy/item.html", form=form, slug=slug, kind=kind, item=item)


@bp.route("/admin/strategies/<slug>/items/<key>/move", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def move_item(slug: str, key: str) -> ResponseReturnValue:
    """Move an item one place up or down."""
    frame = queries.frame_of(queries.get(slug))
    step = -1 if request.form.get("step") == "up" else 1
    _save(slug, edits.moved(frame, key, step), request.form.get("seen", ""))
    return redirect(url_for(".show", slug=slug, _anchor=f"item-{key}"))


@bp.route("/admin/strategies/<slug>/items/<key>/delete", methods=["GET", "POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def delete_item(slug: str, key: str) -> ResponseReturnValue:
    """Say what deleting an item does, then delete it; one that a published round asks about
    stays."""
    frame, usage = _frame_of_draft(slug), usage_of(queries.get(slug).id)
    item_and_level = edits.find(frame, key)
    if item_and_level is None:
        raise NotFound()
    item, _level = item_and_level
    form = SeenForm(seen=service.fingerprint(frame))
    if form.validate_on_submit():
        _save(slug, edits.without(frame, key), form.seen.data)
        flash(_("„%(title)s“ ist gelöscht.", title=tr(item.title)), "success")
        return redirect(url_for(".show", slug=slug, _anchor="deleted"))
    is_asked = bool(usage.keys_asked & edits.keys_of(item))
    return render_template(
        "strategy/delete_item.html",
        form=form,
        slug=slug,
        item=item,
        kind=kind_of(item),
        is_asked=is_asked,
    )


@bp.route("/admin/strategies/<slug>/deleted/<key>/restore", methods=["POST"])
@requires(Permission.PLAN_STRATEGY)
@commits
def restore_item(slug: str, key: str) -> ResponseReturnValue:
    """Restore a deleted item to its position."""
    service.restore(slug, key, actor=actor(), clock=clock)
    flash(_("Der Eintrag steht wieder in der Strategie."), "success")
    return redirect(url_for(".show", slug=slug, _anchor=f"item-{key}"))


def _frame_of_draft(slug: str) -> Frame:
    """Return what is edited. Raises Frozen when the strategy has no draft."""
    strategy = queries.get(slug)
    service.require_draft(strategy)
    return queries.frame_of(strategy)


def _taken(slug: str, frame: Frame) -> set[str]:
    """Return the keys that a new item cannot get."""
    return edits.keys(frame) | queries.deleted_keys(queries.get(slug).id)


def _save(slug: str, frame: Frame, seen: str | None, *, renamed: str | None = None) -> None:
    service.save(
        slug,
        frame,
        seen=seen or "",
        asked=usage_of(queries.get(slug).id).keys_asked,
        renamed=[renamed] if renamed else (),
        actor=actor(),
        clock=clock,
    )


def _conflict(form: SeenForm, slug: str, template: str, **values: str | Item | None) -> Response:
    """Say that somebody else was faster, with what was typed still in the form; who saves it again
    has been told."""
    form.form_errors.append(
        _(
            "Die Strategie hat sich inzwischen geändert, und nichts wurde überschrieben. Ihre"
            " Eingaben stehen noch hier. Sehen Sie zuerst nach, was jetzt gilt. Speichern Sie dann"
            " noch einmal."
        )
    )
    form.seen.data = service.fingerprint(queries.frame_of(queries.get(slug)))
    return make_response(render_template(template, form=form, slug=slug, **values), 409)


def _refuse(form: BaseForm, error: BadInput) -> None:
    error.field = form_field(error.field)
    form.refuse(error)
