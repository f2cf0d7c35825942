"""The file of one's own data: whole, and honest about what it does not have."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from participation.extensions import Base
from participation.front.my_data.tables import IN_THE_FILE, LEFT_OUT, STAFF_ONLY
from participation.kernel.clock import clock
from participation.keyring.queries import key_file
from participation.moderation.models import Decision
from participation.outbox.rules import MailDraft
from participation.outbox.service import enqueue
from participation.web.transactions import commit_now
from participation.weighting import service as weighting
from participation.weighting.credentials import email_ballot_key
from participation.weighting.models import QuestionAnswer
from participation.weighting.rules import NO_OPINION, Answers
from tests.factories import agree, make_idea, make_resident, make_round, save

NAMES_PEOPLE = re.compile(
    r"^(account|author|reporter|actor|by|decided_by|changed_by|settled_by|created_by|made_by)(_id)?$"
    r"|address|recipient|pseudonym"
)
OF_BALLOTS = {"ballots", "question_answers", "codes"}
"""Tables that know a person by a key alone."""


def tables_about_people() -> set[str]:
    return {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if NAMES_PEOPLE.search(column.name)
        or any(key.column.table.name == "accounts" for key in column.foreign_keys)
    }


def file_of(client: Any) -> dict[str, Any]:
    response = client.get("/account/data.json")
    assert response.status_code == 200
    data: dict[str, Any] = json.loads(response.data)
    return data


def test_every_table_about_people_is_in_the_file_or_left_out_with_a_reason(app: Flask) -> None:
    decided = set(IN_THE_FILE) | STAFF_ONLY | set(LEFT_OUT)
    assert tables_about_people() - decided == set(), "decide in front/my_data/tables.py"
    known = {table.name for table in Base.metadata.sorted_tables}
    assert decided - known == set()
    assert decided >= OF_BALLOTS


def test_every_key_that_a_table_is_promised_under_is_in_the_file(
    app: Flask, new_client: Any
) -> None:
    data = file_of(new_client(make_resident()))
    assert set(IN_THE_FILE.values()) <= set(data)
    for sentences in LEFT_OUT.values():
        assert sentences in data["not_included"]


def test_the_own_ballot_is_in_the_file_until_the_key_is_destroyed(
    app: Flask, new_client: Any
) -> None:
    me, round_ = make_resident(), make_round(no_opinion=True)
    agree(me, round_)
    key = email_ballot_key(me, key_file())(key_file().round_key(round_.uid) or b"")
    weighting.cast(
        round_id=round_.id,
        key=key,
        channel="email",
        answers=Answers((12, 8, NO_OPINION)),
        base_version=0,
        clock=clock,
    )
    commit_now()
    save(QuestionAnswer(round_id=round_.id, key=key, question="age", answer="young"))
    client = new_client(me)
    [ballot] = file_of(client)["ballots"]["found"]
    assert [row["points"] for row in ballot["fields"]] == [12, 8, "no_opinion"]
    assert ballot["questions"] == {"age": "young"}
    key_file().destroy_round_key(round_.uid, datetime.now(UTC))
    assert file_of(client)["ballots"]["found"] == []


def test_the_length_of_the_file_tells_no_ballot(app: Flask, new_client: Any) -> None:
    response = new_client(make_resident()).get("/account/data.json")
    assert len(response.data) % 16_384 == 0
    assert "no-transform" in response.headers["Cache-Control"]


def test_decisions_are_in_the_file_without_the_name_of_who_decided(
    app: Flask, new_client: Any
) -> None:
    me = make_resident()
    idea = make_idea(make_round(), me, state="rejected")
    save(
        Decision(
            idea_id=idea.id,
            idea_version=1,
            made_version=2,
            action="reject",
            reason="off_topic",
            text="Das liegt nicht bei der Stadt.",
            by_id=99,
            by_label="Frau Muster",
            at=datetime.now(UTC),
            before={},
        )
    )
    client = new_client(me)
    [decision] = file_of(client)["ideas"][0]["decisions"]
    assert decision["text"] == "Das liegt nicht bei der Stadt."
    assert "Frau Muster" not in json.dumps(file_of(client))


def test_mails_that_wait_are_in_the_file_but_no_link_that_signs_in(
    app: Flask, new_client: Any
) -> None:
    me, other = make_resident("ich@example.org"), make_resident("wer@example.org")
    for kind, to in (("test", "ich"), ("account.sign_in", "ich"), ("test", "wer")):
        draft = MailDraft(kind, f"Betreff {to}", f"Text {kind}")
        enqueue(draft, to=f"{to}@example.org", clock=clock, wait=timedelta(days=1))
    commit_now()
    mails = file_of(new_client(me))["mails"]
    assert [(mail["subject"], mail["text"]) for mail in mails] == [
        ("Betreff ich", "Text test\n"),
        ("Betreff ich", None),
    ]
    assert len(file_of(new_client(other))["mails"]) == 1


def test_the_language_of_mails_can_be_changed(app: Flask, new_client: Any) -> None:
    client = new_client(make_resident())
    assert client.submit("/account/language", language="en").location == "/account/"
    assert file_of(client)["account"]["language"] == "en"
    assert client.submit("/account/language", language="xx").status_code == 200
    assert file_of(client)["account"]["language"] == "en"
