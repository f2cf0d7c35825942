"""How each thing of the table is tried, and by what one sees in the database that it was done."""

from __future__ import annotations

import contextvars
import secrets
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from participation.answers.models import Answer
from participation.audit.models import AuditEntry
from participation.extensions import db
from participation.ideas.models import Idea, IdeaLineage, IdeaOriginal, IdeaSupport
from participation.ideas.rules import parse_number
from participation.kernel.crypto import token_hash
from participation.moderation.complaints.models import Complaint
from participation.moderation.models import Decision
from participation.moderation.reports.models import Report
from participation.moderation.workbench.models import Handover, IdeaClaim, IdeaNote
from participation.results.models import Snapshot
from participation.rounds.models import Deviation, Round
from participation.weighting.models import Ballot, BallotBatch

BEFORE = "as the world was made"
IDEA = "/rounds/{slug}/ideas/{number}"
DESK = "/moderation/{number}"
# A filter that nothing fits: what is decided leads to no next idea, which would be held.
NONE = "?q=nothing+fits+this"
TEXTS = {"title": "Other words", "text": "Of the author.", "field": "mobility", "goal": ""}
GROUNDS = {"reason": "off_topic", "text": "Because of this."}
PASSAGE = "it says"
PARTS = {"title": "Part", "text": "Half of it.", "field": "mobility", "goal": ""}

READS = {
    "read": IDEA,
    "look": DESK,
    "enter": "/rounds/{slug}/",
    "result": "/rounds/{slug}/results/weights.csv",
    "bundle": "/rounds/{slug}/results/bundle.zip",
    "ideas-file": "/rounds/{slug}/results/ideas.csv",
    "plan": "/planning/{slug}/",
    "press": "/planning/{slug}/press.txt",
}

WRITES: dict[str, tuple[str, dict[str, Any]]] = {
    "report": (IDEA + "/report", {"reason": "other", "text": "I object.", "good_faith": "y"}),
    "change": (IDEA + "/edit", TEXTS),
    "withdraw": (IDEA + "/withdraw", {}),
    "support": (IDEA + "/support", {"wanted": "1"}),
    "complain": (IDEA + "/complaint", {"text": "That is wrong."}),
    "claim": (DESK + "/claim", {}),
    "note": (DESK + "/notes", {"text": "For colleagues."}),
    "hand-over": (DESK + "/hand-over", {"unit": "traffic", "question": "Does that go?"}),
    "remark": (DESK + "/remark", {"text": "The editors add this."}),
    "publish": (DESK + "/publish" + NONE, {}),
    "reject": (DESK + "/reject" + NONE, GROUNDS),
    "ask": (DESK + "/ask" + NONE, {"wish": "Please say where."}),
    "keep": (DESK + "/keep" + NONE, {}),
    "remove": (DESK + "/remove" + NONE, GROUNDS),
    "bulk": ("/moderation/bulk", {"kind": "publish"}),
    "merge": (DESK + "/merge", {"into_version": "1"}),
    "split": (DESK + "/split", {"count": "2"}),
    "black-out": (
        DESK + "/black-out",
        {"further": PASSAGE, "facts": "A name.", "previewed": token_hash(PASSAGE)},
    ),
    "original": ("/originals/{number}/read", {}),
    "ask-delete": (DESK + "/ask-deletion", {}),
    "delete": ("/originals/{number}/delete", {}),
    "decide": ("/moderation/complaints/{id}", {"outcome": "rejected", "reasons": "It holds."}),
    "release": ("/moderation/reports/{id}/release", {}),
    "answer": (
        "/planning/{slug}/answers/{number}",
        {"status": "already_done", "text": "It is there.", "unit": "traffic", "seen": "0"},
    ),
    "hand-in": ("/rounds/{slug}/ideas/new", {"step": "submit"} | TEXTS),
    "weight": (
        "/rounds/{slug}/weights/review",
        {"points-mobility": "12", "points-energy": "8", "points-education": ""},
    ),
    "publish-result": (
        "/planning/{slug}/publish",
        {"sheets": "y", "figures": "y", "next_steps": "y"},
    ),
    "paper": ("/paper/{slug}/", {"reason": "The post was late."}),
    "extend": ("/admin/rounds/{slug}/extend", {"window": "weights", "reason": "It rained."}),
    "archive": ("/admin/rounds/{slug}/archive", {}),
    "bring-back": ("/admin/rounds/{slug}/bring-back", {}),
    "stop": ("/admin/rounds/{slug}/stop", {"reason": "A field is missing."}),
    "take-back": ("/admin/rounds/{slug}/withdraw", {"reason": "A field is missing."}),
    "settle": ("/moderation/reports/{id}/settle", {"outcome": "kept", "answer": "It stays."}),
}

