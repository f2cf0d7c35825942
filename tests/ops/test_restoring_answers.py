"""Answers that a restored backup says nobody has been told of."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.answers import jobs
from participation.kernel.clock import clock
from participation.outbox import queries as outbox
from tests.answers.answering import answer, published_idea
from tests.factories import make_resident, make_round
from tests.ops.erasing import Shell


@pytest.mark.usefixtures("app")
def test_an_answer_that_was_told_since_is_not_told_again(
    app: Flask, shell: Shell, copy: str
) -> None:
    answer(published_idea(make_round(), make_resident()))
    shell("backup", "create", copy)
    shell("backup", "restore", copy, "--yes")
    assert jobs.tell(clock) == 0
    assert outbox.kept() == []
