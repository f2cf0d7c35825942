"""Pages about keeping and deleting, for the browser tests."""

from __future__ import annotations

from participation.admin.previews.samples import BY_KEY


def pages(closed: str) -> dict[str, list[tuple[str | None, str]]]:
    """Return the administrators' pages by endpoint: of a round that has ended and of the city."""
    base = "/admin/retention"
    return {
        "retention.index": [("admin", f"{base}/"), ("auditor", f"{base}/")],
        "retention.times": [("admin", f"{base}/times")],
        "retention.scope": [("admin", f"{base}/of/{scope}") for scope in (closed, "_city")],
        "admin.mail_previews": [("admin", "/admin/mails/previews")],
        "admin.mail_preview": [
            ("admin", f"/admin/mails/previews/{key}") for key in (*BY_KEY,)[-2:]
        ],
    }
