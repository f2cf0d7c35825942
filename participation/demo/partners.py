"""The demo's organisations: one takes part, with a member that one click signs in as, one waits;
and what the one says in the round of organisations."""

from __future__ import annotations

from participation.accounts import service as account_service
from participation.accounts.models import Account
from participation.demo.content import Content
from participation.demo.queries import partner
from participation.ideas import service as ideas
from participation.ideas.rules import Action
from participation.ideas.rules import Content as IdeaContent
from participation.moderation import service as moderation
from participation.organisations import queries, service, service_decisions
from participation.organisations.rules import Application, OrganisationState, compared_name
from participation.rounds.models import Round
from participation.weighting.named import service as named
from participation.weighting.rules import Answers

POINTS = {"energy": 8, "mobility": 7, "infrastructure": 5}
IDEA = IdeaContent(
    "Abwärme aus dem Rechenzentrum für das Hallenbad",
    "Unser Rechenzentrum steht neben dem Hallenbad und heizt die Luft. Wir möchten mit der Stadt"
    " ausprobieren, ob sich das Wasser damit wärmen lässt. Planung und Messung übernehmen wir.",
    "energy",
    None,
)


def take_part(content: Content, planner: Account) -> None:
    """Let the organisations apply, and the planner approve those that take part, unless they stand
    so already."""
    for row in content.organisations:
        account = _member(row, content)
        own = queries.memberships(account.id)
        if row["state"] in {each.state for each in own}:
            continue
        for each in own:
            service.delete_application(service.lock(each.id))
        if queries.approved_named(compared_name(row["name"])) is None:
            _apply(row, account, planner, content)


def _member(row: dict[str, str], content: Content) -> Account:
    account = account_service.resident(f"{row['member']}@example.org", "de", content.clock(-20))
    if account.pseudonym is None:
        account_service.choose_pseudonym(account, pseudonym=row["pseudonym"])
    return account


def _apply(row: dict[str, str], account: Account, planner: Account, content: Content) -> None:
    approved = row["state"] == OrganisationState.APPROVED
    organisation = service.apply(
        Application(
            name=row["name"],
            kind=row["kind"],
            text=row["text"],
            link=row["link"],
            contact=row["contact"],
        ),
        account=account,
        clock=content.clock(-19 if approved else -2),
    )
    if approved:
        service_decisions.approve(organisation.id, by=planner, clock=content.clock(-18))


def speak(round_: Round, content: Content, moderator: Account) -> None:
    """Cast and hand in for the organisation of the demo's partner; a visitor may have let it leave
    under another name that still stands, and then nothing is done."""
    account = partner()
    acting = queries.of_account(account.id) if account else []
    if account is None or not acting:
        return
    named.cast(
        round_id=round_.id,
        organisation=acting[0].key,
        account_id=account.id,
        answers=Answers(tuple(POINTS.get(key, 0) for key in round_.frame.field_keys)),
        base_version=0,
        clock=content.clock(-4),
    )
    idea = ideas.submit(
        round_.id,
        IDEA,
        author=account,
        form_token=ideas.new_form_token(),
        organisation=acting[0].key,
        clock=content.clock(-4),
    )
    moderation.decide(
        idea.id, Action.PUBLISH, by=moderator, version=idea.version, clock=content.clock(-3)
    )
