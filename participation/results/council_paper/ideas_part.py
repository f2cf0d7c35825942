"""What a paper says of ideas: how many stand where, per field, and that support is no weight."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from participation.ideas.queries import support_shown
from participation.ideas.rules import State
from participation.kernel.errors import N_
from participation.moderation.rules import LABELS, Reason
from participation.moderation.statistics import figures, rules
from participation.results.output.beside import NO_CHOICE, NO_WEIGHT
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import interval, label
from participation.results.queries import FieldIdeas, ideas_by_field
from participation.results.tables.columns import Row
from participation.rounds.models import Round
from participation.rounds.rules import Phase, phase
from participation.web.filters import DEFAULT_ZONE, deadline, localdate, localtime, number
from participation.web.translation import _

PUBLIC = {
    State.PUBLISHED: N_("öffentlich"),
    State.MERGED: N_("mit einer anderen zusammengelegt"),
}
"""The states in which everybody can read an idea, so that their numbers tell nothing."""


def ideas_part(page: ResultPage, round_: Round, now: datetime) -> dict[str, Any]:
    """Return sentences and tables about the ideas of a round, as they stand now."""
    phase_ = phase(round_.ideas_window, now)
    if phase_ in (Phase.ABSENT, Phase.BEFORE):
        return {"ideen_hinweise": [_collected(round_, phase_)], "ideen": [], "entscheidungen": []}
    by_field, shown = ideas_by_field(round_.id), support_shown(round_, now)
    sentences = [
        _collected(round_, phase_),
        _("Stand der Zahlen: %(day)s.", day=localdate(now, round_.timezone)),
        _(NO_CHOICE if page.pick else NO_WEIGHT)
        if shown
        else _("Unterstützungen zeigt die Runde erst nach ihrem Ende."),
    ]
    return {
        "ideen_hinweise": sentences,
        "ideen": [
            _row(page, row, by_field.get(row["item"], FieldIdeas(0, 0)), shown=shown)
            for row in page.ordered
        ],
        "entscheidungen": decided(round_, now),
    }


def _collected(round_: Round, phase_: Phase) -> str:
    window, zone = round_.ideas_window, round_.timezone
    if phase_ is Phase.ABSENT or window.opens is None or window.closes is None:
        return _("In dieser Runde wurden keine Ideen gesammelt.")
    if phase_ is Phase.BEFORE:
        moment = localtime(window.opens, zone)
        return _("Ideen werden erst ab dem %(moment)s gesammelt.", moment=moment)
    if phase_ is Phase.OPEN:
        until = deadline(window.closes, zone)
        return _("Ideen können noch %(deadline)s eingereicht werden.", deadline=until)
    return _(
        "Ideen konnten vom %(opens)s an eingereicht werden, %(deadline)s.",
        opens=localdate(window.opens, zone),
        deadline=deadline(window.closes, zone),
    )


def _row(page: ResultPage, row: Row, ideas: FieldIdeas, *, shown: bool) -> dict[str, str]:
    varies = interval(row)
    share = page.written_share(row) if page.figures else "–"
    return {
        "feld": label(row),
        "anteil": f"{share} ({varies})" if varies else share,
        "anzahl": number(ideas.ideas),
        "unterstuetzungen": number(ideas.support) if shown else "–",
    }


def decided(round_: Round, now: datetime) -> list[dict[str, str]]:
    """Return how many ideas of a round stand where, and why some are not shown: no more than
    everybody reads on the page of its decisions, since papers of a council are public."""
    states, not_shown = figures.standing(round_, now)
    rows = [(_(PUBLIC[state]), number(states[state])) for state in PUBLIC if states[state]]
    if states[State.WAITING]:
        waiting = rules.shown({State.WAITING: states[State.WAITING]})
        rows.append((_("noch nicht entschieden"), _counted(waiting)))
    if not_shown.total != 0:
        day = localdate(figures.until(now) - timedelta(days=1), DEFAULT_ZONE)
        rows.append((_("abgelehnt oder entfernt, bis zum %(day)s", day=day), _counted(not_shown)))
    rows += [
        (_("davon: %(reason)s", reason=_(LABELS[reason])), number(not_shown.parts[reason]))
        for reason in Reason
        if reason in not_shown.parts
    ]
    if not_shown.rest:
        reason = _("Nicht nach Gründen aufgeteilt")
        rows.append((_("davon: %(reason)s", reason=reason), number(not_shown.rest)))
    return [{"stand": name, "anzahl": n} for name, n in rows]


def _counted(split: rules.Split) -> str:
    if split.total is None:
        return _("unter %(number)s", number=split.under)
    total = number(split.total)
    return _("mindestens %(number)s", number=total) if split.at_least else total
