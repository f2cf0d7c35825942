"""Servers: gunicorn with two workers for the application and, with the same flags, for the bare
view."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import load

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A running server and its port."""

    port: int
    master: int

    def workers(self) -> list[int]:
        """Return the process numbers of the workers."""
        return [
            int(pid)
            for pid in Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        ]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((load.HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(target: str, port: int, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Serve `module:app` until the block is left. Raises RuntimeError with the log when it does not
    start."""
    # As in operation: flags of gunicorn.conf.py, pool of memory of the Procfile.
    command = [sys.executable, "-m", "gunicorn", "--bind", f"{load.HOST}:{port}", target]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment, "WEB_CONCURRENCY": str(WORKERS), "MALLOC_ARENA_MAX": "1"},
            stdout=output,
            stderr=output,
        )
        try:
            _wait(process, port, log)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            # Requests that it has begun are given half a minute; pages at size may need some of it.
            process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            # As many questions as make it likely that both workers have answered one.
            for _ in range(4 * WORKERS):
                load.ask(port, "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")
