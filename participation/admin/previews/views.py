"""The pages of all kinds of mail: their list, and beside it the one that was chosen."""

from __future__ import annotations

from flask import current_app, render_template

from participation.accounts.access import requires
from participation.accounts.permissions import Permission
from participation.admin.previews.samples import BY_KEY, SAMPLES
from participation.admin.views import bp


@bp.route("/admin/mails/previews")
@requires(Permission.KEEP_MAILS)
def mail_previews() -> str:
    """List every kind of mail and show a sample of the first one."""
    return _page(SAMPLES[0].key)


@bp.route(f"/admin/mails/previews/<any({', '.join(map(repr, BY_KEY))}):key>")
@requires(Permission.KEEP_MAILS)
def mail_preview(key: str) -> str:
    """Show a sample of one kind of mail in every language."""
    return _page(key)


def _page(key: str) -> str:
    languages: list[str] = current_app.config["LANGUAGES"]
    shown = BY_KEY[key]
    return render_template(
        "admin/mail_previews.html",
        samples=SAMPLES,
        shown=shown,
        drafts=[(language, shown.write(language)) for language in languages],
    )
