"""Which page is looked at in which states, and by whom: what the tests of accessibility open."""

from __future__ import annotations

from tests.browser import (
    administration,
    answers,
    comparisons,
    council,
    disputes,
    keeping,
    moderation,
    organisations,
    projects,
    rankings,
    reports,
    setting_up,
    sheets,
)
from tests.browser.stage import Stage

NOT_PAGES = (
    {
        "catalogue.json_ld": "JSON-LD",
        "catalogue.turtle": "Turtle",
        "packages.show": "YAML",
        "city.logo": "a picture, none in the demo",
        "city.security_txt": "text for machines",
        "city.theme_css": "CSS",
        "front.healthz": "text for machines",
        "front.my_data": "JSON",
        "front.procedure_json": "JSON",
        "front.readyz": "text for machines",
        "projects.data_package": "a file",
        "projects.planned_file": "a file",
        "projects.table_file": "a file",
        "projects.workbook": "a file",
        "answers.answers_csv": "a file",
        "answers.answers_package": "a file",
        "answers.answers_xlsx": "a file",
        "answers.open_csv": "a file",
        "rankings.files": "a file",
        **comparisons.NOT_PAGES,
        "finance.file": "a file",
        "public_strategy.weights_and_money_file": "a file",
        "progress.entries_csv": "a file",
        "progress.finance_pdf": "a file",
        "progress.report_pdf": "a file",
        "public_strategy.version_pdf": "a file",
        "council.paper_pdf": "a file",
        "progress.newest": "leads to the newest report",
        "progress.short": "leads to a report",
        "money.file": "a file",
        "static": "files",
    }
    | disputes.NOT_PAGES
    | setting_up.NOT_PAGES
    | sheets.NOT_PAGES
)
ON_THE_WAY = {
    "accounts.confirm": "test_the_pages_of_signing_in",
    "accounts.link_sent": "test_the_pages_of_signing_in",
    "accounts.staff_code": "test_the_pages_of_setting_up_a_member_of_staff",
    "accounts.staff_second_factor": "test_the_pages_of_setting_up_a_member_of_staff",
    "accounts.staff_set_up": "test_the_pages_of_setting_up_a_member_of_staff",
    "ideas.draft": "test_the_pages_of_signing_in",
    "weighting.goals": "test_the_pages_of_a_ballot",
    "weighting.organisation_review": "test_the_review_of_a_named_ballot",
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
                for slug in (open_, closed, stage.coming, stage.full, stage.waiting, *stage.ended)
            ],
            (None, f"/rounds/{stage.draft}/?preview={stage.preview}"),
        ],
        "front.procedure": [
            (None, f"/rounds/{slug}/procedure") for slug in (open_, stage.full, closed)
        ]
        + rankings.named_pages(),
        "catalogue.index": [(None, "/catalogue")],
        "front.legal": [
            (None, f"/legal/{name}")
            for name in ("impressum", "datenschutz", "barrierefreiheit", "netiquette")
        ],
        "front.account": [(resident, "/account/"), ("stranger", "/account/")],
        "front.account_name": [(resident, "/account/name")],
        "front.account_language": [(resident, "/account/language")],
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
            *[(None, f"/rounds/{open_}/ideas/{idea}") for idea in stage.related],
            *answers.public_pages(closed, stage.answered),
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
        "weighting.code_addresses": [(admin, f"/admin/rounds/{stage.full}/codes/addresses")],
        "weighting.codes_with_addresses": [(admin, f"/admin/rounds/{stage.full}/codes/list")],
        **sheets.pages(open_, (closed, *stage.ended[:2]), stage.full, stage.batch),
        **disputes.pages(stage.disputes, open_, number["published"]),
        "results.show": [
            (None, f"/rounds/{slug}/results")
            for slug in (closed, open_, stage.waiting, stage.coming)
        ],
        "results.receipts": [(None, f"/rounds/{closed}/receipts")],
        "results.summary": [(None, f"/rounds/{closed}/results/summary")],
        **comparisons.pages(closed),
        "results.planning": [("planner", "/planning/")],
        "results.council": [("planner", f"/planning/{closed}/council")],
        "results.council_template": [(admin, "/admin/council-template")],
        "results.plan": [
            ("planner", f"/planning/{slug}/")
            for slug in (closed, open_, stage.waiting, stage.computed, *stage.ended[:2])
        ],
        "results.publish": [("planner", f"/planning/{stage.computed}/publish")],
        **administration.pages(stage),
        **setting_up.pages(open_, closed, stage.draft, stage.later, stage.ended),
        **_money(stage),
        "finance.show": [
            (None, f"/strategy/{stage.consulted_strategy}/finance"),
            (None, f"/strategy/{stage.consulted_strategy}/finance?stage=spent"),
            (None, f"/strategy/{stage.consulted_strategy}/finance?stage=called"),
        ],
        "public_strategy.draft": [
            ("planner", f"/planning/strategies/{slug}/draft")
            for slug in (stage.strategy, stage.next_strategy)
        ],
        "packages.load": [("planner", "/planning/strategies/load-package")],
        "public_strategy.index": [(None, "/strategy/")],
        "public_strategy.show": [
            (None, f"/strategy/{stage.public_strategy}/"),
            (None, f"/strategy/{stage.next_strategy}/"),
            (None, f"/strategy/{stage.public_strategy}/?lang=en"),
        ],
        "public_strategy.weights_and_money": [
            (None, f"/strategy/{stage.consulted_strategy}/weights-and-money"),
            (None, f"/strategy/{stage.strategy}/weights-and-money"),
        ],
        "public_strategy.version": [
            (None, f"/strategy/{stage.public_strategy}/versions/2"),
            (None, f"/strategy/{stage.consulted_strategy}/versions/1"),
        ],
        "public_strategy.print_version": [
            (None, f"/strategy/{stage.public_strategy}/versions/2/print")
        ],
        "public_strategy.diff": [
            (None, f"/strategy/{stage.public_strategy}/diff/1/2"),
            (None, f"/strategy/{stage.consulted_strategy}/diff/1/2"),
        ],
        "strategy.new": [(admin, "/admin/new-strategy")],
        "strategy.show": [
            (admin, f"/admin/strategies/{slug}")
            for slug in (stage.strategy, stage.unused_strategy, stage.consulted_strategy)
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
        "strategy.paste": [(admin, f"/admin/strategies/{stage.unused_strategy}/paste")],
        "strategy.plan_index": [("planner", "/planning/strategies/")],
        "strategy.versions": [
            ("planner", f"/planning/strategies/{slug}/")
            for slug in (stage.next_strategy, stage.consulted_strategy)
        ],
        "strategy.open_consultation": [
            ("planner", f"/planning/strategies/{stage.next_strategy}/open")
        ],
        "strategy.begin_draft": [
            ("planner", f"/planning/strategies/{stage.consulted_strategy}/begin")
        ],
        "strategy.edit_texts": [("planner", f"/planning/strategies/{stage.next_strategy}/texts")],
        "strategy.edit_lineage": [
            ("planner", f"/planning/strategies/{stage.next_strategy}/lineage")
        ],
        "strategy.withdraw_version": [
            ("planner", f"/planning/strategies/{stage.consulted_strategy}/versions/2/withdraw")
        ],
        "demo.home": [(None, "/demo/")],
        "demo.outbox": [(None, "/demo/outbox")],
        **answers.pages(closed, stage.answered),
        **organisations.pages(stage.partners),
        **rankings.pages(),
        **keeping.pages(closed),
        **moderation.pages(open_, number, stage.bulk, stage.related),
        **reports.pages(stage.strategy, stage.next_strategy),
        **council.pages(stage.consulted_strategy, stage.ledger),
        **projects.pages(stage.strategy, stage.milestone, stage.criteria),
    }


def _money(stage: Stage) -> dict[str, list[tuple[str | None, str]]]:
    base = f"/planning/strategies/{stage.consulted_strategy}/finance"
    project = f"{base}/projects/ki-xc"
    paths = {
        "overview": f"{base}/",
        "upload": f"{base}/upload",
        "check": f"{base}/upload/check",
        "project": project,
        "new_line": f"{project}/new-amount",
        "change_line": f"{project}/amounts/{stage.money_line}",
        "new_approval": f"{project}/new-rate",
        "new_cost": f"{project}/new-cost",
        "sources": f"{base}/sources/",
        "new_source": f"{base}/new-source",
        "change_source": f"{base}/sources/regional",
        "locks": f"{base}/locks",
    }
    return {f"money.{name}": [("planner", path)] for name, path in paths.items()}
