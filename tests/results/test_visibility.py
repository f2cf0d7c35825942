"""Who sees which figure when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from participation.audit.service import SHELL
from participation.kernel.clock import clock
from participation.results import queries, service
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now
from tests.factories import make_round, make_staff
from tests.pages import main_text
from tests.results.making import late_batch, make
from tests.results.sheets import cast_all, closed_round, points
from tests.results.visitors import FILES, everyone, paths, result


def test_nothing_is_shown_before_closing_in_any_format_to_anyone(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    cast_all(round_, points(40))
    for role, client in everyone(new_client).items():
        for path in paths(round_.slug):
            response = client.get(path)
            body = response.get_data()
            assert b"mobility," not in body, (role, path)
            if path.split("?")[0].endswith("/results"):
                assert "Noch kein Ergebnis" in main_text(response)
                assert "%" not in main_text(response)
            else:
                assert response.status_code in (403, 404, 409), (role, path, response.status_code)


def test_even_a_snapshot_that_should_not_exist_is_not_shown_while_the_window_is_open(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    begin_write().get_one(Round, round_.id).weights_closes_at = datetime.now(UTC) + timedelta(
        days=1
    )
    commit_now()
    for client in everyone(new_client).values():
        for path in paths(round_.slug):
            assert b"mobility," not in client.get(path).get_data()


def test_weights_are_for_planners_and_administrators_until_they_are_published(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_)
    browsers = everyone(new_client)
    for role, client in browsers.items():
        expected = 200 if role in ("planner", "admin") else 403
        for name in (
            "weights.csv",
            "sensitivity.csv",
            "planning.xlsx",
            "chart-finding.svg",
            "summary",
        ):
            assert client.get(f"/rounds/{round_.slug}/results/{name}").status_code == expected, (
                role,
                name,
            )
        assert ("Vorn liegt" in main_text(client.get(f"/rounds/{round_.slug}/results"))) == (
            expected == 200
        )
    service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    for client in browsers.values():
        assert client.get(f"/rounds/{round_.slug}/results/weights.csv").status_code == 200
        assert "Vorn liegt Mobilität" in main_text(client.get(f"/rounds/{round_.slug}/results"))


def test_planning_pages_tell_no_figure_while_the_window_is_open(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round()
    cast_all(round_, points(40))
    planner = new_client(make_staff("planner"))
    for path in ("/planning/", f"/planning/{round_.slug}/"):
        page = main_text(planner.get(path))
        assert "Bisher: 40 Gewichtungen." in page
        assert "%" not in page
        assert "Mobilität" not in page
    assert planner.get(f"/planning/{round_.slug}/publish").status_code == 409
    assert planner.get("/planning/nowhere/").status_code == 404


def test_the_walk_over_addresses_leaves_no_results_page_out(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    walked = {adapter.match(path.split("?")[0])[0] for path in paths("x")}
    staff_only = {"results.planning", "results.plan", "results.compute", "results.publish"}
    # For planners and administrators, tried in tests/results/test_council_pages.py.
    staff_only |= {"results.council", "results.council_paper", "results.press"}
    staff_only |= {
        "results.council_template",
        "results.default_council_template",
        "results.drop_council_template",
        "results.own_council_template",
    }
    ideas = {"results.ideas_csv", "results.ideas_sums", "results.ideas_xlsx"}
    # These need a second round; tests/results/test_comparison.py walks over them.
    of_two = {
        "results.compare",
        "results.differences",
        "results.differences_png",
        "results.differences_svg",
    }
    known = {
        rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("results.")
    }
    assert known - staff_only - ideas - of_two == walked


def test_new_version_that_is_not_published_is_for_planners_alone(
    app: Flask, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    result(round_, published=True)
    late_batch(round_, 1, 12)
    make(round_, "Zwölf Bögen kamen mit der Post.")
    base = f"/rounds/{round_.slug}/results"
    for role, client in everyone(new_client).items():
        newest, figure = (2, "52") if role in ("planner", "admin") else (1, "40")
        assert f"Grundlage sind {figure} " in main_text(client.get(base)), role
        asked = client.get(f"{base}?version=2")
        assert asked.status_code == (200 if newest == 2 else 404), role
        for name in FILES:
            shown = client.get(f"{base}/{name}")
            same = client.get(f"{base}/{name}?version={newest}")
            if shown.status_code == 200 and name == "summary":
                assert main_text(same) == main_text(shown), role
            elif shown.status_code == 200:
                assert same.get_data() == shown.get_data(), (role, name)
            if newest == 1:
                assert client.get(f"{base}/{name}?version=2").status_code == 404, (role, name)


def test_receipts_are_looked_up_in_the_published_version_alone(app: Flask, new_client: Any) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    first = result(round_, published=True)
    late_batch(round_, 1, 12)
    second = make(round_, "Zwölf Bögen kamen mit der Post.")
    new = min(listed(second.id) - listed(first.id))
    for client in everyone(new_client).values():
        page = client.submit(f"/rounds/{round_.slug}/receipts", code=new)
        assert "steht nicht in der Liste" in main_text(page)


def listed(snapshot_id: int) -> set[str]:
    """The receipts of a version."""
    data = b"".join(queries.parts(snapshot_id, queries.COMMITMENTS))
    return {data[at : at + 32].hex() for at in range(0, len(data), 32)}
