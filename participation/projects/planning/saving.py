"""Saving what a planner typed: done, shown again with its errors, or a page that says that somebody
was faster."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from participation.kernel.errors import BadInput, Conflict
from participation.projects.planning.forms import SeenForm, typed
from participation.web.filters import translate_error
from participation.web.translation import _


def save(
    form: SeenForm, key: str, store: Callable[[], object], *, anchor: str | None = None
) -> ResponseReturnValue | None:
    """Store what a form holds about a project and return where to go on; None when the form is to
    be shown again. When somebody else was faster, return a page with everything that was typed."""
    try:
        store()
    except Conflict as error:
        values = {"key": key, "sentence": translate_error(error), "typed": typed(form)}
        return make_response(render_template("projects/conflict.html", **values), 409)
    except BadInput as error:
        form.tell(error)
        return None
    flash(_("Gespeichert."), "success")
    return redirect(url_for("projects.planned", key=key, _anchor=anchor))
