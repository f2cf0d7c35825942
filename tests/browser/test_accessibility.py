"""Every page in every state, in a real browser: nothing for axe-core to find, in light and in dark,
and no sideways scrolling at 320 px.

A window of 320 px is also what 400 % zoom makes of one of 1280 px.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Site, follow
from tests.browser.looks import check, signed_in
from tests.browser.stage import Stage

pytestmark = pytest.mark.xdist_group("browser")

NOT_PAGES = {
    "rounds.dump": "YAML",
    "city.logo": "a picture, none in the demo",
    "city.security_txt": "text for machines",
    "city.theme_css": "CSS",
    "front.healthz": "text for machines",
    "front.my_data": "JSON",
    "front.procedure_json": "JSON",
    "front.readyz": "text for machines",
    "results.ballots_csv": "a file",
    "results.bundle_zip": "a file",
    "results.ideas_sums": "a file",
    "results.chart": "a picture",
    "results.commitments_txt": "a file",
    "results.ideas_csv": "a file",
    "results.ideas_xlsx": "a file",
    "results.planning_xlsx": "a file",
    "results.table_csv": "a file",
    "results.weights_csv": "a file",
    "static": "files",
}
ON_THE_WAY = {
    "accounts.confirm": "test_the_pages_of_signing_in",
    "accounts.link_sent": "test_the_pages_of_signing_in",
    "accounts.staff_code": "test_the_pages_of_setting_up_a_member_of_staff",
    "accounts.staff_second_factor": "test_the_pages_of_setting_up_a_member_of_staff",
    "accounts.staff_set_up": "test_the_pages_of_setting_up_a_member_of_staff",
    "ideas.draft": "test_the_pages_of_signing_in",
    "weighting.goals": "test_the_pages_of_a_ballot",
    "weighting.questions": "test_the_pages_of_a_ballot",
    "weighting.receipt": "test_the_pages_of_a_ballot",
    "weighting.review": "test_the_pages_of_a_ballot",
    "weighting.withdraw": "test_the_pages_of_a_ballot",
}
"""Pages that only a way leads to, and the test that goes it."""


def pages(stage: Stage) -> dict[str, list[tuple[str | None, str]]]:
    """Who opens what, by endpoint: None is a signed-out reader."""
    open_, closed, number = stage.open, stage.closed, stage.ideas
    admin, resident = "admin", "resident"
    return {
        "front.home": [(None, "/")],
        "front.round_page": [
            *[
                (None, f"/rounds/{slug}/")
                for slug in (open_, closed, stage.coming, stage.full, stage.waiting)
            ],
            (None, f"/rounds/{stage.draft}/?preview={stage.preview}"),
        ],
        "front.procedure": [
            (None, f"/rounds/{slug}/procedure") for slug in (open_, stage.full, closed)
        ],
        "front.legal": [
            (None, f"/legal/{name}")
            for name in ("impressum", "datenschutz", "barrierefreiheit", "netiquette")
        ],
        "front.account": [(resident, "/account/"), ("stranger", "/account/")],
        "front.account_name": [(resident, "/account/name")],
        "front.account_leave": [(resident, f"/account/rounds/{open_}/leave")],
        "front.delete_account": [(resident, "/account/delete")],
        "following.follow": [
            (resident, f"/follow/round/{open_}"),
            (resident, f"/follow/idea/{number['published']}"),
        ],
        "following.unsubscribe": [(None, f"/follow/unsubscribe/{stage.unsubscribe}")],
        "front.join": [("stranger", f"/rounds/{open_}/join")],
        "accounts.sign_in": [(None, "/sign-in"), (None, "/sign-in?next=/account/")],
        "accounts.welcome": [("nameless", "/account/welcome")],
        "accounts.staff_sign_in": [(None, "/staff/sign-in")],
        "ideas.index": [
            (None, f"/rounds/{open_}/ideas/"),
            (None, f"/rounds/{open_}/ideas/?q=nirgends"),
            (None, f"/rounds/{closed}/ideas/?page=3"),
            (None, f"/rounds/{stage.full}/ideas/"),
            (None, f"/rounds/{stage.coming}/ideas/"),
        ],
        "ideas.submit": [
            (resident, f"/rounds/{slug}/ideas/new") for slug in (open_, closed, stage.coming)
        ],
        "ideas.show": [
            (None, f"/rounds/{open_}/ideas/{number['published']}"),
            *[(resident, f"/rounds/{open_}/ideas/{idea}") for idea in number.values()],
        ],
        "ideas.edit": [(resident, f"/rounds/{open_}/ideas/{number['asked']}/edit")],
        "ideas.withdraw": [(resident, f"/rounds/{open_}/ideas/{number['waiting']}/withdraw")],
        "ideas.submitted": [(resident, f"/rounds/{open_}/ideas/{number['waiting']}/submitted")],
        "weighting.weigh": [
            *[
                (None, f"/rounds/{slug}/weights")
                for slug in (open_, stage.full, stage.pick, closed, stage.coming)
            ],
            (None, f"/rounds/{stage.waiting}/weights"),
        ],
        "weighting.code": [(None, f"/rounds/{stage.full}/code")],
        "weighting.codes": [(admin, f"/admin/rounds/{stage.full}/codes")],
        "weighting.paper_rounds": [("moderator", "/paper/")],
        "weighting.paper": [("moderator", f"/paper/{slug}/") for slug in (stage.full, closed)],
        "weighting.paper_batch": [("moderator", f"/paper/{stage.full}/{stage.batch}")],
        "weighting.close_paper_batch": [("moderator", f"/paper/{stage.full}/{stage.batch}/close")],
        "weighting.set_aside_batch": [(admin, f"/paper/{stage.full}/{stage.batch}/set-aside")],
        "weighting.print_paper": [
            ("moderator", f"/paper/{stage.full}/print?kind={kind}&count=2")
            for kind in ("ballot", "large", "postcard")
        ],
        "moderation.queue": [("moderator", "/moderation/")],
        "moderation.show": [("moderator", f"/moderation/{idea}") for idea in number.values()],
        "moderation.decided": [
            ("moderator", "/moderation/decided"),
            ("moderator", "/moderation/decided?q=nirgends"),
        ],
        "moderation.report": [(None, f"/rounds/{open_}/ideas/{number['published']}/report")],
        "results.show": [
            (None, f"/rounds/{slug}/results")
            for slug in (closed, open_, stage.waiting, stage.coming)
        ],
        "results.receipts": [(None, f"/rounds/{closed}/receipts")],
        "results.summary": [(None, f"/rounds/{closed}/results/summary")],
        "results.planning": [("planner", "/planning/")],
        "results.plan": [
            ("planner", f"/planning/{slug}/")
            for slug in (closed, open_, stage.waiting, stage.computed)
        ],
        "results.publish": [("planner", f"/planning/{stage.computed}/publish")],
        "admin.home": [(admin, "/admin/")],
        "admin.audit": [(admin, "/admin/audit")],
        "admin.city": [(admin, "/admin/city"), ("auditor", "/admin/city")],
        "admin.legal": [(admin, "/admin/legal")],
        "admin.edit_legal": [(admin, "/admin/legal/impressum")],
        "admin.mails": [(admin, "/admin/mails")],
        "admin.people": [(admin, "/admin/people")],
        "admin.person": [(admin, f"/admin/people/{stage.staff_id}")],
        "admin.close_person": [
            (admin, f"/admin/people/{stage.staff_id}/{step}") for step in ("switch-off", "reset")
        ],
        "admin.staff_home": [(role, "/staff/") for role in ("moderator", "auditor", admin)],
        "rounds.index": [(admin, "/admin/rounds")],
        "rounds.new": [(admin, "/admin/new-round")],
        "rounds.load": [(admin, "/admin/load-round")],
        "rounds.overview": [
            (admin, f"/admin/rounds/{slug}") for slug in (open_, closed, stage.draft)
        ],
        "rounds.edit": [(admin, f"/admin/rounds/{slug}/edit") for slug in (open_, stage.draft)],
        "rounds.copy": [(admin, f"/admin/rounds/{closed}/copy")],
        "rounds.extend": [(admin, f"/admin/rounds/{open_}/extend")],
        "rounds.publish": [(admin, f"/admin/rounds/{stage.draft}/publish")],
        "rounds.archive": [(admin, f"/admin/rounds/{slug}/archive") for slug in (open_, closed)],
        "rounds.take_frame": [
            (admin, f"/admin/rounds/{slug}/take-frame") for slug in (open_, stage.later)
        ],
        "strategy.index": [(admin, "/admin/strategies")],
        "strategy.new": [(admin, "/admin/new-strategy")],
        "strategy.show": [
            (admin, f"/admin/strategies/{slug}") for slug in (stage.strategy, stage.unused_strategy)
        ],
        "strategy.delete_item": [
            (admin, f"/admin/strategies/{slug}/items/mobility/delete")
            for slug in (stage.strategy, stage.unused_strategy)
        ],
        "strategy.edit_title": [(admin, f"/admin/strategies/{stage.strategy}/title")],
        "strategy.new_item": [
            (admin, f"/admin/strategies/{stage.strategy}/new/{kind}")
            for kind in ("field", "guideline", "goal?field=mobility")
        ],
        "strategy.edit_item": [(admin, f"/admin/strategies/{stage.strategy}/items/mobility")],
        "demo.home": [(None, "/demo/")],
        "demo.outbox": [(None, "/demo/outbox")],
    }


def test_no_page_is_forgotten(demo_site: Site, stage: Stage) -> None:
    rules = demo_site.app.url_map.iter_rules()
    endpoints = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert endpoints == {*pages(stage), *NOT_PAGES, *ON_THE_WAY}


FEATURES = (
    "front",
    "accounts",
    "following",
    "strategy",
    "rounds",
    "ideas",
    "weighting",
    "moderation",
    "results",
    "admin",
    "demo",
)


def test_the_pages_of_every_feature_are_looked_at(stage: Stage) -> None:
    assert {endpoint.split(".")[0] for endpoint in pages(stage)} == set(FEATURES)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_page_can_be_read_by_everybody(demo_site: Site, stage: Stage, feature: str) -> None:
    visits = [
        (role, path, place == 0)
        for endpoint, visits in pages(stage).items()
        if endpoint.split(".")[0] == feature
        for place, (role, path) in enumerate(visits)
    ]
    for role in {role for role, _path, _first in visits}:
        with demo_site.page(viewport=NARROW, **signed_in(stage, role)) as page:
            for path, first in [
                (path, first) for visitor, path, first in visits if visitor == role
            ]:
                response = page.goto(path)
                assert response, path
                assert response.status == 200, path
                assert page.url == demo_site.address + path, "the page itself, not one it leads to"
                check(page, dark=first)


def sent_empty(stage: Stage) -> Iterator[tuple[str | None, str, str]]:
    """Who sends which form with nothing in it: (role, path, the button)."""
    number = stage.ideas
    yield None, "/sign-in", "Link senden"
    yield None, "/staff/sign-in", "Weiter"
    yield None, f"/rounds/{stage.full}/code", "Weiter zur Gewichtung"
    yield None, f"/rounds/{stage.open}/weights", "Weiter zur Prüfung"
    yield None, f"/rounds/{stage.pick}/weights", "Weiter zur Prüfung"
    yield None, f"/rounds/{stage.open}/ideas/{number['published']}/report", "Meldung senden"
    yield None, f"/rounds/{stage.closed}/receipts", "Beleg suchen"
    yield "nameless", "/account/welcome", "Name speichern"
    yield "stranger", f"/rounds/{stage.open}/join", "Zustimmen und weiter"
    yield "resident", f"/rounds/{stage.open}/ideas/new", "Weiter zur Vorschau"
    yield "resident", f"/rounds/{stage.open}/ideas/{number['asked']}/edit", "Änderung speichern"
    yield "resident", "/account/name", "Name speichern"
    yield "moderator", f"/paper/{stage.full}/{stage.batch}", "Bogen speichern und weiter"
    yield "moderator", f"/paper/{stage.full}/{stage.batch}/close", "Stapel abschließen"
    yield "admin", "/admin/city", "Speichern"
    yield "admin", "/admin/people", "Anlegen und Link zeigen"
    yield "admin", "/admin/legal/impressum", "Neue Fassung veröffentlichen"
    yield "admin", "/admin/new-round", "Entwurf anlegen"
    yield "admin", f"/admin/rounds/{stage.open}/extend", "Verlängern"
    yield "admin", f"/admin/rounds/{stage.draft}/edit", "Speichern"
    yield "admin", "/admin/new-strategy", "Anlegen"
    yield "admin", f"/admin/strategies/{stage.strategy}/new/field", "Speichern"


@pytest.mark.parametrize("role", [None, "nameless", "stranger", "resident", "moderator", "admin"])
def test_a_refused_form_says_so_and_takes_the_focus(
    demo_site: Site, stage: Stage, role: str | None
) -> None:
    with demo_site.page(viewport=NARROW, **signed_in(stage, role)) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        for path, button in [
            (path, button) for visitor, path, button in sent_empty(stage) if visitor == role
        ]:
            page.goto(path)
            send_empty(page, button)
            summary = page.locator("[data-error-summary]")
            expect(summary, path).to_be_focused()
            assert page.title().startswith("Fehler: "), path
            link = summary.get_by_role("link").first
            target = (link.get_attribute("href") or "")[1:]
            link.press("Enter")
            focused = page.evaluate("document.activeElement.id || document.activeElement.name")
            assert focused.startswith(target), (
                f"{path}: the link leads to {target}, the focus is on {focused}"
            )
            check(page, "refused")


def send_empty(page: Page, button: str) -> None:
    """Empty every text field of the page's forms, then press the button."""
    page.evaluate(
        "document.querySelectorAll('main form :is(input[type=text], input[type=email],"
        " textarea)').forEach(f => f.value = '')"
    )
    follow(page.get_by_role("main").get_by_role("button", name=button, exact=True).last)
