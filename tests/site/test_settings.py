"""Settings from the environment: what is refused, each with one line that says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config import from_environment
from participation.kernel.errors import SettingsError

SECRET = "s" * 32


def read(**environ: str) -> dict[str, Any]:
    """The settings of an environment that has a secret and these variables."""
    return from_environment({"SECRET_KEY": SECRET, **environ})


@pytest.mark.parametrize("address", ["https://example.org/mitmachen", "http://localhost/x/y"])
def test_a_base_url_with_a_path_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="BASE_URL must not have a path"):
        read(BASE_URL=address)


@pytest.mark.parametrize("address", ["https://example.org", "https://example.org/"])
def test_a_base_url_without_a_path_is_taken(address: str) -> None:
    assert read(BASE_URL=address)["BASE_URL"] == "https://example.org"


def test_earlier_secrets_are_read_in_their_order() -> None:
    given = {"SECRET_KEY_FALLBACKS": f" {'a' * 32}  {'b' * 32}\n"}
    assert read(**given)["SECRET_KEY_FALLBACKS"] == ["a" * 32, "b" * 32]


def test_a_short_earlier_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY_FALLBACKS"):
        read(SECRET_KEY_FALLBACKS=f"{'a' * 32} short")


@pytest.mark.parametrize("address", ["example.org", "https://", "https://host:port", "ftp://host"])
def test_a_base_url_that_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="BASE_URL must start with"):
        read(BASE_URL=address)


@pytest.mark.parametrize("count", ["0", "-1"])
def test_a_process_has_at_least_one_database_connection(count: str) -> None:
    with pytest.raises(SettingsError, match="DB_POOL must be at least 1"):
        read(DB_POOL=count)


def test_the_folder_of_the_installation_may_be_named_from_where_one_stands() -> None:
    url = read(INSTANCE="city")["DATABASE_URL"]
    assert url == f"sqlite:///{Path.cwd()}/city/participation.db"
