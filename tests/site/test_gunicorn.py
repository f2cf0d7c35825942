"""The application under a real gunicorn, asked by someone who sends hostile headers."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from honcho.environ import parse_procfile

from tests.conftest import CheckingClient

ROOT = Path(__file__).parents[2]
PROCFILE = parse_procfile((ROOT / "Procfile").read_text("utf-8")).processes["web"]
# What someone gets who starts gunicorn by hand, from elsewhere and with open doors.
CARELESS = (
    "exec gunicorn --config /dev/null --workers 1 --threads 1 --no-control-socket"
    f" --forwarded-allow-ips '*' --chdir {ROOT} --bind 127.0.0.1:0 wsgi:app"
)
HOSTILE = (
    ("/rounds/", {"SCRIPT_NAME": "/rounds"}),
    ("/rounds/", {"Script-Name": "/rounds"}),
    ("//evil.example/", {"SCRIPT_NAME": "//evil.example"}),
    ("/", {"PATH_INFO": "/evil"}),
    ("/", {"X-Forwarded-Prefix": "/evil"}),
    ("/", {"X-Script-Name": "/evil"}),
    ("/", {"Forwarded": "for=192.0.2.1;host=evil.example;proto=https"}),
    ("/", {"Host": "evil.example"}),
    ("/", {"X-Forwarded-Host": "evil.example"}),
    ("/", {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on"}),
)


@pytest.fixture(params=[PROCFILE, CARELESS], ids=["Procfile", "careless"])
def port(request: pytest.FixtureRequest, app: Flask) -> Iterator[int]:
    """The port of a server with one worker over the test's database."""
    given = {name: str(app.config[name]) for name in ("SECRET_KEY", "BASE_URL", "KEY_FILE")}
    address = app.config["DATABASE_URL"]
    environment = os.environ | given | {"DATABASE_URL": address, "DEMO": "", "PORT": "0"}
    environment |= {"WEB_CONCURRENCY": "1", "WEB_THREADS": "1", "INSTANCE": app.config["INSTANCE"]}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        request.param, shell=True, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        yield _listening(process)
    finally:
        process.terminate()
        process.communicate()


def _listening(process: subprocess.Popen[str]) -> int:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if match := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line):
            return int(match[1])
    raise AssertionError("gunicorn did not start:\n" + "".join(said))


def ask(port: int, path: str, headers: dict[str, str]) -> tuple[int, str]:
    """Return status and body. A path may begin with two slashes, which a browser would change."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": "localhost", **headers})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def addresses(page: str) -> set[str]:
    return set(re.findall(r'(?:href|src|action|content)="([^"]*/[^"]*)"', page))


def test_no_header_decides_where_the_addresses_of_later_readers_lead(
    port: int, client: CheckingClient
) -> None:
    """The hostile reader comes first, so what a worker keeps was made for them."""
    for path, headers in HOSTILE:
        ask(port, path, headers)
    status, page = ask(port, "/", {})
    assert (status, len(addresses(page)) > 5) == (200, True)
    assert addresses(page) == addresses(client.get("/").get_data(as_text=True))


def test_a_header_cannot_turn_one_page_into_another(port: int) -> None:
    # Under the root "/rounds" this would be the home page.
    assert ask(port, "/rounds/", {"SCRIPT_NAME": "/rounds"})[0] == 404


@pytest.mark.parametrize("port", [PROCFILE], ids=["Procfile"], indirect=True)
def test_the_server_takes_no_root_from_a_header_to_begin_with(port: int) -> None:
    # Where it does, a path that is not below the header's is a failure of the server.
    assert ask(port, "/", {"SCRIPT_NAME": "/nowhere"})[0] == 200