DECIDED = ("publish", "reject", "ask", "keep", "remove")


class Visitor(FlaskClient):
    """A browser that keeps its cookies; `token` is sent with each form."""

    token = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in a context of its own."""
        db.session.rollback()
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        return response

    def reads(self, action: str, **address: str) -> bool:
        """Tell whether the page or file is given."""
        return self.get(READS[action].format(**address)).status_code == 200

    def writes(self, action: str, more: dict[str, Any], **address: str) -> None:
        """Send a form, whatever is answered."""
        path, values = WRITES[action]
        self.post(path.format(**address), data={"csrf_token": self.token} | values | more)


def particulars(action: str, idea_id: int, target: str) -> dict[str, Any]:
    """What a form about one idea holds beside what all of its kind hold."""
    if action == "bulk":
        return {"token": secrets.token_hex(16), "pick": f"{idea_id}:1"}
    if action == "split":
        parts = [{f"part{n}-{k}": v for k, v in PARTS.items()} for n in (1, 2)]
        return {"version": "1"} | parts[0] | parts[1]
    into = {"into": target} if action == "merge" else {}
    return {"version": "1"} | into


def done(action: str) -> set[int]:
    """The ideas with which something was done."""
    if action == "original":
        read = select(AuditEntry.subject_id).where(AuditEntry.action == "idea.original_read")
        numbers = map(parse_number, db.session.scalars(read))
        return {number[1] for number in numbers if number}
    ids: dict[str, Any] = {
        "report": select(Report.idea_id).where(Report.text != BEFORE),
        "change": select(Idea.id).where(Idea.title == TEXTS["title"]),
        "withdraw": select(Idea.id).where(Idea.state == "withdrawn", Idea.version > 1),
        "support": select(IdeaSupport.idea_id),
        "complain": select(Complaint.idea_id),
        "decide": select(Complaint.idea_id).where(Complaint.decided_at.is_not(None)),
        "release": select(Report.idea_id).join(Idea).where(Idea.held_at.is_(None)),
        "black-out": select(IdeaOriginal.idea_id).where(IdeaOriginal.by_label != BEFORE),
        "ask-delete": select(IdeaOriginal.idea_id).where(IdeaOriginal.asked_at.is_not(None)),
        "delete": select(IdeaOriginal.idea_id).where(IdeaOriginal.sealed.is_(None)),
        "answer": select(Answer.idea_id),
        "claim": select(IdeaClaim.idea_id),
        "note": select(IdeaNote.idea_id),
        "hand-over": select(Handover.idea_id),
        "remark": select(Idea.id).where(Idea.remark != ""),
        "merge": select(IdeaLineage.from_id).where(IdeaLineage.kind == "merge"),
        "split": select(IdeaLineage.from_id).where(IdeaLineage.kind == "split"),
    }
    made = select(Decision.idea_id).where(Decision.by_label != BEFORE)
    ids["bulk"] = made.where(Decision.action == "publish")
    ids |= {name: made.where(Decision.action == name) for name in DECIDED}
    return set(db.session.scalars(ids[action]))


def trace(action: str, round_id: int) -> Any:
    """What changes in the database when something was done in a round."""
    queries = {
        "hand-in": select(func.count(Idea.id)).where(Idea.channel == "email"),
        "weight": select(func.sum(Ballot.version)).where(Ballot.round_id == round_id),
        "publish-result": select(func.count(Snapshot.published_at)),
        "paper": select(func.count(BallotBatch.id)),
        "extend": select(Round.weights_closes_at).where(Round.id == round_id),
        "archive": select(Round.archived_at).where(Round.id == round_id),
        "bring-back": select(Round.archived_at).where(Round.id == round_id),
        "stop": select(func.count(Deviation.id)).where(Deviation.kind == "stopped"),
        "take-back": select(func.count(Deviation.id)).where(Deviation.kind == "withdrawn"),
        "settle": select(func.count(Report.settled_at)),
    }
    return db.session.scalar(queries[action])
