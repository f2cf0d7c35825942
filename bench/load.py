"""A load generator in one thread: scripts over keep-alive connections to this machine, bounded in
time and in count.

It shares the cores with what it measures, so it does as little as possible and reports its own
share of the time.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

HOST = "127.0.0.1"
CONNECTIONS = 16
END_OF_HEAD = b"\r\n\r\n"
PATIENCE = 30.0


@dataclass(frozen=True)
class Request:
    """What is sent, and whether its answer counts as one that was asked for."""

    data: bytes
    counted: bool = True


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    head: bytes
    body: bytes


Script = Generator[Request, Answer, None]
"""What one connection does: it yields requests and is given their answers."""


@dataclass
class Outcome:
    """What a run found: counted answers by status, how long it took, the generator's own time,
    latencies in seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    own_seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    sample: bytes = b""

    def per_second(self, status: int) -> float:
        """Return how many counted answers with this status came in a second."""
        return self.statuses[status] / self.seconds if self.seconds else 0.0

    def only(self, status: int) -> bool:
        """Tell whether there were answers and all of them had this status."""
        return set(self.statuses) == {status}

    def latency(self, share: float) -> float:
        """Return the latency that this share of the answers stayed within."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class _Line:
    """One connection, driven by its script."""

    def __init__(self, port: int, script: Script) -> None:
        self.port, self.script = port, script
        self.socket = self._connect()
        self.buffer = bytearray()
        self.sent_at = 0.0
        self.request = next(script)

    def _connect(self) -> socket.socket:
        line = socket.create_connection((HOST, self.port), timeout=PATIENCE)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def send(self) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.request.data)

    def again(self) -> None:
        """Send the request over a new connection: the server ended the old one between two
        requests."""
        self.socket.close()
        self.buffer.clear()
        self.socket = self._connect()
        self.send()

    def received(self) -> Answer | None:
        """Take what has come in; return the answer once it is whole. Raises ConnectionError when
        the line is dead."""
        data = self.socket.recv(262144)
        if not data:
            raise ConnectionResetError
        self.buffer += data
        end = self.buffer.find(END_OF_HEAD)
        if end < 0:
            return None
        head = bytes(self.buffer[:end]).lower()
        body = _body(self.buffer, end + 4, head)
        if body is None:
            return None
        answer = Answer(int(self.buffer[9:12]), bytes(self.buffer[:end]), body)
        self.buffer.clear()
        return answer


def _body(buffer: bytearray, start: int, head: bytes) -> bytes | None:
    place = head.find(b"content-length:")
    if place >= 0:
        length = int(head[place + 15 :].split(b"\r\n", 1)[0])
        return bytes(buffer[start : start + length]) if len(buffer) >= start + length else None
    if b"transfer-encoding: chunked" in head:
        return bytes(buffer[start:]) if buffer.endswith(b"0\r\n\r\n") else None
    return bytes(buffer[start:])


def run(
    port: int, scripts: Iterable[Script], seconds: float, connections: int = CONNECTIONS
) -> Outcome:
    """Run scripts until the time is over or there are none left, a new one in the place of each
    that has ended."""
    waiting = iter(scripts)
    outcome = Outcome()
    selector = selectors.DefaultSelector()
    own, began = time.process_time(), time.perf_counter()
    ends = began + seconds
    lines = [_Line(port, script) for script in islice(waiting, connections)]
    for line in lines:
        selector.register(line.socket, selectors.EVENT_READ, line)
        line.send()
    while selector.get_map() and time.perf_counter() < ends:
        for key, _events in selector.select(timeout=1.0):
            _advance(key.data, selector, outcome, waiting)
    outcome.seconds = time.perf_counter() - began
    outcome.own_seconds = time.process_time() - own
    for line in lines:
        line.socket.close()
    selector.close()
    return outcome


def _advance(
    line: _Line, selector: selectors.BaseSelector, outcome: Outcome, waiting: Iterator[Script]
) -> None:
    old = line.socket
    try:
        answer = line.received()
    except ConnectionError:
        selector.unregister(old)
        line.again()
        selector.register(line.socket, selectors.EVENT_READ, line)
        return
    if answer is None:
        return
    _note(line, answer, outcome)
    if not _next(line, answer, waiting):
        selector.unregister(old)
        old.close()
    elif b"connection: close" in answer.head.lower():
        selector.unregister(old)
        line.again()
        selector.register(line.socket, selectors.EVENT_READ, line)
    else:
        line.send()


def _note(line: _Line, answer: Answer, outcome: Outcome) -> None:
    if line.request.counted:
        outcome.statuses[answer.status] += 1
        outcome.latencies.append(time.perf_counter() - line.sent_at)
        if not outcome.sample or answer.status >= 400:
            outcome.sample = answer.head + END_OF_HEAD + answer.body


def _next(line: _Line, answer: Answer, waiting: Iterator[Script]) -> bool:
    try:
        line.request = line.script.send(answer)
    except StopIteration:
        following = next(waiting, None)
        if following is None:
            return False
        line.script, line.request = following, next(following)
    return True


def get(path: str, port: int, cookie: str = "", accept: str = "identity") -> bytes:
    """Return a GET request's bytes."""
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept-Language: de\r\nAccept-Encoding:"
        f" {accept}\r\n{cookies}\r\n"
    ).encode()


def post(path: str, port: int, body: bytes, cookie: str) -> bytes:
    """Return the bytes of a form that is sent."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept-Language: de\r\nCookie:"
        f" {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length:"
        f" {len(body)}\r\n\r\n"
    ).encode() + body


def forever(requests: list[bytes], start: int) -> Script:
    """A script that sends the same requests over and over, beginning somewhere among them."""
    made = [Request(data) for data in requests]
    place = start
    while True:
        yield made[place % len(made)]
        place += 1


def ask(port: int, path: str, cookie: str = "", accept: str = "identity") -> Answer:
    """Send one GET request and return its answer."""
    found: list[Answer] = []

    def once() -> Script:
        found.append((yield Request(get(path, port, cookie, accept))))

    run(port, [once()], PATIENCE * 4, connections=1)
    return found[0]
