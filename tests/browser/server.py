"""The application under gunicorn on loopback, as in operation, in a process of its own.

Browsers hang up whenever they like. A server in the process of the tests would leave what it had
open to the garbage collector, whose warning fails a test that has nothing to do with it.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
# A browser keeps connections open and sends a form on one of them; none may end at that moment.
KEPT = 600
COMMAND = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
COMMAND += ["--log-level", "warning"]
COMMAND += ["--workers", "1", "--threads", "4", "--keep-alive", str(KEPT)]


@contextmanager
def serving(settings_at: Callable[[str], Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Serve an application until the block is left; its settings are asked for with the address of
    a free port and handed back."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        # Whoever asks before the server is there waits for it.
        listener.listen(64)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = settings_at(address)
        process = subprocess.Popen(
            [*COMMAND, "--bind", f"fd://{listener.fileno()}", "tests.browser.served:app"],
            cwd=ROOT,
            env={**os.environ, "SERVED_SETTINGS": json.dumps(settings)},
            pass_fds=(listener.fileno(),),
        )
    try:
        # It looks at the database when it starts: nobody may write before that.
        with urlopen(f"{address}/healthz"):  # noqa: S310
            yield settings
    finally:
        process.terminate()
        process.wait()
