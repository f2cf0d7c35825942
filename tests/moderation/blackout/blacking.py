"""An idea that names somebody wherever a text about it is kept, for tests of several files."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from participation.accounts.models import Account
from participation.answers.models import Answer
from participation.city.models import Unit
from participation.extensions import Base, db
from participation.ideas.models import Idea, IdeaImport, IdeaVersion
from participation.ideas.rules import Action, content_digest
from participation.kernel.clock import clock
from participation.kernel.text import fold
from participation.moderation.blackout import service
from participation.moderation.blackout.rules import Kind
from participation.moderation.blackout.service import Order
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.moderation.workbench.models import Handover, IdeaNote
from participation.outbox import service as outbox
from participation.outbox.queries import kept
from participation.outbox.rules import MailDraft
from participation.web.transactions import begin_write, commit_now
from tests.factories import make_idea, make_resident, make_round, make_staff, save

NAME = "Erika Mustermann"
FACTS = "Die Stelle nennt jemanden beim Namen."
EVERYWHERE = frozenset(Kind)


def naming(state: str = "published", **values: Any) -> Idea:
    """An idea whose title and text name somebody."""
    title, said = f"Bank für {NAME}", f"{NAME} wohnt am Markt. Eine Bank hilft."
    values = {"title": title, "text": said} | values
    folded = fold(f"{values['title']}\n{values['text']}")
    return make_idea(make_round(), make_resident(), state=state, folded=folded, **values)


def fill(idea: Idea) -> Idea:
    """Name somebody in everything that is kept of an idea."""
    now, about = clock.now(), f"Über {NAME}."
    by = {"by_label": "Moderation", "at": now}
    begin_write()
    idea.note = idea.remark = about
    commit_now()
    save(
        IdeaVersion(
            idea_id=idea.id, number=1, title=NAME, text=about, field_key="mobility", written_at=now
        )
    )
    decision = save(
        Decision(
            idea_id=idea.id,
            idea_version=1,
            action=Action.PUBLISH.value,
            text=about,
            before={"state": "waiting", "note": about},
            made_version=1,
            **by,
        )
    )
    save(Report(idea_id=idea.id, reason="other", text=about, answer=about, at=now))
    save(
        Complaint(
            idea_id=idea.id,
            decision_id=decision.id,
            text=about,
            reasons=about,
            at=now,
            decided_at=now,
            outcome="rejected",
        )
    )
    save(IdeaNote(idea_id=idea.id, text=about, **by))
    unit = save(Unit(key="gruen", title={"de": "Grünflächenamt"}))
    save(Handover(idea_id=idea.id, unit_id=unit.id, question=about, reply=about, **by))
    by_staff = {"staged_at": now, "staged_by": "Planung"}
    answer = Answer(
        idea_id=idea.id,
        status="not_followed",
        text=about,
        competent=NAME,
        published_at=now,
        **by_staff,
    )
    save(answer)
    digest = content_digest(idea.title, idea.text)
    save(IdeaImport(round_id=idea.round_id, ref="1", digest=digest, idea_id=idea.id))
    draft = MailDraft("idea.publish", f"Idee {idea.number}", f"„{idea.title}“: {about}")
    outbox.enqueue(draft, to="a@example.org", clock=clock, wait=timedelta(hours=1))
    commit_now()
    return idea


def black_out(
    idea: Idea, *passages: str, by: Account | None = None, kinds: frozenset[Kind] = EVERYWHERE
) -> bool:
    """Black passages out of an idea as it stands now, and commit."""
    order = Order(
        passages or (NAME,),
        kinds,
        idea.version,
        FACTS,
    )
    done = service.black_out(idea.id, order, by=by or make_staff(), clock=clock)
    commit_now()
    return done


def stored() -> dict[str, str]:
    """What every table holds, mails deciphered."""
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(text(f"SELECT * FROM {table.name}"))
        found[table.name] = json.dumps([list(map(str, row)) for row in rows], ensure_ascii=False)
    found["mails"] = " ".join(mails())
    db.session.rollback()
    return found


def mails() -> list[str]:
    """Subject and body of every mail that is kept."""
    return [f"{mail.subject}\n{mail.body}" for mail in kept()]
