"""The previews: every mail that can be written has one in each language, and is plain text that
loads nothing from elsewhere."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from flask import Flask

import participation
from participation.admin.previews.samples import BY_KEY, SAMPLES
from participation.admin.views_mails import KINDS
from participation.moderation.merging.mails import Told
from participation.outbox.rules import MailDraft
from tests.conftest import CheckingClient
from tests.factories import make_staff


def makers() -> Iterator[Callable[..., MailDraft]]:
    """Every public function of a module of mails that makes a draft."""
    for found in pkgutil.walk_packages(participation.__path__, "participation."):
        if not found.name.endswith(".mails"):
            continue
        module = import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__
            makes = inspect.get_annotations(function).get("return") == "MailDraft"
            if own and makes and not name.startswith("_"):
                yield function


def test_every_function_that_makes_a_mail_has_a_preview() -> None:
    assert set(makers()) == {sample.made_by for sample in SAMPLES}


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_preview_loads_anything_or_leads_elsewhere(app: Flask, language: str) -> None:
    with app.test_request_context():
        drafts = [sample.write(language) for sample in SAMPLES]
    for draft in drafts:
        assert draft.subject, draft.kind
        assert not re.search(r"<\w", draft.body), draft.kind
        assert all(
            url.startswith("http://localhost") for url in re.findall(r"\w+://\S+", draft.body)
        )
        greeting = "Guten" if language == "de" else "Good|Hello|Dear"
        assert re.match(greeting, draft.body), draft.kind


def test_mails_that_nobody_asked_for_singly_can_be_stopped_with_a_click(app: Flask) -> None:
    with app.test_request_context():
        drafts = [sample.write("de") for sample in SAMPLES]
    stopped = {draft.kind for draft in drafts if draft.unsubscribe}
    assert stopped == {"following.news", "staff.today"}


def test_each_has_an_address_of_its_own() -> None:
    assert len(BY_KEY) == len(SAMPLES)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in BY_KEY)


def test_a_page_lists_all_and_shows_one_in_both_languages(client: CheckingClient) -> None:
    client.sign_in(make_staff("admin"))
    page = client.get("/admin/mails/previews").text
    assert all(f'href="/admin/mails/previews/{key}"' in page for key in BY_KEY)
    page = client.get(f"/admin/mails/previews/{SAMPLES[-1].key}").text
    assert page.count('<pre class="mail"') == 2
    assert page.count('aria-current="page"') == 1
    assert "/admin/mails/previews" in client.get("/admin/mails").text


def test_the_outbox_names_every_kind_of_mail_in_words(app: Flask) -> None:
    with app.test_request_context():
        written = {sample.write("de").kind for sample in SAMPLES}
    written |= {f"idea.{told}" for told in Told}
    assert written - set(KINDS) == set()
    assert set(KINDS) - written == {"test"}
