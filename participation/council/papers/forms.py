"""Forms of papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from participation.council import drafts
from participation.council.drafts import PaperDraft
from participation.council.forms import DatedForm, Limit, labelled
from participation.council.models import Paper
from participation.council.rules import (
    LINK_LENGTH,
    REFERENCE_LENGTH,
    TITLE_LENGTH,
    WORDING_LENGTH,
    Kind,
)
from participation.council.wording import KINDS
from participation.strategy.models import Strategy
from participation.web.filters import tr
from participation.web.forms import BaseForm, choices
from participation.web.translation import _


class PaperForm(DatedForm):
    """A paper of the council."""

    reference = StringField(_l("Aktenzeichen"), [Limit(REFERENCE_LENGTH)])
    title = StringField(_l("Titel"), [Limit(TITLE_LENGTH, required=True)])
    kind = SelectField(_l("Art"), [Limit(required=True)], validate_choice=False)
    strategy = SelectField(_l("Strategie, zu der sie gehört"), validate_choice=False)
    link = StringField(
        _l("Link zur Vorlage"),
        [Limit(LINK_LENGTH)],
        description=_l("Beginnt mit https://. Der Server ruft ihn nicht auf."),
    )
    oparl_id = StringField(_l("OParl-Adresse"), [Limit(LINK_LENGTH)])
    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    def __init__(self, *args: Any, strategies: Iterable[Strategy] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = labelled(KINDS)
        self.by_slug = {strategy.slug: strategy for strategy in strategies}
        own = [(slug, tr(strategy.title)) for slug, strategy in self.by_slug.items()]
        self.strategy.choices = choices([("", _("Keine bestimmte")), *own])
        self.renew_token()

    @classmethod
    def correcting(cls, paper: Paper, strategies: Iterable[Strategy]) -> PaperForm:
        """Return the form as it was sent, or filled from the paper that it corrects."""
        names = ("reference", "title", "kind", "date_wording", "link", "oparl_id", "version")
        offered = list(strategies)
        own = next((strategy for strategy in offered if strategy.id == paper.strategy_id), None)
        values = {name: getattr(paper, name) for name in names}
        values |= {"date": paper.date_value or "", "strategy": own.slug if own else ""}
        return cls(data=values, strategies=offered)

    def read(self) -> PaperDraft | None:
        """Return the paper, None when something is wrong; each problem then stands at its field."""
        date, problems = self.read_date()
        strategy = self.by_slug.get(self.strategy.data or "")
        draft = PaperDraft(
            title=self.title.data or "",
            kind=Kind(self.kind.data) if self.kind.data in set(Kind) else None,
            reference=self.reference.data or "",
            date=date,
            link=self.link.data or "",
            oparl_id=self.oparl_id.data or "",
            strategy_id=strategy.id if strategy else None,
        )
        fine = self.refuse_all([*problems, *drafts.paper_problems(draft)])
        return draft if fine else None


class RedactForm(BaseForm):
    """A passage to be blacked out everywhere in a paper's rows."""

    passage = TextAreaField(_l("Die Stelle, Zeichen für Zeichen"), [Limit(required=True)])
    reason = StringField(
        _l("Warum sie geschwärzt wird"),
        [Limit(WORDING_LENGTH, required=True)],
        description=_l("Das steht nur im Protokoll. Nennen Sie die Stelle darin nicht."),
    )
