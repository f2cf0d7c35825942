"""Printed documents for tests: the worker's jobs, and what was printed."""

from __future__ import annotations

from participation.kernel.clock import Clock, clock
from participation.printing import jobs
from tests.conftest import CheckingClient

PDF = b"%PDF-1.7 "


def page_itself(html: str) -> bytes:
    """Stands for the maker, whose tests are of its own: keeps what a document would say."""
    return PDF + html.encode()


def work(at: Clock = clock) -> int:
    """Let the worker find out what is wanted and make what is due; return how many were made."""
    jobs.plan(at)
    made = 0
    while jobs.make(at):
        made += 1
    return made


def text_of(client: CheckingClient, path: str) -> str:
    """The page from which a document was made that can be downloaded."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type == "application/pdf"
    return response.get_data().removeprefix(PDF).decode()
