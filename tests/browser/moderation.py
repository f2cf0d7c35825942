"""Moderation in the browser tests: a decision in bulk that left ideas out, an idea on which much
hangs, and who opens which page."""

from __future__ import annotations

from collections.abc import Mapping

from participation.accounts.models import Account
from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import clock
from participation.moderation.merging import service as merging
from participation.moderation.merging.service import Versions
from participation.moderation.workbench import bulk, notes
from participation.moderation.workbench.bulk import Pick
from participation.moderation.workbench.rules import Bulk
from participation.rounds.models import Round
from tests.factories import make_idea, make_resident


def arrange(round_: Round, moderator: Account) -> int:
    """Publish two ideas in one go; one that was changed and one that was published are left out.
    Return the id of what was done."""
    author = make_resident()
    waiting = [make_idea(round_, author, title=f"Radweg an Tor {place}") for place in (1, 2, 3)]
    there = make_idea(round_, author, state="published", title="Radweg am Bahnhof")
    seen = [Pick(idea.id, idea.version) for idea in (*waiting, there)]
    seen[2] = Pick(seen[2].idea_id, seen[2].version + 1)
    done = bulk.decide(Bulk.PUBLISH, seen, by=moderator, token="browser", clock=clock)
    db.session.commit()
    return done.id


SAID = {
    "title": "Bänke unter den Bäumen am Markt",
    "text": "Unter jedem Baum am Markt soll eine Bank mit Lehne stehen.",
}


def arrange_related(round_: Round, moderator: Account, unit: str) -> tuple[str, str]:
    """Let an idea have a note, a question to a unit, one that went into it and one that says the
    same; return its number and that of the one that went into it."""
    author, by = make_resident(), Actor(moderator.id, moderator.label)
    idea, joins = (make_idea(round_, author, state="published", **SAID) for _ in range(2))
    make_idea(round_, make_resident(), **SAID)
    notes.note(idea.id, "Der Bauhof weiß davon.", actor=by, clock=clock)
    notes.hand_over(idea.id, unit, "Ist das zu machen?", actor=by, clock=clock)
    versions = Versions(joins.version, idea.version)
    merging.merge(joins.id, idea.number, by=moderator, versions=versions, clock=clock)
    db.session.commit()
    return idea.number, joins.number


def pages(
    slug: str, number: Mapping[str, str], bulk_id: int, related: tuple[str, ...]
) -> dict[str, list[tuple[str | None, str]]]:
    """Return role and address for each page, for a round and its ideas by their state."""
    by_endpoint = {
        "moderation.home": ("",),
        "moderation.queue": ("queue", "queue?q=nirgends", f"queue?round={slug}&mine=1"),
        "moderation.bulk_done": (f"bulk/{bulk_id}",),
        "moderation.keys": ("keys",),
        "moderation.show": (*number.values(), *related),
        "moderation.notes": (f"{number['waiting']}/notes", f"{related[0]}/notes"),
        "moderation.decided": ("decided", "decided?q=nirgends"),
        "moderation.merge": tuple(
            f"{number['waiting']}/merge{query}"
            for query in ("", f"?into={number['published']}", "?into=2026-99999")
        ),
        "moderation.black_out": (f"{number['waiting']}/black-out",),
        "moderation.remark": (f"{number['published']}/remark",),
        "moderation.split": (f"{number['waiting']}/split",),
    }
    found: dict[str, list[tuple[str | None, str]]] = {
        name: [("moderator", f"/moderation/{path}") for path in paths]
        for name, paths in by_endpoint.items()
    }
    found["moderation.originals"] = [("auditor", "/originals/")]
    found["moderation.original"] = [("auditor", f"/originals/{number['published']}")]
    found["moderation.handed_over"] = [
        (role, "/moderation/handed-over") for role in ("planner", "unit")
    ]
    found["moderation.words"] = [("admin", "/moderation/words")]
    found["reports.idea"] = [(None, f"/rounds/{slug}/ideas/{number['published']}/report")]
    return found
