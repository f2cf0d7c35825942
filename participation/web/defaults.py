"""What Flask and its extensions are set to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from participation.web.languages import available_languages


def defaults(settings: Mapping[str, Any], translations: Path) -> dict[str, Any]:
    """Return what Flask and its extensions are set to, given the settings of the application."""
    base = urlsplit(settings["BASE_URL"])
    secure = base.scheme == "https"
    # Forms are signed with the last one. Sessions find earlier ones by themselves.
    form_keys = [*(settings.get("SECRET_KEY_FALLBACKS") or []), settings["SECRET_KEY"]]
    return {
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "BROWSER_COOKIE_NAME": "__Host-browser" if secure else "browser",
        "DEVICE_COOKIE_NAME": "__Host-device" if secure else "device",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": settings.get("SESSION_DAYS", timedelta(days=14)),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "TRUSTED_HOSTS": [base.hostname],
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 1000,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SECRET_KEY": form_keys,
        "BABEL_DEFAULT_LOCALE": "de",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Berlin",
        "BABEL_TRANSLATION_DIRECTORIES": str(translations),
        "LANGUAGES": available_languages(translations),
        "RATELIMIT_KEY_PREFIX": "participation",
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
        "PDF": False,
        "DRY_RUN": False,
    }
