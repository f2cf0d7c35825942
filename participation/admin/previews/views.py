"""The page of all kinds of mail."""

from __future__ import annotations

from flask import current_app, render_template

from participation.accounts.access import requires
from participation.accounts.permissions import Permission
from participation.admin.previews.samples import SAMPLES
from participation.admin.views import bp


@bp.route("/admin/mails/previews")
@requires(Permission.KEEP_MAILS)
def mail_previews() -> str:
    """Show a sample of every kind of mail in every language."""
    languages: list[str] = current_app.config["LANGUAGES"]
    previews = [
        (sample.when, [(language, sample.write(language)) for language in languages])
        for sample in SAMPLES
    ]
    return render_template("admin/mail_previews.html", previews=previews)
