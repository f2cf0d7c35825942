"""A published result as a text for the press, in German: the sentences of the page in plain
text."""

from __future__ import annotations

from flask_babel import force_locale

from participation.results.council_paper.contents import (
    address,
    asked,
    deviations,
    limits,
    took_part,
)
from participation.results.models import Snapshot
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import label
from participation.rounds.models import Round
from participation.web.filters import localdate, tr
from participation.web.translation import _


def press_text(round_: Round, snapshot: Snapshot) -> str:
    """Return the text, its paragraphs set apart by empty lines."""
    with force_locale("de"):
        page = ResultPage(snapshot)
        day = localdate(snapshot.published_at or snapshot.made_at, round_.timezone)
        title = tr(page.method["round"]["title"])
        paragraphs = [
            page.finding,
            _(
                "%(city)s, %(day)s. Ergebnis der Runde „%(title)s“.",
                city=page.method["city"],
                day=day,
                title=title,
            ),
            " ".join([*took_part(page), *asked(page)]),
            *_figures(page),
            page.caveat,
            *_limits(page),
            *_departures(page, round_),
            _(
                "Ergebnis mit allen Zahlen, Fassung %(number)s: %(address)s",
                number=snapshot.number,
                address=address(page, round_),
            ),
            *_contact(round_),
        ]
        return "\n\n".join(paragraphs) + "\n"


def _figures(page: ResultPage) -> list[str]:
    if not page.figures:
        return []
    lines = []
    for row in page.ordered:
        note = page.note(row).replace(" · ", ", ")
        lines.append(f"- {label(row)}: {page.written_share(row)}" + (f" ({note})" if note else ""))
    varies = any(row["stab_low"] is not None for row in page.ordered)
    hint = (
        _("In Klammern: Stabilitätsbereich und mögliche Plätze.")
        if varies and page.ranks
        else (_("In Klammern: Stabilitätsbereich.") if varies else "")
    )
    said = " ".join(part for part in (f"{page.measured}.", hint, page.rounding) if part)
    return [said.replace("..", "."), "\n".join(lines)]


def _limits(page: ResultPage) -> list[str]:
    sentences = " ".join(limits(page))
    apart = "\n".join(f"- {line}" for line in (page.apart if page.ranks else []))
    return [part for part in (sentences, apart) if part]


def _departures(page: ResultPage, round_: Round) -> list[str]:
    lines = "\n".join(f"- {line}" for line in deviations(page, round_))
    return [_("Abweichungen von den Regeln:") + "\n" + lines]


def _contact(round_: Round) -> list[str]:
    contact = round_.settings.contact
    parts = [tr(contact["unit"]), contact["telephone"], contact["email"]]
    known = ", ".join(part for part in parts if part)
    return [_("Kontakt: %(contact)s", contact=known)] if known else []
