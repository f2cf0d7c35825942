"""A mail server that takes every mail and counts them, in a process of its own as a city's is."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.load import HOST
from bench.serve import free_port

PATIENCE = 30.0
"""Seconds until it has started."""


class Counting:
    """What the server does with a mail: count it."""

    def __init__(self, count: Synchronized[int]) -> None:
        self._count = count

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        """Take several commands at once, as the usual mail servers do (RFC 2920)."""
        session.host_name = name
        return [*answers[:-1], "250-PIPELINING", answers[-1]]

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        """Take it."""
        with self._count.get_lock():
            self._count.value += 1
        return "250 OK"


@dataclass(frozen=True)
class Sink:
    """Where it listens, and what it has taken."""

    url: str
    _count: Synchronized[int]

    @property
    def count(self) -> int:
        """How many mails it has taken."""
        return self._count.value


@contextmanager
def running() -> Iterator[Sink]:
    """Start it, and end it afterwards."""
    processes = multiprocessing.get_context("spawn")
    port, count = free_port(), processes.Value("q", 0)
    ready, stop = processes.Event(), processes.Event()
    process = processes.Process(target=_serve, args=(port, count, ready, stop), daemon=True)
    process.start()
    try:
        if not ready.wait(PATIENCE):
            raise RuntimeError("the mail server did not start")
        yield Sink(f"smtp://{HOST}:{port}", count)
    finally:
        stop.set()
        process.join(PATIENCE)


def _serve(port: int, count: Synchronized[int], ready: Event, stop: Event) -> None:
    server = Controller(Counting(count), hostname=HOST, port=port)
    server.start()
    ready.set()
    stop.wait()
    server.stop()
