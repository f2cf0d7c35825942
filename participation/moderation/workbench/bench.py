"""What every page of the workbench shows: who works, what they chose, the list, and the idea."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask import current_app, request

from participation.accounts.access import can, person, rounds_to_read
from participation.accounts.models import Account
from participation.accounts.permissions import Permission
from participation.accounts.queries import is_same_person
from participation.ideas import queries as idea_queries
from participation.ideas.lineage import Kin
from participation.ideas.models import Idea
from participation.ideas.rules import READABLE_STATES, Action, State, actions_in, parse_number
from participation.kernel.clock import clock
from participation.kernel.crypto import new_token
from participation.kernel.errors import BadInput, NotFound
from participation.kernel.text import clean_line
from participation.moderation import duplicates, lineage, lookalikes
from participation.moderation import queries as moderation_queries
from participation.moderation.addresses import kept
from participation.moderation.choosing import Choice, Stage, read
from participation.moderation.forms import NUMBER_LENGTH, ReasonForm, form_for, template_texts
from participation.moderation.lookalikes import Lookalike
from participation.moderation.redaction.queries import marked_text
from participation.moderation.reports.rules import REPORT_LABELS
from participation.moderation.rules import DECISIONS, LABELS, NEEDS_REASON, Reason, similar_search
from participation.moderation.service import why_not_ask
from participation.moderation.workbench import queries, queries_bulk
from participation.moderation.workbench.attached import Attached, attached_to
from participation.moderation.workbench.models import WorkbenchKeys
from participation.moderation.workbench.narrowing import Viewer, elsewhere
from participation.moderation.workbench.queries import Item
from participation.moderation.workbench.rules import keys_of
from participation.web.paging import page_number
from participation.web.translation import _


def viewer() -> Viewer:
    """Return for whom the queue is read."""
    me = person()
    return Viewer(me.id, me.address_hash, rounds_to_read(Permission.MODERATE_IDEAS))


def item_of(number: str, now: datetime) -> Item:
    """Return the idea with this number, and who holds it. Raises NotFound."""
    parsed = parse_number(number)
    item = queries.item_of(parsed[1], now) if parsed else None
    if item is None or item.idea.number != number:
        raise NotFound(idea_queries.NO_IDEA)
    return item


def context(item: Item | None) -> dict[str, Any]:
    """Return what the page shows: the list as chosen, and the idea."""
    me, now, choice = person(), clock.now(), read(request.args)
    shown = _list(choice, now, item.idea.round_id if item else None)
    shown |= {"me": me, "now": now, "choice": choice, "kept": kept(), "opened": None}
    found = attached_to(item.idea.id, me.id) if item else None
    shown |= _keys(next(iter(found.keys), None) if found else queries.keys_row(me.id))
    if item is None or found is None:
        undoable = queries_bulk.undoable_by(me.id, now)
        return shown | {"item": None, "idea": None, "decisions": [], "undoable": undoable}
    return shown | _item(item, me, found) | {"undoable": _undoable(found, now)}


def _undoable(found: Attached, now: datetime) -> moderation_queries.Undoable | None:
    """Return what can be undone: the last decision on the idea, else the person's own last one."""
    standing = [decision for decision in found.decisions if decision.undone_at is None][-1:]
    bulks = {item.decision_id: item.bulk_id for item in found.bulks}
    each = (
        moderation_queries.undoable(decision, now, bulks.get(decision.id))
        for decision in (*standing, *found.own)
    )
    return next((one for one in each if one), None)


def _list(choice: Choice, now: datetime, also: int | None) -> dict[str, Any]:
    who = viewer()
    if who.rounds == frozenset():
        return {"load": None, "listing": None, "rounds": []}
    rounds = queries.rounds_with_work(who, also)
    choice, load = queries.narrowed(choice, who, now, rounds)
    total = load.of(choice.stage).total
    # What was decided meanwhile makes the list shorter: its last page is then the nearest.
    number = page_number(request.args.get("page"))
    number = min(number, max(1, -(-total // queries.PER_PAGE)))
    chosen = next((row for row in rounds if row.slug == choice.round_slug), None)
    return {
        "load": load,
        "listing": queries.page_of(choice, who, now, number, total),
        "elsewhere": None if total else elsewhere(choice, who),
        "rounds": rounds,
        "chosen_round": chosen,
        "stages": list(Stage),
        "languages": current_app.config["LANGUAGES"],
        "token": new_token(),
    }


def _keys(row: WorkbenchKeys | None) -> dict[str, Any]:
    keys = {key.value: sign for key, sign in keys_of(row.keys if row else {}).items()}
    return {"keys": keys if row is None or row.enabled else {}, "all_keys": keys}


def _item(item: Item, me: Account, found: Attached) -> dict[str, Any]:
    idea = item.idea
    own = is_same_person(me, idea.author)
    holder = item.holder if item.claim and item.claim.account_id != me.id else None
    reports = found.reports[::-1] if idea.state in READABLE_STATES else []
    reports.sort(key=lambda report: report.settled_at is not None)
    actions = [action for action in DECISIONS if action in actions_in(idea.state)]
    if not any(report.settled_at is None for report in reports):
        # Without a report there is nothing to keep; a published idea can still be removed.
        actions = [action for action in actions if action is not Action.KEEP]
    obstacle = why_not_ask(idea, clock.now()) if idea.state == State.WAITING else None
    if obstacle:
        actions = [action for action in actions if action is not Action.ASK]
    likes = lookalikes.of(idea)
    decides = not own and holder is None and can(Permission.MODERATE_IDEAS, idea.round_id)
    return {
        "item": item,
        "idea": idea,
        "round": idea.round,
        "field": idea.round.frame.field(idea.field_key),
        "marked": marked_text(idea, item.words),
        "own": own,
        "holder": holder,
        "mine": item.claim is not None and holder is None,
        "not_asked": _(obstacle) if obstacle else None,
        **_forms(idea, actions if decides else [], likes),
        "reports": reports,
        "report_reasons": REPORT_LABELS,
        "templates": template_texts(idea, clock.now()),
        "similar": similar_search(idea.title),
        "lookalikes": likes,
        "notes": found.notes,
        "handovers": found.handovers,
        **_lineage(item, found),
        "redactions": found.originals,
        "decisions": found.decisions[::-1],
        "versions": found.versions,
        "reasons": LABELS,
    }


def _lineage(item: Item, found: Attached) -> dict[str, Any]:
    if not item.has_lineage:
        return {"lineage": None}
    return lineage.context(item.idea, clock.now(), Kin(found.events, found.relatives))


def _forms(idea: Idea, actions: list[Action], likes: list[Lookalike]) -> dict[str, Any]:
    """Return the forms of the decisions.

    The rejection names the idea that most plainly says the same. Where the page is asked to say
    that there is such an idea already, by its number, it is filled in and open.
    """
    forms = {action.value: form_for(action, idea.version) for action in actions}
    action = next((each for each in NEEDS_REASON if each.value in forms), None)
    if action is None:
        return {"forms_by_action": forms}
    form = cast("ReasonForm", forms[action.value])
    same = clean_line(request.args.get("same"))
    if not same:
        if request.method == "GET" and likes and likes[0].plain:
            form.suggest(likes[0].idea)
        return {"forms_by_action": forms}
    form = ReasonForm(data={"version": idea.version, "reason": Reason.DUPLICATE.value})
    form.fill_in(idea, clock.now())
    try:
        form.suggest(duplicates.named(idea, same))
    except BadInput as error:
        form.other.data = same[:NUMBER_LENGTH]
        form.refuse(error)
    return {"forms_by_action": forms | {action.value: form}, "opened": action.value}
