"""The programs of PostgreSQL that fit the tests' server."""

from tests.ops.conftest import tools

__all__ = ["tools"]
