"""Every action that is recorded anywhere has words, and the record is read in them."""

from __future__ import annotations

import ast
import re

import pytest
from flask import Flask

from participation.audit.models import AuditEntry
from participation.audit.wording import ACTIONS, DETAILS, details, sentence
from participation.ideas.rules import Action
from participation.kernel.clock import clock
from participation.moderation.blackout.originals import ORIGINAL_READ
from participation.moderation.merging.service import EVENT_MERGED, EVENT_SEPARATED
from participation.moderation.merging.splitting import EVENT
from participation.projects.finance.rules import LockKind
from participation.results.key_destruction import BACKSTOP
from participation.retention.queries import ERASED
from participation.rounds.ending.rules import STOPPED, WITHDRAWN
from participation.rounds.ending.wording import KINDS
from participation.weighting.paper.service import INVALID
from participation.weighting.paper.sheets import LATE
from tests.audit.recorded_actions import ROOT, modules, recorded

# What the source puts together while running, and what that can be.
MADE = {
    "participation.moderation.blackout.originals.read: ORIGINAL_READ": {ORIGINAL_READ},
    "participation.moderation.merging.service.merge: EVENT_MERGED": {EVENT_MERGED},
    "participation.moderation.merging.service.undo_merge: EVENT_SEPARATED": {EVENT_SEPARATED},
    "participation.moderation.merging.splitting.split: EVENT": {EVENT},
    "participation.moderation.service.carry_out: f'idea.{order.action}'": {
        f"idea.{a}" for a in Action
    },
    "participation.projects.finance.planning.service_sources.record_lock: f'finance.lock_{kind}'": {
        f"finance.lock_{kind}" for kind in LockKind
    },
    "participation.projects.linking.service._note: f'project.{action}'": {
        f"project.{name}"
        for name in re.findall(
            r'_note\(project, "(\w+)"',
            (ROOT / "participation/projects/linking/service.py").read_text("utf-8"),
        )
    },
    "participation.retention.running._note: queries.ERASED": {ERASED},
}


def test_every_recorded_action_has_words_and_none_has_words_for_nothing() -> None:
    plain, made = recorded()
    assert made == set(MADE)
    # The last is what a deviation is called whose caller gives no name of its own.
    possible = plain.union(*MADE.values(), {"round.deviated"})
    assert possible - set(ACTIONS) == set(), "write words for these in audit/wording.py"
    assert set(ACTIONS) - possible == set()


def test_every_detail_that_is_recorded_by_name_has_a_word() -> None:
    itself = {"actor", "action", "subject_kind", "subject_id", "subjects", "clock", None}
    given = [
        keyword
        for module in modules()
        if module.name != "participation.audit.service"
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and {"action", "subject_kind"} <= {keyword.arg for keyword in call.keywords}
        for keyword in call.keywords
    ]
    named = {keyword.arg for keyword in given}
    # Of several subjects, each with its details in a dict of its own.
    named |= {
        key.value
        for keyword in given
        if keyword.arg == "subjects"
        for node in ast.walk(keyword.value)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    assert {"digest", "decision"} <= named
    assert named - itself - {"name"} - set(DETAILS) == set()


def test_yes_and_no_are_words(app: Flask) -> None:
    found = dict(details(entry("city.logo", "city", "1", removed=True, as_record=False)))
    assert found == {"entfernt": "ja", "als frühere Fassungen": "nein"}


def entry(action: str, kind: str, number: str, **more: object) -> AuditEntry:
    return AuditEntry(
        at=clock.now(),
        actor_id=1,
        actor_label="M. Beispiel",
        action=action,
        subject_kind=kind,
        subject_id=number,
        details=more,
    )


def test_an_entry_about_an_idea_is_a_sentence_with_its_number(app: Flask) -> None:
    with app.test_request_context():
        said = sentence(entry("idea.publish", "idea", "2026-00012"))
    assert said == "Idee 2026-00012 veröffentlicht"


def test_an_entry_about_an_account_names_whose_it_is_once(app: Flask) -> None:
    row = entry("staff.role_given", "account", "7", name="A. Muster", role="planner", round=None)
    with app.test_request_context():
        assert sentence(row) == "Konto von A. Muster: Rolle gegeben"
        assert list(details(row)) == [("Rolle", "planner")]


def test_a_moment_is_said_as_on_every_page(app: Flask) -> None:
    row = entry("round.stopped", "round", "runde", at="2026-12-03T22:59:00Z", digest="0123")
    with app.test_request_context():
        said = [value for _name, value in details(row)]
    assert said == ["3. Dezember 2026, 23:59 Uhr", "0123"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("idea.reject", "idea", "reason", "off_topic"), "Passt nicht zum Thema der Runde"),
        (("round.withdrawn", "round", "kind", "withdrawn"), "Zurückgezogen"),
        (("report.settled", "report", "outcome", "kept"), "Der Text bleibt stehen"),
        (("complaint.decided", "complaint", "outcome", "upheld"), "Die Beschwerde hat Erfolg"),
        (("retention.held", "retention", "kind", "reports"), "Meldungen und Beschwerden"),
        (("idea.reject", "idea", "reason", "of_another_version"), "of_another_version"),
        (("result.made", "round", "reason", "off_topic"), "off_topic"),
    ],
)
def test_codes_are_said_in_words(app: Flask, row: tuple[str, str, str, str], word: str) -> None:
    action, kind, name, code = row
    with app.test_request_context():
        of_this = entry(action, kind, "1")
        of_this.details = {name: code}
        ((_name, said),) = details(of_this)
    assert said.startswith(word)


def test_every_kind_of_departure_has_words() -> None:
    named = {
        keyword.value.value
        for module in modules()
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("log_deviation")
        for keyword in call.keywords
        if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant)
    }
    assert "window_extended" in named
    assert named | {STOPPED, WITHDRAWN, LATE, BACKSTOP, INVALID} == set(KINDS)
