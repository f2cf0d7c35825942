"""What holds for every request of a program: no cookies, one answer for everybody, problems as
JSON, open to every origin, kept, limited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.extensions import limiter
from tests.api.reading import BASE
from tests.conftest import CheckingClient
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.front.test_catalogue import choose
from tests.web.test_headers import serving

PROBLEM = {"type", "title", "status", "detail"}
# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def header(response: Any, name: str) -> set[str]:
    return {part.strip() for part in response.headers.get(name, "").split(",") if part.strip()}


@pytest.mark.parametrize("path", ["/rounds", "/rounds/nowhere", "/nowhere", "/rounds?page=x"])
def test_no_answer_sets_a_cookie_or_depends_on_one(client: CheckingClient, path: str) -> None:
    mark = "&" if "?" in path else "?"
    response = client.get(f"{BASE}{path}{mark}lang=en")
    assert "Set-Cookie" not in response.headers
    assert header(response, "Vary") == {"Accept-Language"}


def test_staff_residents_and_signed_out_readers_get_the_same_answer(
    client: CheckingClient, new_client: Any
) -> None:
    author, round_ = make_resident(), make_round()
    make_idea(round_, author, state="published")
    waiting = make_idea(round_, author)
    paths = [f"/rounds/{round_.slug}/ideas", f"/rounds/{round_.slug}/ideas/{waiting.number}"]
    for path in paths:
        plain = client.get(BASE + path)
        for account in (author, make_staff("admin"), make_staff("moderator")):
            response = new_client(account).get(BASE + path)
            assert response.get_data() == plain.get_data()
            assert header(response, "Vary") == {"Accept-Language"}


@pytest.mark.parametrize("path", ["/rounds/{}/procedure", "/catalogue"])
def test_procedure_and_open_data_lead_to_the_interface(client: CheckingClient, path: str) -> None:
    choose()
    page = client.get(path.format(make_round().slug)).get_data(as_text=True)
    for address in (f"{BASE}/", f"{BASE}/openapi.json"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_a_language_chosen_on_the_pages_does_not_change_an_answer(client: CheckingClient) -> None:
    client.set_cookie("lang", "en")
    response = client.get(f"{BASE}/rounds/nowhere")
    assert response.get_json()["detail"].startswith("Diese Runde gibt es nicht.")


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "de"),
        ("?lang=en", {}, "en"),
        ("", {"Accept-Language": "en, de;q=0.5"}, "en"),
        ("?lang=de", {"Accept-Language": "en"}, "de"),
    ],
)
def test_language_is_asked_for_by_parameter_or_header(
    client: CheckingClient, query: str, headers: dict[str, str], language: str
) -> None:
    response = client.get(f"{BASE}/rounds{query}", headers=headers)
    assert response.headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/rounds/nowhere", 404),
        ("/strategies/nowhere/diff/1/2", 404),
        ("/strategies/nowhere/reports/99999999999999999999", 404),
        ("/projects?unit=nowhere", 404),
        ("/rounds?page=0", 400),
        ("/rounds?page=-1", 400),
        ("/rounds?page=1e3", 400),
        ("/rounds?page=99999999999999999999", 400),
        ("/rounds?page=1&page=2", 400),
        ("/rounds?per_page=101", 400),
        ("/rounds?per_page=0", 400),
        ("/rounds?lang=fr", 400),
        ("/rounds?order=newest", 400),
        ("/projects?state=lost", 400),
        ("/rounds?page=2", 404),
        ("/rounds?page=%00", 400),
    ],
)
def test_what_is_wrong_is_a_problem_in_json(client: CheckingClient, path: str, status: int) -> None:
    response = client.get(BASE + path)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert set(problem) == PROBLEM
    assert problem["status"] == status
    assert problem["detail"].endswith((".", "lang", "de, en", "stopped"))


def test_a_problem_says_in_the_language_asked_for_what_is_possible(client: CheckingClient) -> None:
    problem = client.get(f"{BASE}/rounds?per_page=500&lang=en").get_json()
    assert problem["title"] == "Bad Request"
    assert client.get(f"{BASE}/nowhere?lang=en").headers["Content-Language"] == "en"
    assert problem["detail"] == "“500” is not possible for “per_page”. Write 1 to 100."


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_whoever_writes_is_told_that_one_can_only_read(client: CheckingClient, method: str) -> None:
    response = client.open(f"{BASE}/rounds", method=method)
    assert response.status_code == 405
    assert response.get_json()["detail"] == "Hier kann man nur lesen: GET, HEAD oder OPTIONS."
    assert header(response, "Allow") == {"GET", "HEAD", "OPTIONS"}
    assert "Set-Cookie" not in response.headers


def test_a_host_that_is_not_ours_gets_a_problem(client: CheckingClient) -> None:
    response = client.get(f"{BASE}/rounds", headers={"Host": "evil.example"})
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


def test_too_many_requests_are_a_problem_that_says_when_to_come_again(
    client: CheckingClient,
) -> None:
    limiter.enabled = True
    answers = {client.get(f"{BASE}/").status_code for _number in range(300)}
    refused = client.get(f"{BASE}/rounds")
    assert answers == {200}
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.headers["Retry-After"] == "60"
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_are_not_limited_with_the_interface(client: CheckingClient) -> None:
    limiter.enabled = True
    for _number in range(301):
        client.get(f"{BASE}/")
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("backend")
def test_a_database_that_is_away_is_a_problem_that_says_when_to_come_again(
    tmp_path: Path,
) -> None:
    # Its tables were never made.
    response = serving(tmp_path, "http://localhost").get(f"{BASE}/rounds")
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert response.headers["Retry-After"] == "60"
    assert "gespeichert" not in response.get_json()["detail"]


@pytest.mark.usefixtures("backend")
def test_a_failure_of_ours_is_a_problem_that_tells_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("participation.rounds.queries.published_rounds", _fail)
    response = serving(tmp_path, "http://localhost").get(f"{BASE}/rounds")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    detail = "Bei uns ist ein Fehler passiert. Bitte versuchen Sie es später noch einmal."
    assert response.get_json()["detail"] == detail


def _fail() -> None:
    raise RuntimeError("what nobody is to read")


@pytest.mark.parametrize("path", ["/rounds", "/rounds/nowhere", "/nowhere"])
def test_pages_of_every_origin_may_read_without_credentials(
    client: CheckingClient, path: str
) -> None:
    response = client.get(BASE + path, headers={"Origin": "https://elsewhere.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_browser_that_asks_first_learns_that_it_may_read(client: CheckingClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.options(f"{BASE}/rounds", headers=asked)
    assert response.status_code == 200
    assert header(response, "Access-Control-Allow-Methods") == {"GET", "HEAD", "OPTIONS"}
    assert header(response, "Access-Control-Allow-Headers") == {"If-None-Match"}


@pytest.mark.parametrize("path", ["/", "/rounds/nowhere/", "/nowhere", "/projects/"])
def test_pages_are_not_open_to_foreign_origins(client: CheckingClient, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert not [name for name, _value in response.headers if name.startswith("Access-Control")]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_answer_that_has_not_changed_is_not_sent_again(client: CheckingClient) -> None:
    first = client.get(f"{BASE}/rounds")
    again = client.get(f"{BASE}/rounds", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    make_round()
    changed = client.get(f"{BASE}/rounds", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"


def test_a_head_request_has_the_headers_of_the_answer(client: CheckingClient) -> None:
    head, get = client.head(f"{BASE}/rounds"), client.get(f"{BASE}/rounds")
    assert head.get_data() == b""
    assert head.headers["ETag"] == get.headers["ETag"]


def test_a_kept_answer_is_whole_and_asks_the_database_nothing(
    app: Flask, client: CheckingClient, new_client: Any, statements: list[str]
) -> None:
    app.config["KEEP_PAGES"] = True
    make_round()
    first = client.get(f"{BASE}/rounds?per_page=1")
    other = new_client(make_staff("admin"))
    statements.clear()
    kept = other.get(f"{BASE}/rounds?per_page=1")
    assert statements == []
    for name in ("ETag", "Link", "Content-Language", "Content-Type"):
        assert kept.headers[name] == first.headers[name]
    assert kept.get_data() == first.get_data()


def test_answers_in_two_languages_are_kept_apart(app: Flask, client: CheckingClient) -> None:
    app.config["KEEP_PAGES"] = True
    round_ = make_round(show_support=True)
    idea = make_idea(round_, state="published")
    path = f"{BASE}/rounds/{round_.slug}/ideas/{idea.number}"
    german = client.get(path).get_json()["way"][0]["title"]
    english = client.get(path, headers={"Accept-Language": "en"}).get_json()["way"][0]["title"]
    assert (german, english) == ("Eingereicht", "Submitted")
