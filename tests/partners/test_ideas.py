"""Ideas in a round of organisations: handed in in the name of one, shown with its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Account
from participation.audit.service import SHELL
from participation.extensions import db
from participation.ideas import service, service_support
from participation.ideas.intake import importing
from participation.ideas.models import Idea
from participation.ideas.rules import Content
from participation.kernel.clock import clock
from participation.kernel.errors import Forbidden, NotReady, WindowClosed
from participation.organisations.models import Organisation
from participation.rounds.models import Round
from tests.api.reading import Program
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.organisations.making import make_organisation
from tests.pages import main_text
from tests.partners.making import change, named_round

CONTENT = Content("Sensoren im Wald", "Wir messen, wie trocken der Boden ist.", "energy", None)
TYPED = {"title": CONTENT.title, "text": CONTENT.text, "field": CONTENT.field_key}
World = tuple[Round, Organisation, Account]


@pytest.fixture
def world(app: Flask) -> World:
    """An open round, an organisation and its member."""
    member = make_resident()
    return named_round(), make_organisation(member, name="Forstverein"), member


def ideas() -> list[Idea]:
    db.session.rollback()
    return list(db.session.scalars(select(Idea).order_by(Idea.id)))


def hand_in(round_: Round, account: Account, organisation: str) -> Idea:
    idea = service.submit(
        round_.id,
        CONTENT,
        author=account,
        form_token=service.new_form_token(),
        organisation=organisation,
        clock=clock,
    )
    db.session.commit()
    return idea


def test_an_idea_goes_from_the_form_to_everybody_with_the_organisations_name(
    world: World, new_client: Any
) -> None:
    round_, organisation, member = world
    client = new_client(member)
    address = f"/rounds/{round_.slug}/ideas/new"
    preview = client.submit(address, address, **TYPED, button="step=preview")
    assert "Im Namen von: Forstverein" in main_text(preview)
    assert client.submit(preview, address, button="step=submit").status_code == 302
    [idea] = ideas()
    assert (idea.organisation_id, idea.author_id) == (organisation.id, member.id)
    change(idea, state="published")
    for path in (f"/rounds/{round_.slug}/ideas/{idea.number}", f"/rounds/{round_.slug}/ideas/"):
        text = main_text(new_client().get(path))
        assert "Forstverein" in text
        assert str(member.pseudonym) not in text


def test_moderators_see_in_whose_name_it_is(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    idea = make_idea(round_, member, organisation_id=organisation.id)
    page = new_client(make_staff("moderator")).get(f"/moderation/{idea.number}")
    assert "Forstverein" in main_text(page)


def test_who_acts_for_no_organisation_is_led_to_an_application(
    world: World, new_client: Any
) -> None:
    round_, *_rest = world
    landing = f"/rounds/{round_.slug}/organisations"
    for client in (new_client(), new_client(make_resident())):
        page = client.get(f"/rounds/{round_.slug}/ideas/new")
        assert page.location.endswith(landing)


@pytest.mark.parametrize("state", ["applied", "refused", "left"])
def test_an_organisation_that_does_not_take_part_hands_nothing_in(world: World, state: str) -> None:
    round_, organisation, member = world
    change(organisation, state=state)
    with pytest.raises(Forbidden):
        hand_in(round_, member, organisation.key)
    assert ideas() == []


def test_nobody_hands_in_for_an_organisation_of_others(world: World) -> None:
    round_, organisation, _member = world
    stranger = make_resident()
    own = make_organisation(stranger)
    with pytest.raises(Forbidden):
        hand_in(round_, stranger, organisation.key)
    assert hand_in(round_, stranger, own.key).organisation_id == own.id


def test_what_was_typed_for_an_organisation_of_others_stays_in_the_form(
    world: World, new_client: Any
) -> None:
    round_, organisation, _member = world
    stranger = make_resident()
    make_organisation(stranger)
    client = new_client(stranger)
    address = f"/rounds/{round_.slug}/ideas/new"
    preview = client.submit(address, address, **TYPED, button="step=preview")
    page = client.submit(preview, address, organisation=organisation.key, button="step=submit")
    assert page.status_code == 409
    assert CONTENT.text in page.text
    assert ideas() == []


def test_in_a_round_of_residents_nobody_speaks_for_an_organisation(
    world: World, new_client: Any
) -> None:
    _round, organisation, member = world
    round_ = make_round()
    client = new_client(member)
    assert "Im Namen von" not in client.get(f"/rounds/{round_.slug}/ideas/new").text
    with pytest.raises(NotReady):
        hand_in(round_, member, organisation.key)


def test_an_author_who_left_the_organisation_changes_its_idea_no_more(world: World) -> None:
    round_, organisation, member = world
    idea = hand_in(round_, member, organisation.key)
    change(organisation, state="left")
    with pytest.raises(Forbidden):
        service.edit(
            idea.id,
            Content("Anderes", CONTENT.text, "energy", None),
            author=member,
            version=idea.version,
            clock=clock,
        )


def test_what_a_former_member_typed_stays_on_the_page(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    idea = hand_in(round_, member, organisation.key)
    client = new_client(member)
    page = client.get(f"/rounds/{round_.slug}/ideas/{idea.number}/edit")
    change(organisation, state="left")
    refused = client.submit(page, text="Ein neuer Satz über den Wald.")
    assert refused.status_code == 409
    assert "Ein neuer Satz über den Wald." in refused.text


def test_nobody_supports_an_idea_of_an_organisation(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    idea = make_idea(round_, member, organisation_id=organisation.id, state="published")
    resident = make_resident()
    page = new_client(resident).get(f"/rounds/{round_.slug}/ideas/{idea.number}")
    assert "nterstützen" not in main_text(page)
    with pytest.raises(WindowClosed):
        service_support.support(idea.id, account=resident, wanted=True, clock=clock)


def test_no_file_of_ideas_is_imported_into_a_round_of_organisations(
    world: World, tmp_path: Path
) -> None:
    round_, *_rest = world
    file = tmp_path / "ideas.csv"
    file.write_text("ref,title,text,field,goal,submitted_at,channel\n1,a,b,energy,,,\n")
    with pytest.raises(NotReady):
        importing.import_ideas(round_.slug, file, actor=SHELL, clock=clock)


def test_programs_read_the_organisations_name_and_no_members(world: World, new_client: Any) -> None:
    round_, organisation, member = world
    idea = make_idea(round_, member, organisation_id=organisation.id, state="published")
    program = Program(new_client())
    round_path = f"/rounds/{round_.slug}"
    shown = [
        program.get(f"{round_path}/ideas/{idea.number}")["idea"],
        program.get(f"{round_path}/ideas")["items"][0],
    ]
    for each in shown:
        assert (each["organisation"], each["author"]) == ("Forstverein", None)
    assert program.get(round_path)["audience"] == "organisations"
