"""How gunicorn serves the application; it reads this file by itself when it starts from this
folder."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

# Read, not loaded: the workers load it by themselves, and after a HUP they see what has changed.
settings = {**dotenv_values(Path(__file__).with_name(".env")), **os.environ}


def count(name: str, default: int) -> int:
    """Return a setting that is a whole number of at least 1."""
    value = settings.get(name) or str(default)
    if not value.isdecimal() or int(value) < 1:
        sys.exit(f"configuration error: {name} must be a whole number, at least 1")
    return int(value)


bind = f"{settings.get('BIND') or '127.0.0.1'}:{settings.get('PORT') or '8000'}"
worker_class = "gthread"
workers = count("WEB_CONCURRENCY", 2)
threads = count("WEB_THREADS", 4)
# It would be written into the home folder.
control_socket_disable = True
# By default gunicorn lets a proxy on this host say by headers where the application is mounted and
# whether TLS was used, and such a proxy passes on what clients send. PROXIES counts instead.
forwarder_headers = ""
forwarded_allow_ips = ""


def on_starting(_server: Any) -> None:
    """Throw away what dry runs have left: none goes on over a restart."""
    instance = Path(settings.get("INSTANCE") or Path(__file__).with_name("instance"))
    shutil.rmtree(instance / "dry-runs", ignore_errors=True)


def on_reload(server: Any) -> None:
    """Do the same when a new version takes over."""
    on_starting(server)


def post_worker_init(_worker: Any) -> None:
    """Let the collector of garbage leave alone what was loaded at the start: it is needed to the
    end, and a page of twenty thousand amounts had all of it walked through several times."""
    gc.collect()
    gc.freeze()
