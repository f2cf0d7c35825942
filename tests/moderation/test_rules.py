"""The pure rules of moderation."""

from __future__ import annotations

import pytest

from participation.ideas.rules import Action, State
from participation.kernel.errors import BadInput, Conflict
from participation.moderation import rules
from participation.moderation.rules import Reason


def test_every_reason_has_a_label_and_a_template() -> None:
    assert set(rules.LABELS) == set(rules.TEMPLATES) == set(Reason)
    assert set(rules.REPORT_LABELS) == set(rules.ReportReason)


def test_templates_are_short_enough_to_be_sent_as_they_are() -> None:
    for template in rules.TEMPLATES.values():
        assert rules.check(State.WAITING, Action.REJECT, Reason.ADVERT, template) is State.REJECTED


def test_withdrawing_is_no_decision_of_a_moderator() -> None:
    with pytest.raises(Conflict):
        rules.check(State.WAITING, Action.WITHDRAW, None, "")


@pytest.mark.parametrize("action", rules.DECISIONS)
def test_nothing_is_decided_on_what_is_withdrawn(action: Action) -> None:
    with pytest.raises(Conflict):
        rules.check(State.WITHDRAWN, action, Reason.ADVERT, "Text")


def test_publishing_needs_no_words() -> None:
    assert rules.check(State.WAITING, Action.PUBLISH, None, "") is State.PUBLISHED


def test_a_report_needs_words() -> None:
    with pytest.raises(BadInput):
        rules.check_report("")
