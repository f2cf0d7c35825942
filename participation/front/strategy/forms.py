"""The form by which a draft cites published results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from participation.strategy.forms import SeenForm
from participation.strategy.models import StrategyVersion
from participation.strategy.rules_versions import citations_digest
from participation.web.filters import tr
from participation.web.translation import _


class CitationsForm(SeenForm):
    """Which rounds' results the draft cites, by slug."""

    rounds = SelectMultipleField(
        _l("Diese Ergebnisse zitiert der Entwurf"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @classmethod
    def of(cls, draft: StrategyVersion, citable: Iterable[Mapping[str, Any]]) -> CitationsForm:
        """Return the form with what can be cited; what the draft cites is ticked."""
        form = cls(
            seen=citations_digest(draft.citations),
            rounds=[citation["round"] for citation in draft.citations],
        )
        cited = {citation["round"]: citation["version"] for citation in draft.citations}
        form.rounds.choices = [
            (citation["round"], _label(citation, cited.get(citation["round"])))
            for citation in citable
        ]
        return form


def _label(citation: Mapping[str, Any], cited: int | None) -> str:
    words = _(
        "%(round)s, Ergebnis in Fassung %(number)s: %(ballots)s",
        round=tr(citation["round_title"]),
        number=citation["version"],
        ballots=tr(citation["ballots"]),
    )
    if cited is None or cited == citation["version"]:
        return str(words)
    return str(
        _("%(result)s (der Entwurf zitiert noch Fassung %(number)s)", result=words, number=cited)
    )
