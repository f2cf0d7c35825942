"""Settings as a plain mapping, read from the environment; safe in production by default, secrets
have no default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from participation.kernel.errors import SettingsError

HERE = Path(__file__).resolve().parent
SECRET_LENGTH = 32


def _yes(value: str | None) -> bool:
    return (value or "").strip().lower() in {"1", "true", "yes", "on"}


def from_environment(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the settings that `participation.app.create_app` takes.

    Raises SettingsError when a secret is missing or a number is none.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE") or HERE / "instance").absolute()
    base_url = _base_url(env.get("BASE_URL") or "http://127.0.0.1:8000")
    secret = env.get("SECRET_KEY", "")
    if len(secret) < SECRET_LENGTH:
        raise SettingsError(
            "SECRET_KEY is missing or shorter than 32 characters. Make one with: openssl rand"
            " -hex 32"
        )
    earlier_secrets = env.get("SECRET_KEY_FALLBACKS", "").split()
    if any(len(earlier) < SECRET_LENGTH for earlier in earlier_secrets):
        raise SettingsError(
            "SECRET_KEY_FALLBACKS holds a key that is shorter than 32 characters. Put earlier keys"
            " there, separated by spaces"
        )
    demo = _yes(env.get("DEMO"))
    return {
        "DEMO": demo,
        "SECRET_KEY": secret,
        "SECRET_KEY_FALLBACKS": earlier_secrets,
        "BASE_URL": base_url,
        "DATABASE_URL": env.get("DATABASE_URL") or f"sqlite:///{instance / 'participation.db'}",
        "INSTANCE": str(instance),
        "KEY_FILE": env.get("KEY_FILE") or str(instance / "keys.json"),
        "MAIL_URL": env.get("MAIL_URL", ""),
        "PROXIES": _number(env, "PROXIES", 0),
        "RATELIMIT_STORAGE_URI": env.get("RATELIMIT_STORAGE_URI", ""),
        "BACKUP_DAYS": _number(env, "BACKUP_DAYS", 30),
        "BACKUP_FOLDER": env.get("BACKUP_FOLDER", ""),
        "DB_POOL": _number(env, "DB_POOL", 8, least=1),
        "STATEMENT_TIMEOUT_MS": _number(env, "STATEMENT_TIMEOUT_MS", 5000),
        "PDF": _yes(env.get("PDF")),
        "SESSION_DAYS": timedelta(days=14),
    }


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value.rstrip("/"))
        is_complete = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_complete = is_complete and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete:
        raise SettingsError(
            "BASE_URL must start with http:// or https:// and name a host, for example"
            " https://mitmachen.example.org"
        )
    if parts.path:
        raise SettingsError(
            "BASE_URL must not have a path: the application is served at the root of its own host"
        )
    return value.rstrip("/")


def _number(env: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    try:
        value = int(env.get(name) or default)
    except ValueError as error:
        raise SettingsError(f"{name} must be a whole number") from error
    if value < least:
        raise SettingsError(f"{name} must be at least {least}")
    return value
