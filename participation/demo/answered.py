"""What the demo's city answered to the ideas of the closed round: most, some too late, some not
yet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from participation.answers import publishing
from participation.answers.checking import Writer
from participation.answers.files.exporting import COLUMNS
from participation.answers.files.importing import import_answers
from participation.demo.content import Content
from participation.demo.people import DEMO
from participation.extensions import db
from participation.ideas.models import Idea, IdeaImport
from participation.kernel.clock import Clock
from participation.rounds.models import Round

PUBLISHED, STAGED = -12, -3
"""The days on which most answers were published, and on which the last ones were staged."""
STAGED_ONLY = frozenset({"A-049", "A-055", "A-076"})


def answer(round_: Round, content: Content) -> None:
    """Answer the ideas of the closed round; the day by which that was promised is over, and some
    are missing."""
    rows = content.rows("answers_closed")
    _stage(round_, [row for row in rows if row["ref"] not in STAGED_ONLY], content.clock(PUBLISHED))
    seen = publishing.staged_batch(round_.id).seen
    clock = content.clock(PUBLISHED, "10:00")
    publishing.publish(round_.id, seen=seen, actor=DEMO, clock=clock)
    _stage(round_, [row for row in rows if row["ref"] in STAGED_ONLY], content.clock(STAGED))


def _stage(round_: Round, rows: Iterable[dict[str, str]], clock: Clock) -> None:
    query = select(IdeaImport.ref, Idea).join(Idea, Idea.id == IdeaImport.idea_id)
    rows_of_ideas = db.session.execute(query.where(Idea.round_id == round_.id))
    numbers = {row.ref: row.Idea.number for row in rows_of_ideas}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(row | {"number": numbers[row["ref"]]} for row in rows)
        import_answers(round_.id, path, by=Writer(DEMO), clock=clock)
