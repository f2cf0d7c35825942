"""ideas.xlsx: the ideas of a round to read and sort. It stands outside the bundle, because an idea
can still be withdrawn."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from flask_babel import force_locale

from participation.ideas import files as ideas_files
from participation.ideas.rules import State
from participation.kernel.errors import N_
from participation.moderation.rules import LABELS
from participation.results.output import files, legend
from participation.rounds.models import Round
from participation.web.filters import localtime, tr
from participation.web.tabular.sheets import Book, Cell, Column, width_of
from participation.web.translation import _

SHOWN = (
    ("number", 13, "text"),
    ("title", 30, "text"),
    ("text", 60, "text"),
    ("remark", 30, "text"),
    ("field_label", 20, "text"),
    ("goal_label", 20, "text"),
    ("status", 16, "text"),
    ("reason", 18, "text"),
    ("merged_into", 13, "text"),
    ("support", 9, "integer"),
    ("submitted_at", 17, "moment"),
    ("decided_at", 17, "moment"),
    ("url", 30, "text"),
)

ALWAYS = ("number", "title", "text", "field_label")
"""Columns that are there even when they are empty."""
STATES = {
    State.WAITING: N_("Wartet"),
    State.PUBLISHED: N_("Veröffentlicht"),
    State.REJECTED: N_("Abgelehnt"),
    State.WITHDRAWN: N_("Zurückgezogen"),
    State.REMOVED: N_("Entfernt"),
    State.MERGED: N_("Zusammengeführt"),
}


def ideas_workbook(round_: Round, *, public: bool, now: datetime) -> bytes:
    """Return the workbook's bytes; `public` leaves out everything that not everybody may see."""
    with force_locale("de"):
        buffer = io.BytesIO()
        book = Book(buffer)
        rows = ideas_files.export_rows(round_, public=public, now=now)
        cells = [_cells(row) for row in files.local_rows(rows, round_.timezone)]
        shown = [
            position
            for position, (name, _width, _look) in enumerate(SHOWN)
            if name in ALWAYS or any(row[position] is not None for row in cells)
        ]
        columns = [_column(*SHOWN[position]) for position in shown]
        note = _(
            "Ideen der Runde „%(round)s“, Stand %(moment)s. Was später zurückgezogen oder"
            " geschwärzt wird, fehlt erst in einer neuen Datei.",
            round=tr(round_.title),
            moment=localtime(now, round_.timezone),
        )
        body = [[row[position] for position in shown] for row in cells]
        book.table(legend.sheet("ideas"), columns, body, note)
        book.legend(legend.rows([("ideas", columns)]), note)
        book.book.close()
        return buffer.getvalue()


def _column(name: str, width: float, look: str) -> Column:
    head = legend.head("ideas", name)
    return Column(name, head, width_of(head, width), look)


def _cells(row: Any) -> list[Cell]:
    values = dict(zip(ideas_files.COLUMNS, row, strict=True))
    state, reason = STATES[State(values["status"])], LABELS.get(values["reason"])
    values["status"] = _(state)
    if reason is not None:
        values["reason"] = _(reason)
    return [values[name] or None for name, _width, _look in SHOWN]
